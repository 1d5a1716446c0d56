"""The section of plans, and who may act in it; a leader reads."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from scheduler.office import Settings
from web.navigation import Section
from web.visitor import Visitor, signed_in

SECTION = Section(
    "Kế hoạch",
    "/ke-hoach",
    "Các kế hoạch đang theo dõi; nạp, sửa đổi, đóng kế hoạch.",
    ("administrator", "monitor", "leader"),
)
LOOK = ["GET", "HEAD"]


def _most_plan(settings: Settings) -> int:
    return settings.most_plan


Reader: TypeAlias = Annotated[Visitor, signed_in(*SECTION.roles)]
Actor: TypeAlias = Annotated[Visitor, signed_in("administrator", "monitor")]
Sender: TypeAlias = Annotated[Visitor, signed_in("administrator", "monitor", most_file=_most_plan)]
"""An actor whose form may bring a file as large as a plan may be."""


def may_act(visitor: Visitor) -> bool:
    """Whether the visitor does more than read."""
    return visitor.who.role in ("administrator", "monitor")


def upload_path(number: int, below: str = "") -> str:
    """Where the document of that number is reviewed, or a page below it."""
    return f"/ke-hoach/tep/{number}{f'/{below}' if below else ''}"

"""The workbook in which a person decides about a plan: its sheets and columns, as written and as read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

Content: TypeAlias = Literal["printed", "name", "units", "unit", "words", "yes"]
"""What a column holds: what the document says, the name of the entry, or a decision."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading; `width` counts characters.

    `key` is the key of a decision (`plans.review.decisions.KEYS`).
    """

    heading: str
    content: Content
    width: int
    key: str = ""

    @property
    def is_decision(self) -> bool:
        """Whether a person fills it in."""
        return self.content not in {"printed", "name"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with one entry a row below its header; `kind` is its kind of table in `Decisions`."""

    title: str
    kind: str
    columns: tuple[Column, ...]


_LEAD = Column("Chủ trì", "units", 30, "lead")
_COORDINATING = Column("Phối hợp", "units", 30, "coordinating")
_PHRASE = Column("Thời hạn", "words", 26, "phrase")
_CONFIRM = Column("Đúng như đã đọc", "yes", 11, "confirm")

TASKS = Sheet(
    "Nhiệm vụ",
    "tasks",
    (
        Column("Mã", "name", 11),
        Column("Nội dung nhiệm vụ", "printed", 44),
        Column("Cần quyết định", "printed", 44),
        Column("Văn bản ghi: chủ trì", "printed", 22),
        Column("Văn bản ghi: phối hợp", "printed", 22),
        Column("Văn bản ghi: thời hạn", "printed", 22),
        _LEAD,
        _COORDINATING,
        _PHRASE,
        _CONFIRM,
        Column("Bỏ, không theo dõi", "yes", 11, "skip"),
        Column("Là nhiệm vụ cũ (mã)", "words", 11, "same_as"),
        Column("Là nhiệm vụ mới", "yes", 11, "new"),
    ),
)
UNITS = Sheet(
    "Đơn vị",
    "units",
    (
        Column("Tên văn bản ghi", "name", 40),
        Column("Nơi ghi", "printed", 40),
        Column("Gần giống", "printed", 40),
        Column("Là đơn vị", "unit", 40, "code"),
    ),
)
DUTIES = Sheet(
    "Việc trong lời văn",
    "duties",
    (
        Column("Mã", "name", 11),
        Column("Câu trong văn bản", "printed", 60),
        Column("Cần quyết định", "printed", 40),
        Column("Văn bản ghi: chủ trì", "printed", 22),
        Column("Văn bản ghi: thời hạn", "printed", 22),
        Column("Theo dõi", "yes", 11, "adopt"),
        _LEAD,
        _COORDINATING,
        _PHRASE,
        _CONFIRM,
    ),
)
PLAN = Sheet(
    "Kế hoạch",
    "plan",
    (Column("Mục", "name", 32), Column("Văn bản ghi", "printed", 40), Column("Quyết định", "words", 30, "value")),
)
ENTRY_SHEETS = (TASKS, UNITS, DUTIES)
PLAN_ROWS: Mapping[str, str] = MappingProxyType(
    {"Giai đoạn": "period", "Ngày ban hành": "issued", "Đã đối chiếu tổng số": "totals_checked"}
)
"""The rows of the sheet about the plan as a whole: what they are called, the key they decide."""
GUIDE = "Hướng dẫn"
REGISTER = "Danh bạ"
LOOKED_AT_ONLY = frozenset({GUIDE, REGISTER})
"""Sheets that are for reading: nothing in them is a decision."""

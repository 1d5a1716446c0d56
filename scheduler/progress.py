"""How far a long use case is, told to whoever watches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

Stage: TypeAlias = Literal["tasks", "schedules"]
Progress: TypeAlias = Callable[[Stage, int, int], None]
"""Is told the stage, how many are done, and of how many."""


def unwatched(_stage: Stage, _done: int, _total: int) -> None:
    """Nobody watches."""

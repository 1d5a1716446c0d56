"""How far long work is: on standard error while a person watches it at a terminal, nothing where it is piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from scheduler.progress import Progress, Stage

Tell: TypeAlias = Callable[[str, int, int | None], None]
"""Says what is being done, how much is done, and of how much, None where nobody knows."""
_STEP = 50  # an update costs more than the work of one step
_STAGES: dict[Stage, str] = {"tasks": "Đang ghi nhiệm vụ", "schedules": "Đang tính lịch nhắc"}


@contextmanager
def watched() -> Iterator[Tell]:
    """A line that moves for as long as the block lasts and is gone after it."""
    if not sys.stderr.isatty():
        yield lambda _words, _done, _total: None
        return
    from rich.console import Console  # rich is for people only
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as line:
        task = line.add_task("", total=None)

        def tell(words: str, done: int, total: int | None) -> None:
            if total or done % _STEP == 0:
                count = f" ({done}/{total})" if total else f" ({done})" if done else ""
                line.update(task, description=f"{words}{count}", completed=done, total=total)

        yield tell


def of_reading(tell: Tell, file: object) -> Callable[[int, int | None], None]:
    """Tells how many pages, or paragraphs and tables, of `file` have been read."""
    tell(f"Đang đọc {file}", 0, None)
    return lambda done, total: tell(f"Đang đọc {file}", done, total)


def of_adoption(tell: Tell) -> Progress:
    """Tells how far an adoption is."""
    return lambda stage, done, total: tell(_STAGES[stage], done, total)

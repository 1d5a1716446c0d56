"""Tables on the terminal, as wide as it is, and instants as the office writes them."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Sequence
from typing import NoReturn

from rich.console import Console
from rich.table import Table

from rules.say import say_day
from scheduler.clock import LOCAL

WIDTH_OF_A_FILE = 120  # columns, where the output is no terminal and COLUMNS is not set


class Page(Console):
    """Standard output; what is printed is taken as it stands, never as markup."""

    def __init__(self) -> None:
        width = shutil.get_terminal_size((WIDTH_OF_A_FILE, 40)).columns
        super().__init__(width=width, markup=False, emoji=False, highlight=False)

    def on_broken_pipe(self) -> NoReturn:
        """Leaves a reader that went away to `nhacviec.cli`: rich would exit with 1, which means something else here."""
        raise BrokenPipeError


def print_table(columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> None:
    """A table with its `columns`: heading and share of the width, 0 for one that is as wide as what stands in it."""
    table = Table(show_lines=True, expand=True)
    for name, share in columns:
        if share:
            table.add_column(name, ratio=share, min_width=10, overflow="fold")
        else:
            table.add_column(name, no_wrap=True)
    for row in rows:
        table.add_row(*row)
    Page().print(table)


def say_instant(at: dt.datetime) -> str:
    """31/03/2026 08:00, local."""
    return f"{at.astimezone(LOCAL):%d/%m/%Y %H:%M}"


def say_due(due: dt.date | None) -> str:
    """31/03/2026, or that there is no date."""
    return say_day(due) if due else "chưa có ngày"

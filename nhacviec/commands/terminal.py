"""Tables on the terminal, as wide as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from typing import NoReturn

from rich.console import Console
from rich.table import Table

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

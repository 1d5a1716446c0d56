"""How much one file may hold, so that reading it stays under 600 MB of memory and a minute whatever it is.

A plan of thousands of tasks is a hundredth of any of these.
"""

from __future__ import annotations

from pathlib import Path

from plans.errors import UnsafeFileError

MAX_FILE = 64 * 2**20
"""Bytes of a file."""
MAX_TEXT = 12 * 2**20
"""Bytes of a file of text or markup, which takes up to forty times as much once it is read."""
MAX_ARCHIVE = 40 * 2**20
"""Bytes of a web archive, most of them pictures."""
MAX_CELLS = 1_000_000
"""Cells and lines with text: 60,000 rows of 16 columns."""
MAX_LETTERS = 40_000_000
"""Letters in all cells, one merged down counted in every row it covers, as its text is in every task."""
MAX_NODES = 2_000_000
"""Marks of markup (elements and attributes) that are held as a tree."""
MAX_PAGE_NODES = 800_000
"""The same of a web page, whose tree is held beside its rows."""
MAX_STREAMED_NODES = 40_000_000
"""Marks of markup that only pass by: a million rows of empty formatted cells have half as many."""


def check_text_size(data: bytes, path: Path, limit: int = MAX_TEXT) -> None:
    """Raise `UnsafeFileError` where a text is larger than any plan."""
    if len(data) > limit:
        raise UnsafeFileError(path=path, reason=f"tệp chữ lớn hơn {limit // 2**20} MB")


def check_cells(count: int, path: Path) -> None:
    """Raise `UnsafeFileError` for more cells or lines than any plan has."""
    if count > MAX_CELLS:
        raise UnsafeFileError(path=path, reason="tệp có hơn một triệu ô hoặc dòng; hãy chỉ giữ lại phần kế hoạch")


def check_letters(count: int, path: Path) -> None:
    """Raise `UnsafeFileError` for more text than any plan has."""
    if count > MAX_LETTERS:
        raise UnsafeFileError(path=path, reason="tệp có quá nhiều chữ; hãy chỉ giữ lại phần kế hoạch")


def check_nodes(count: int, path: Path, limit: int = MAX_NODES) -> None:
    """Raise `UnsafeFileError` for markup that would not fit in memory or take too long."""
    if count > limit:
        raise UnsafeFileError(path=path, reason="tệp có quá nhiều thẻ định dạng; hãy chỉ giữ lại phần kế hoạch")

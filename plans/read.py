"""A file → a `Document`: choose the reader of its format, then read head, task tables and duties from its blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from plans.blocks import Block, Grid, Paragraph, tidy
from plans.bullets import read_bullets
from plans.columns import LOOKED_FOR
from plans.duties.found import find_duties
from plans.errors import EmptyFileError, MissingFileError, NoTaskTableError
from plans.formats.found import Doubt, Reached
from plans.formats.limits import MAX_FILE, check_letters
from plans.formats.readers import reader_of
from plans.head import read_head
from plans.model import Document, TaskRow
from plans.tables import read_tables
from rules.errors import InputError

Progress: TypeAlias = Callable[[int, int | None], None]
"""Is told how many pages of how many have been read, or how many paragraphs and tables of nobody knows how many."""


def read(path: Path, progress: Progress | None = None) -> Document:
    """Read the plan in `path`. An `InputError` says what is wrong with the file and what to do."""
    return read_content(_content(path), path, progress)


def read_content(content: bytes, path: Path, progress: Progress | None = None) -> Document:
    """The same of a file's `content`; `path` is only its name."""
    if not content:
        raise EmptyFileError(path=path)
    found = tuple(_told(reader_of(content, path)(content, path), progress))
    blocks = tidy(one for one in found if not isinstance(one, Doubt))
    check_letters(sum(map(_letters, blocks)), path)
    if not blocks:
        raise EmptyFileError(path=path)
    tables, points = read_tables(blocks), read_bullets(blocks)
    if not tables.found and not points.tasks:
        raise NoTaskTableError(path=path, **LOOKED_FOR)
    head, doubts = read_head(blocks)
    written = {Paragraph(line) for line in points.lines}
    return Document(
        path=str(path),
        head=head,
        tasks=tables.tasks or points.tasks,
        duties=tuple(find_duties(b for b in blocks if tables.found or b not in written)),
        totals=tables.totals,
        warnings=(
            *(one.text for one in found if isinstance(one, Doubt)),
            *doubts,
            *tables.warnings,
            *(map(_beside_tables, points.tasks) if tables.found else ()),
        ),
    )


def _beside_tables(point: TaskRow) -> str:
    return f"{point.place}: việc “{point.task}” ghi ngoài bảng nhiệm vụ nên chưa được đưa vào danh sách."


def _told(found: Iterable[Block | Doubt | Reached], progress: Progress | None) -> Iterator[Block | Doubt]:
    """What was found, without the words on how far the reading is, which `progress` hears."""
    for number, one in enumerate(found, 1):
        if progress:
            progress(*((one.page, one.pages) if isinstance(one, Reached) else (number, None)))
        if not isinstance(one, Reached):
            yield one


def _letters(block: Block) -> int:
    if isinstance(block, Grid):
        return sum(len(line) for row in block.rows for cell in row.cells for line in cell.lines)
    return len(block.text)


def _content(path: Path) -> bytes:
    if not path.exists():
        raise MissingFileError(path=path)
    if not path.is_file():
        raise InputError(path=path, reason="đây không phải một tệp")
    try:
        if path.stat().st_size > MAX_FILE:
            raise InputError(path=path, reason=f"tệp lớn hơn {MAX_FILE // 2**20} MB")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(path=path, reason=f"hệ điều hành không cho đọc ({error.strerror})") from None
    return content

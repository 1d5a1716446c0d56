"""A file → a `Document`: choose the reader of its format, then read head, task tables and duties from its blocks."""

from __future__ import annotations

from pathlib import Path

from plans.blocks import Block, Grid, tidy
from plans.columns import LOOKED_FOR
from plans.duties import find_duties
from plans.errors import EmptyFileError, MissingFileError, NoTaskTableError
from plans.formats import reader_of
from plans.found import Doubt
from plans.head import read_head
from plans.limits import MAX_FILE, check_letters
from plans.model import Document
from plans.tables import read_tables
from rules.errors import InputError


def read(path: Path) -> Document:
    """Read the plan in `path`. An `InputError` says what is wrong with the file and what to do."""
    content = _content(path)
    found = tuple(reader_of(content, path)(content, path))
    blocks = tidy(one for one in found if not isinstance(one, Doubt))
    check_letters(sum(map(_letters, blocks)), path)
    if not blocks:
        raise EmptyFileError(path=path)
    tables = read_tables(blocks)
    if not tables.found:
        raise NoTaskTableError(path=path, **LOOKED_FOR)
    head, doubts = read_head(blocks)
    return Document(
        path=str(path),
        head=head,
        tasks=tables.tasks,
        duties=tuple(find_duties(blocks)),
        totals=tables.totals,
        warnings=(*(one.text for one in found if isinstance(one, Doubt)), *doubts, *tables.warnings),
    )


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
    if not content:
        raise EmptyFileError(path=path)
    return content

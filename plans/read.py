"""A file → a `Document`: choose the reader of its format, then read head, task tables and duties from its blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from plans import plain, word
from plans.blocks import Block, tidy
from plans.columns import LOOKED_FOR
from plans.duties import find_duties
from plans.errors import EmptyFileError, MissingFileError, NoTaskTableError, OldWordFileError, UnknownFormatError
from plans.head import read_head
from plans.model import Document
from plans.tables import read_tables
from rules.errors import InputError

_Reader: TypeAlias = Callable[[bytes, Path], Iterator[Block]]
_READERS: Mapping[str, _Reader] = MappingProxyType({".md": plain.blocks, ".txt": plain.blocks, ".docx": word.blocks})
MAX_SIZE = 64 * 2**20
"""Bytes of a file; a plan of thousands of tasks is far below."""


def read(path: Path, progress: Callable[[int], None] | None = None) -> Document:
    """Read the plan in `path`. An `InputError` says what is wrong with the file and what to do.

    `progress` is told how many paragraphs and tables have been read so far.
    """
    blocks = tidy(_told(_reader(path)(_content(path), path), progress))
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
        warnings=(*doubts, *tables.warnings),
    )


def _told(blocks: Iterator[Block], progress: Callable[[int], None] | None) -> Iterator[Block]:
    for number, block in enumerate(blocks, 1):
        if progress:
            progress(number)
        yield block


def _reader(path: Path) -> _Reader:
    if not path.exists():
        raise MissingFileError(path=path)
    suffix = path.suffix.lower()
    if suffix == ".doc":
        raise OldWordFileError(path=path)
    if suffix not in _READERS:
        raise UnknownFormatError(path=path, suffix=path.suffix or path.name, readable=", ".join(_READERS))
    return _READERS[suffix]


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise InputError(path=path, reason="đây không phải một tệp")
    try:
        if path.stat().st_size > MAX_SIZE:
            raise InputError(path=path, reason=f"tệp lớn hơn {MAX_SIZE // 2**20} MB")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(path=path, reason=f"hệ điều hành không cho đọc ({error.strerror})") from None
    if not content:
        raise EmptyFileError(path=path)
    return content

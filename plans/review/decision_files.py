"""A file of decisions, TOML or workbook → `Decisions`."""

from __future__ import annotations

from pathlib import Path

from plans.errors import MissingFileError
from plans.review import decisions_toml
from plans.review.decisions import Decisions, DecisionsError

_PACKAGE = b"PK\x03\x04"
MAX_SIZE = 8 * 2**20
"""Bytes of such a file; one about thousands of tasks is far below."""


def load(path: Path) -> Decisions:
    """The decisions in `path`: a workbook by its name or its content, else TOML. Raises `DecisionsError`."""
    return parse(_content(path), path)


def parse(content: bytes, path: Path) -> Decisions:
    """The same of a file's `content`; `path` is only its name."""
    if path.suffix.lower() == ".xlsx" or content.startswith(_PACKAGE):
        from plans.review import decisions_sheets  # openpyxl is slow to load

        return decisions_sheets.read(content, path)
    return decisions_toml.read(content, path)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_SIZE:
            raise DecisionsError(path=path, reason=f"tệp lớn hơn {MAX_SIZE // 2**20} MB")
        return path.read_bytes()
    except FileNotFoundError:
        raise MissingFileError(path=path) from None
    except OSError as error:
        raise DecisionsError(path=path, reason=f"hệ điều hành không cho đọc ({error.strerror})") from None

"""The zipped files of office programs: looked over before anything in them is parsed."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from plans.errors import NotWordFileError, UnsafeFileError

MAX_UNPACKED = 200 * 2**20
"""Bytes all members may have unpacked."""
MAX_RATIO = 100
"""Unpacked to packed size; text packs ten to forty times. Below `_HARMLESS` bytes the ratio says nothing."""
_HARMLESS = 10 * 2**20
_DOCTYPES = tuple("<!DOCTYPE".encode(e) for e in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))


def check(data: bytes, path: Path) -> None:
    """Raise `UnsafeFileError` or `NotWordFileError` unless `data` is a sound zip file of bearable size.

    A DOCTYPE is refused too, because entities are declared in it; no office program writes one. Sizes are those the zip
    directory declares: the zip reader stops at them, so a member cannot unpack to more.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive, len(data), path)
            for member in archive.infolist():
                if member.filename.endswith((".xml", ".rels")):
                    _check_markup(archive.read(member), member.filename, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise NotWordFileError(path=path, reason="không mở được gói nén") from None
    except (NotImplementedError, RuntimeError):
        raise NotWordFileError(path=path, reason="gói nén có mật khẩu hoặc kiểu nén lạ") from None


def _check_sizes(archive: zipfile.ZipFile, packed: int, path: Path) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise UnsafeFileError(path=path, reason=f"giải nén ra quá {MAX_UNPACKED // 2**20} MB")
    if unpacked > _HARMLESS and unpacked > MAX_RATIO * packed:
        raise UnsafeFileError(path=path, reason=f"giải nén ra gấp hơn {MAX_RATIO} lần")


def _check_markup(content: bytes, name: str, path: Path) -> None:
    if any(mark in content for mark in _DOCTYPES):
        raise UnsafeFileError(
            path=path, reason=f"phần {name} khai báo DOCTYPE, tài liệu văn phòng không có khai báo này"
        )

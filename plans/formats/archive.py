"""The zipped files of office programs: looked over before anything in them is parsed."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plans.errors import DamagedFileError, UnsafeFileError
from plans.formats.markup_events import BrokenMarkupError

MAX_UNPACKED = 200 * 2**20
"""Bytes all members may have unpacked."""
MAX_RATIO = 100
"""Unpacked to packed size; text packs ten to forty times. Below `_HARMLESS` bytes the ratio says nothing."""
_HARMLESS = 10 * 2**20
_CHUNK = 2**20
_DOCTYPES = tuple("<!DOCTYPE".encode(e) for e in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))
_LONGEST = max(map(len, _DOCTYPES))


def check(data: bytes, path: Path, kind: str) -> int:
    """The number of marks (`<`, `=`) in all markup of a package; raises unless it is sound and of bearable size.

    A DOCTYPE is refused too, because entities are declared in it; no office program writes one. Sizes are those the zip
    directory declares: the zip reader stops at them, so a member cannot unpack to more.
    """
    with opened(data, path, kind) as archive:
        _check_sizes(archive, len(data), path)
        markup = [m for m in archive.infolist() if m.filename.endswith((".xml", ".rels"))]
        return sum(_check_markup(archive, member, path) for member in markup)


@contextmanager
def opened(data: bytes, path: Path, kind: str) -> Iterator[zipfile.ZipFile]:
    """The package, for as long as it is read; whatever is broken in it becomes a `DamagedFileError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, OverflowError) as error:
        reason = "phần XML bên trong bị hỏng" if isinstance(error, BrokenMarkupError) else "không mở được gói nén"
        raise DamagedFileError(path=path, kind=kind, reason=reason) from None
    except KeyError:
        raise DamagedFileError(path=path, kind=kind, reason="thiếu phần chính bên trong") from None
    except (NotImplementedError, RuntimeError):  # how zipfile says: a strange compression, a password
        raise DamagedFileError(path=path, kind=kind, reason="gói nén có mật khẩu hoặc kiểu nén lạ") from None


def _check_sizes(archive: zipfile.ZipFile, packed: int, path: Path) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise UnsafeFileError(path=path, reason=f"giải nén ra quá {MAX_UNPACKED // 2**20} MB")
    if unpacked > _HARMLESS and unpacked > MAX_RATIO * packed:
        raise UnsafeFileError(path=path, reason=f"giải nén ra gấp hơn {MAX_RATIO} lần")


def _check_markup(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> int:
    marks = 0
    end = b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            if any(mark in end + chunk for mark in _DOCTYPES):
                raise UnsafeFileError(
                    path=path,
                    reason=f"phần {member.filename} khai báo DOCTYPE, tài liệu văn phòng không có khai báo này",
                )
            marks += chunk.count(b"<") + chunk.count(b"=")
            end = chunk[-_LONGEST:]
    return marks

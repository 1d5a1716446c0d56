"""A file that a unit sends with its report of *done*: what is taken, under which name, and that it was stored.

What a file is, its content says: names are chosen by whoever sends it. Files with macros are not taken.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from db.attachments import add_attachment
from db.engine import Connection
from db.history import record
from rules.errors import NhacviecError
from scheduler.writing.compose import Matter

MEGABYTE = 2**20
LONGEST_NAME = 100
"""Characters of a name without its suffix."""

_BEGINNINGS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
_PACKAGES = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%$`\']')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


class LargeFileError(NhacviecError):
    """Tệp «{name}» quá lớn: nhận nhiều nhất {most} MB."""


class NoFilesError(NhacviecError):
    """Cơ quan không nhận tệp kèm theo (answers.file_mb = 0 trong config.toml)."""


class OtherKindError(NhacviecError):
    """Tệp «{name}» không phải PDF, Word (.docx), Excel (.xlsx) hoặc ảnh (.jpg, .png), hoặc đã hỏng."""


class MacroFileError(NhacviecError):
    """Tệp «{name}» có macro; hãy lưu lại thành tệp không có macro (.docx, .xlsx) rồi gửi lại."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: the sender's name for it, and its content."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was looked at: a `name` that is safe anywhere, and the kind that its content has."""

    name: str
    kind: str
    content: bytes


def taken(sent: Sent, most: int) -> Taken:
    """The file, if it is of at most `most` bytes and of a kind that is taken; its suffix follows its content.

    Raises `NoFilesError` where `most` is 0, `LargeFileError`, `OtherKindError`, `MacroFileError`.
    """
    name = safe_name(sent.name)
    if most == 0:
        raise NoFilesError
    if len(sent.content) > most:
        raise LargeFileError(name=name, most=most // MEGABYTE)
    kind = _kind(sent.content, name)
    stem = re.sub(r"\.(pdf|docx|xlsx|jpe?g|png)$", "", name, flags=re.IGNORECASE)
    return Taken(f"{stem}.{kind}", kind, sent.content)


def safe_name(name: str) -> str:
    """The last part of a path, without anything that a file system, a terminal or a page could take for more."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(char if unicodedata.category(char)[0] not in "CZ" else " " for char in last)
    plain = " ".join(_FORBIDDEN.sub(" ", visible).split()).strip(". -")
    stem, dot, suffix = plain.rpartition(".")
    if dot and len(suffix) <= 5:
        plain = f"{stem[:LONGEST_NAME].rstrip('. ')}.{suffix}"
    plain = plain[: LONGEST_NAME + 6]
    return f"tep-{plain}".rstrip("-") if not plain or _RESERVED.fullmatch(plain) else plain


def _kind(content: bytes, name: str) -> str:
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = set(package.namelist())
            with package.open("[Content_Types].xml") as types:
                declared = types.read(MEGABYTE)  # no more, whatever it unpacks to
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, RuntimeError, NotImplementedError):
        raise OtherKindError(name=name) from None
    if b"macroEnabled" in declared or any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise MacroFileError(name=name)
    kinds = [kind for part, kind in _PACKAGES.items() if part in parts]
    if len(kinds) != 1:
        raise OtherKindError(name=name)
    return kinds[0]


def say_size(size: int) -> str:
    """So many bytes for a person: 12 KB, 3,4 MB."""
    if size < MEGABYTE:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / MEGABYTE:.1f} MB".replace(".", ",")


def attach(conn: Connection, one: Matter, unit: str, file: Taken, *, actor: str, at: dt.datetime) -> None:
    """Store the file with its history, in the transaction of the report that it came with."""
    digest = hashlib.sha256(file.content).hexdigest()
    told = {"name": file.name, "kind": file.kind, "sha256": digest}
    add_attachment(conn, one.row.id, unit, actor=actor, at=at, content=file.content, **told)
    subject, whose = f"obligation:{one.row.id}", unit if unit != one.row.held_by else None
    detail = {"unit": whose, "name": file.name, "size": len(file.content), "sha256": digest}
    record(conn, at=at, actor=actor, subject=subject, what="attached", **detail)

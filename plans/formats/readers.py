"""Which format a file has: by its content first, since files are often renamed, then by its suffix."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from plans.errors import OtherFormatError, UnknownFormatError
from plans.formats import delimited, excel, pdf, plain, web_page, word
from plans.formats.found import Reader

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".docx": word.blocks,
        ".docm": word.blocks,
        ".xlsx": excel.blocks,
        ".xlsm": excel.blocks,
        ".html": web_page.blocks,
        ".htm": web_page.blocks,
        ".mht": web_page.archive_blocks,
        ".mhtml": web_page.archive_blocks,
        ".csv": delimited.blocks,
        ".tsv": delimited.blocks,
        ".pdf": pdf.blocks,
        ".md": plain.blocks,
        ".txt": plain.blocks,
    }
)
"""The reader of each suffix. A format whose content is recognised has its line in `_OF_CONTENT` too."""
_OFFERED = ".docx, .xlsx, .pdf, .html, .csv, .txt, .md"


class _Other(NamedTuple):
    """A format that is not read, and what a clerk does about it."""

    what: str
    advice: str


_AS_WORD = "mở tệp, chọn Lưu thành (Save As), kiểu Word .docx"
_AS_EXCEL = "mở tệp, chọn Lưu thành (Save As), kiểu Excel .xlsx"
_OLD_WORD = _Other("tệp Word kiểu cũ (.doc)", _AS_WORD)
_OLD_EXCEL = _Other("tệp Excel kiểu cũ (.xls)", _AS_EXCEL)
_ENCRYPTED = _Other("tệp có mật khẩu", "mở tệp bằng mật khẩu, bỏ mật khẩu rồi lưu lại")
_SLIDES = _Other("tệp trình chiếu", "chép kế hoạch sang Word rồi lưu kiểu .docx")
_IMAGE = _Other("tệp ảnh", "lấy bản Word (.docx) hoặc Excel (.xlsx) của kế hoạch")
_PACKED = _Other("tệp nén", "giải nén rồi chọn tệp kế hoạch bên trong")
_PROGRAM = _Other("chương trình máy tính", "chọn đúng tệp kế hoạch")
_OPEN_TEXT = _Other("tệp OpenDocument (.odt)", _AS_WORD)
_OPEN_SHEET = _Other("tệp OpenDocument (.ods)", _AS_EXCEL)
_RICH_TEXT = _Other("tệp RTF", _AS_WORD)
_BINARY_SHEET = _Other("tệp Excel nhị phân (.xlsb)", _AS_EXCEL)

_OTHERS: Mapping[str, _Other] = MappingProxyType(
    {
        ".doc": _OLD_WORD,
        ".dot": _OLD_WORD,
        ".xls": _OLD_EXCEL,
        ".ppt": _SLIDES,
        ".pptx": _SLIDES,
        ".odp": _SLIDES,
        ".odt": _OPEN_TEXT,
        ".ods": _OPEN_SHEET,
        ".rtf": _RICH_TEXT,
        ".xlsb": _BINARY_SHEET,
        **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"), _IMAGE),
        **dict.fromkeys((".zip", ".rar", ".7z", ".gz"), _PACKED),
        **dict.fromkeys((".exe", ".msi", ".bat"), _PROGRAM),
    }
)
_BEGINNINGS: Mapping[bytes, _Other | Reader] = MappingProxyType(
    {
        b"%PDF": pdf.blocks,
        b"{\\rtf": _RICH_TEXT,
        b"\x89PNG": _IMAGE,
        b"\xff\xd8\xff": _IMAGE,
        b"GIF8": _IMAGE,
        b"II*\0": _IMAGE,
        b"MM\0*": _IMAGE,
        b"Rar!": _PACKED,
        b"7z\xbc\xaf": _PACKED,
        b"\x1f\x8b\x08": _PACKED,
        b"MZ\x90": _PROGRAM,
        b"\x7fELF": _PROGRAM,
    }
)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OLE_STREAMS: Mapping[str, _Other] = MappingProxyType(
    # The order decides: an encrypted package may name other streams.
    {
        "EncryptedPackage": _ENCRYPTED,
        "WordDocument": _OLD_WORD,
        "Workbook": _OLD_EXCEL,
        "PowerPoint Document": _SLIDES,
        "Book": _OLD_EXCEL,
    }
)
_ZIP_MEMBERS: Mapping[str, _Other | Reader] = MappingProxyType(
    {
        "word/": word.blocks,
        "xl/workbook.bin": _BINARY_SHEET,  # before the sheets that are markup
        "xl/": excel.blocks,
        "ppt/": _SLIDES,
    }
)
_OPEN_KINDS: Mapping[bytes, _Other] = MappingProxyType(
    {b"opendocument.text": _OPEN_TEXT, b"opendocument.spreadsheet": _OPEN_SHEET, b"opendocument.presentation": _SLIDES}
)
_START = 4096
_PAGE = re.compile(
    rb"(?>(?:<\?xml[^>]*>|(?><!--.*?-->)|\s)*)<(?:!doctype\s+html|html|head|meta|body|table)\b", re.I | re.S
)
_MIME = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*+)*?(?:MIME-Version|Content-Type):", re.IGNORECASE)
_OFFICE_XML: Mapping[bytes, _Other] = MappingProxyType(
    {
        b"Word.Document": _Other("tệp Word XML", _AS_WORD),
        b"Excel.Sheet": _Other("tệp Excel XML", _AS_EXCEL),
        b"office:spreadsheet": _Other("tệp Excel XML", _AS_EXCEL),
        b"office/word/2003/wordml": _Other("tệp Word XML", _AS_WORD),
    }
)


def reader_of(data: bytes, path: Path) -> Reader:
    """The reader for this content. `OtherFormatError` and `UnknownFormatError` say how to save the file otherwise."""
    suffix = path.suffix.lower()
    found = _by_content(data) or READERS.get(suffix) or _OTHERS.get(suffix)
    if found is _OLD_EXCEL and suffix == ".xls" and _is_tabbed(data):
        found = delimited.blocks  # many programs call a text with tab stops so
    if found is None:
        raise UnknownFormatError(path=path, suffix=path.suffix or path.name, readable=_OFFERED)
    if isinstance(found, _Other):
        raise OtherFormatError(path=path, what=found.what, advice=found.advice)
    return found


def _is_tabbed(data: bytes) -> bool:
    start = data[:_START]
    is_text = b"\0" not in start or start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return is_text and b"\t" in start


def _by_content(data: bytes) -> Reader | _Other | None:
    """What the content says by itself; None where any suffix may be right."""
    if data.startswith(b"PK"):
        return _package(data)
    if data.startswith(_OLE):
        streams = (other for name, other in _OLE_STREAMS.items() if name.encode("utf-16-le") in data)
        return next(streams, _ENCRYPTED)
    if data[4:12] in {b"ftypheic", b"ftypmif1"} or (data[:4], data[8:12]) == (b"RIFF", b"WEBP"):
        return _IMAGE
    beginning = next((found for mark, found in _BEGINNINGS.items() if data.startswith(mark)), None)
    return beginning or _markup(data)


def _package(data: bytes) -> Reader | _Other | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            kind = package.read("mimetype")[:100] if "mimetype" in names and "word/document.xml" not in names else b""
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None
    if kind:
        return next((other for mark, other in _OPEN_KINDS.items() if mark in kind), _PACKED)
    if "[Content_Types].xml" not in names:
        return _PACKED
    return next((found for start, found in _ZIP_MEMBERS.items() if any(n.startswith(start) for n in names)), None)


def _markup(data: bytes) -> Reader | _Other | None:
    start = data[:_START]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = start.decode("utf-16", "ignore").encode("utf-8", "ignore")
    start = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"<"):
        other = next((other for mark, other in _OFFICE_XML.items() if mark in start), None)
        is_page = _PAGE.match(start) is not None
        # Pages that Word and Excel save name their program in a <meta>.
        return web_page.blocks if is_page else other
    is_archive = _MIME.match(start) is not None and re.search(rb"multipart/related|text/html", start, re.IGNORECASE)
    return web_page.archive_blocks if is_archive else None

"""The format of a file is known by its content, whatever it is called."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from plans.errors import OtherFormatError, UnknownFormatError
from plans.formats import delimited, excel, plain, web_page, word
from plans.formats.found import Reader
from plans.formats.readers import reader_of


def package(*names: str, mimetype: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "")
    return stream.getvalue()


def ole(stream: str) -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500) + stream.encode("utf-16-le")


WORD = package("[Content_Types].xml", "word/document.xml")
EXCEL = package("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("name", "data", "reader"),
    [
        ("a.docx", WORD, word.blocks),
        ("a.docm", WORD, word.blocks),
        ("a.doc", WORD, word.blocks),
        ("a.docx", EXCEL, excel.blocks),
        ("a.xls", EXCEL, excel.blocks),
        ("khong-duoi", EXCEL, excel.blocks),
        ("a.doc", b"<html xmlns:o='x'><head>", web_page.blocks),
        ("a.xls", b"\xef\xbb\xbf  <!DOCTYPE html>", web_page.blocks),
        ("a.xls", "<html>".encode("utf-16"), web_page.blocks),
        ("a.docx", b"<!-- saved --><meta charset=utf-8><table>", web_page.blocks),
        ("a.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; b=c\r\n", web_page.archive_blocks),
        (
            "a.mht",
            b"From: <x>\r\nSubject: y\r\n z\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n",
            web_page.archive_blocks,
        ),
        ("a.html", b"KE HOACH", web_page.blocks),
        ("a.xls", b"STT\tNhi", delimited.blocks),
        ("a.csv", b"a,b", delimited.blocks),
        ("a.TSV", b"a\tb", delimited.blocks),
        ("a.md", b"a", plain.blocks),
        ("a.txt", b"a", plain.blocks),
    ],
)
def test_a_renamed_file_is_read_as_what_it_is(name: str, data: bytes, reader: Reader) -> None:
    assert reader_of(data, Path(name)) is reader


@pytest.mark.parametrize(
    ("name", "data", "what", "advice"),
    [
        ("a.docx", ole("WordDocument"), "Word kiểu cũ", "kiểu Word .docx"),
        ("a.xlsx", ole("Workbook"), "Excel kiểu cũ", "kiểu Excel .xlsx"),
        ("a.xls", ole("Book"), "Excel kiểu cũ", "kiểu Excel .xlsx"),
        ("a.ppt", ole("PowerPoint Document"), "trình chiếu", ".docx"),
        ("a.docx", ole("EncryptedPackage"), "mật khẩu", "bỏ mật khẩu"),
        ("a.doc", b"cut off", "Word kiểu cũ", "kiểu Word .docx"),
        ("a.docx", b"{\\rtf1", "RTF", ".docx"),
        ("a.docx", package("x", mimetype="application/vnd.oasis.opendocument.text"), "(.odt)", ".docx"),
        ("a.ods", package("x", mimetype="application/vnd.oasis.opendocument.spreadsheet"), "(.ods)", ".xlsx"),
        ("a.docx", package("[Content_Types].xml", "ppt/presentation.xml"), "trình chiếu", ".docx"),
        ("a.xlsx", package("[Content_Types].xml", "xl/workbook.bin"), "nhị phân", ".xlsx"),
        ("a.docx", package("ke-hoach.docx"), "tệp nén", "giải nén"),
        ("a.docx", b"\x89PNG\r\n", "ảnh", ".docx"),
        ("a.xlsx", b"\xff\xd8\xff\xe0", "ảnh", ".docx"),
        ("a.md", b"Rar!\x1a", "tệp nén", "giải nén"),
        ("a.xml", b"<?xml version='1.0'?><?mso-application progid=\"Word.Document\"?>", "Word XML", ".docx"),
        ("a.xls", b"<?xml version='1.0'?><?mso-application progid=\"Excel.Sheet\"?>", "Excel XML", ".xlsx"),
    ],
)
def test_a_format_that_is_not_read_says_how_to_save_it(name: str, data: bytes, what: str, advice: str) -> None:
    with pytest.raises(OtherFormatError) as caught:
        reader_of(data, Path(name))
    assert what in str(caught.value)
    assert advice in str(caught.value)


def test_an_unknown_suffix_names_the_formats_to_choose_from() -> None:
    with pytest.raises(UnknownFormatError, match=r"“\.pages”; hãy lưu kế hoạch thành \.docx, \.xlsx"):
        reader_of(b"a", Path("a.pages"))

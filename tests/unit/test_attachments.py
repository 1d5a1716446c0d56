"""Which files are taken, by their content, and under which names."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.answering.attachments import (
    LONGEST_NAME,
    LargeFileError,
    MacroFileError,
    NoFilesError,
    OtherKindError,
    Sent,
    safe_name,
    say_size,
    taken,
)

PDF, PNG, JPG = b"%PDF-1.7\n%...", b"\x89PNG\r\n\x1a\n...", b"\xff\xd8\xff\xe0..."


def package(*parts: str, types: bytes = b"<Types/>") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        for part in parts:
            archive.writestr(part, b"<x/>")
    return held.getvalue()


DOCX, XLSX = package("word/document.xml"), package("xl/workbook.xml")


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("Báo cáo.pdf", PDF, "Báo cáo.pdf"),
        ("anh.JPEG", JPG, "anh.jpg"),
        ("anh.png", PNG, "anh.png"),
        ("15-BC-VP.docx", DOCX, "15-BC-VP.docx"),
        ("so-lieu.xlsx", XLSX, "so-lieu.xlsx"),
        ("bao-cao.docx", PDF, "bao-cao.pdf"),
        ("bao-cao.pdf.exe", PDF, "bao-cao.pdf.exe.pdf"),
        ("..\\..\\etc/passwd", PDF, "passwd.pdf"),
        ("", PDF, "tep.pdf"),
    ],
)
def test_a_file_is_what_its_content_is_and_its_suffix_follows(name: str, content: bytes, kept: str) -> None:
    file = taken(Sent(name, content), 10_000)
    assert (file.name, file.content) == (kept, content)
    assert file.name.endswith(f".{file.kind}")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"<html><script>alert(1)</script>",
        b" %PDF-1.7",
        DOCX[:-30],
        package("content.xml"),
        package("word/document.xml", "xl/workbook.xml"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"GIF89a",
    ],
)
def test_anything_else_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(OtherKindError, match=r"Tệp «bao-cao\.pdf» không phải PDF"):
        taken(Sent("bao-cao.pdf", content), 10_000)


@pytest.mark.parametrize(
    "content",
    [
        package("word/document.xml", "word/vbaProject.bin"),
        package("xl/workbook.xml", types=b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    ],
)
def test_macros_are_refused(content: bytes) -> None:
    with pytest.raises(MacroFileError):
        taken(Sent("bao-cao.docx", content), 10_000)


def test_a_package_that_unpacks_to_much_is_read_no_further_than_its_list_of_types() -> None:
    bomb = package("word/document.xml", types=b" " * 50_000_000)
    assert taken(Sent("a.docx", bomb), 10_000_000).kind == "docx"


def test_the_largest_size_is_inclusive_and_none_means_none() -> None:
    assert taken(Sent("a.pdf", PDF), len(PDF)).kind == "pdf"
    with pytest.raises(LargeFileError):
        taken(Sent("a.pdf", PDF), len(PDF) - 1)
    with pytest.raises(NoFilesError):
        taken(Sent("a.pdf", PDF), 0)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("/tmp/../Báo cáo số 15.docx", "Báo cáo số 15.docx"),
        ("C:\\Users\\a\\b.pdf", "b.pdf"),
        ("a\u202efdp.exe", "a fdp.exe"),
        ("a\x00\x1b[31mb\n.pdf", "a [31mb.pdf"),
        ('<img src="x">.png', "img src= x.png"),
        (".htaccess", "htaccess"),
        ("-rf.pdf", "rf.pdf"),
        ("CON.pdf", "tep-CON.pdf"),
        ("ba\u0301o ca\u0301o.pdf", "báo cáo.pdf"),
        ("x" * 300 + ".docx", "x" * LONGEST_NAME + ".docx"),
        ("...", "tep"),
    ],
)
def test_names_lose_what_could_be_taken_for_more_than_a_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text())
def test_every_name_is_safe_and_stays_as_it_is_then(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= LONGEST_NAME + 6 + len("tep-")
    assert not set(safe) & set('/\\:*?"<>|\0\n\r')
    assert safe not in (".", "..")
    assert not safe.startswith(("-", ".", " "))
    assert safe_name(safe) == safe


@pytest.mark.parametrize(("size", "said"), [(1, "1 KB"), (12_000, "12 KB"), (3_565_158, "3,4 MB"), (2**20, "1,0 MB")])
def test_sizes_are_said_as_people_say_them(size: int, said: str) -> None:
    assert say_size(size) == said

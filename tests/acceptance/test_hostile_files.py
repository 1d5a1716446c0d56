"""Files made to harm: each is read rightly or refused in one sentence, in bounded memory and time, nothing executed."""

from __future__ import annotations

import io
import random
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bench.fuzz_files import attempt, damaged, originals
from plans.errors import DamagedFileError, UnsafeFileError
from plans.formats.limits import MAX_CELLS, MAX_NODES
from plans.formats.readers import READERS
from plans.read import read
from rules.errors import InputError

PLANS = Path(__file__).parents[1] / "data" / "plans"
WORD = PLANS / "ke-hoach-cchc-2021-2025.docx"
EXCEL = PLANS / "ke-hoach-cchc-2021-2025.xlsx"
SHEET = "xl/worksheets/sheet1.xml"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def with_member(source: Path, folder: Path, name: str, content: bytes, padding: int = 0) -> Path:
    """The package with one part replaced, made heavier so that the ratio of packing says nothing."""
    path = folder / f"changed{source.suffix}"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
        if padding:
            new.writestr("padding.bin", random.Random(1).randbytes(padding))
    return path


@pytest.mark.parametrize("original", originals(), ids=lambda path: path.name)
@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_plan_is_read_or_refused_in_one_sentence(original: Path, seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    content = damaged(original.read_bytes(), chance)
    for suffix in (original.suffix, chance.choice(list(READERS))):
        attempt(content, tmp_path / f"ke-hoach{suffix}")


@pytest.mark.parametrize("suffix", READERS)
def test_noise_and_cut_files_are_refused_whatever_they_are_called(suffix: str, tmp_path: Path) -> None:
    for content in (
        b"",
        b"\0",
        b"PK",
        b"PK\x03\x04",
        b"\xff\xfe",
        b"\xff\xfe<",
        b"<",
        b"%PDF",
        random.Random(3).randbytes(999),
    ):
        assert attempt(content, tmp_path / f"ke-hoach{suffix}") != "read"
    for original in originals():
        attempt(original.read_bytes()[:2000], tmp_path / f"ke-hoach{suffix}")


def test_a_package_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    content = bytearray(EXCEL.read_bytes())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 24 : at + 28] = (100).to_bytes(4, "little")
        at = content.find(b"PK\x01\x02", at + 4)
    path.write_bytes(content)
    with pytest.raises(DamagedFileError):
        read(path)


def test_packages_within_packages_are_not_opened(tmp_path: Path) -> None:
    bomb = bytes(10 * 2**20)
    for _ in range(3):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner.zip", bomb)
        bomb = inner.getvalue()
    (tmp_path / "a.docx").write_bytes(bomb)
    with pytest.raises(InputError, match="tệp nén"):
        read(tmp_path / "a.docx")


def test_entities_and_references_to_other_files_are_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "bi-mat.txt"
    secret.write_text("BÍ MẬT", "utf-8")
    entity = f'<!DOCTYPE a [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'.encode()
    for source, part in ((WORD, "word/document.xml"), (EXCEL, SHEET), (EXCEL, "xl/sharedStrings.xml")):
        with pytest.raises(UnsafeFileError, match="DOCTYPE"):
            read(with_member(source, tmp_path, part, entity + b"<a>&s;</a>"))
    page = tmp_path / "a.html"
    page.write_bytes(entity + b"<table><tr><td>STT<td>Nhi&#7879;m v&#7909;<td>H&#7841;n<tr><td>1<td>&s;<td>Q</table>")
    assert "BÍ MẬT" not in repr(read(page))


@pytest.mark.parametrize(
    ("source", "part", "content"),
    [
        (EXCEL, SHEET, f"<worksheet {_MAIN}><sheetData><row>".encode() + b"<c><v>1</v></c>" * (MAX_CELLS + 1)),
        (EXCEL, "xl/sharedStrings.xml", f"<sst {_MAIN}>".encode() + b"<si><t>a</t></si>" * (MAX_CELLS + 1)),
        (WORD, "word/document.xml", b"<w:p/>" * (MAX_NODES + 1)),
    ],
    ids=["cells", "strings", "paragraphs"],
)
def test_more_than_any_plan_holds_is_refused(source: Path, part: str, content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnsafeFileError, match="chỉ giữ lại phần kế hoạch"):
        read(with_member(source, tmp_path, part, content, padding=2**19))


def test_a_long_text_in_every_row_is_refused_before_it_is_multiplied(tmp_path: Path) -> None:
    text, rows = "chữ " * 100_000, 500
    shared = with_member(EXCEL, tmp_path, "xl/sharedStrings.xml", f"<sst {_MAIN}><si><t>{text}</t></si></sst>".encode())
    (tmp_path / "shared").mkdir()
    cells = '<row><c t="s"><v>0</v></c></row>' * rows
    sheet = f"<worksheet {_MAIN}><sheetData>{cells}</sheetData></worksheet>".encode()
    page = tmp_path / "a.html"
    page.write_text(f"<table><tr><td rowspan={rows}>{text}<td>1</tr>" + "<tr><td>2</tr>" * rows, "utf-8")
    for path in (with_member(shared, tmp_path / "shared", SHEET, sheet), page):
        with pytest.raises(UnsafeFileError, match="quá nhiều chữ"):
            read(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<!---->" * 600),
        ("a.md", "a:b\r\n c\r\n" * 400),
        ("a.md", "| a | b |\n-" + " " * 2**20 + "x\n|" + " " * 2**20 + "x\n"),
        ("a.html", f"<ol style='{'list-style:' * 200_000}'><li>x</ol>"),
        ("a.txt", "a\n" * 200_000),
        ("a.csv", '"' + "\n" * 2**20),
    ],
    ids=["comments", "mail headers", "blanks", "styles", "short lines", "open quote"],
)
def test_text_made_to_take_forever_does_not(name: str, content: str, tmp_path: Path) -> None:
    assert attempt(content.encode(), tmp_path / name) != "read"


_READ = """
import resource, sys
from pathlib import Path
from plans.read import read
print(len(read(Path(sys.argv[1])).tasks))
"""


def test_a_sheet_of_sixty_thousand_rows_is_read_in_bounded_memory(tmp_path: Path) -> None:
    row = (
        "<row>" + "".join(f'<c t="str"><v>{text}</v></c>' for text in ("{n}", "Việc số {n}", "VP", "Quý I")) + "</row>"
    )
    header = "".join(f'<c t="str"><v>{name}</v></c>' for name in ("STT", "Nhiệm vụ", "Chủ trì", "Thời gian"))
    empty = '<row s="4" customFormat="1"><c s="5"/><c s="5"/></row>' * 200_000
    rows = "".join(row.format(n=n) for n in range(1, 60_001))
    sheet = f"<worksheet {_MAIN}><sheetData><row>{header}</row>{rows}{empty}</sheetData></worksheet>"
    path = with_member(EXCEL, tmp_path, SHEET, sheet.encode())
    limit = 600 * 2**20
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path)],
        capture_output=True,
        text=True,
        cwd=PLANS.parents[2],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)),
        check=False,
    )
    assert (done.stdout, done.stderr) == ("60017\n", "")

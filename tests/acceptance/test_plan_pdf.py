"""PDF files as programs write them, and files that are to do harm: a right result or one sentence, within limits."""

from __future__ import annotations

import json
import random
import resource
import zlib
from pathlib import Path
from typing import Any

import pytest

from plans.errors import (
    BrokenPdfError,
    HeavyPdfError,
    LockedPdfError,
    NotPdfError,
    PicturedPagesError,
    ScannedPdfError,
    UnruledTableError,
)
from plans.formats.pdf import REFUSALS, blocks
from plans.model import Document
from plans.read import read
from rules.errors import InputError
from tests.drawn_pdf import Drawing, assembled, pdf, stream

DATA = Path(__file__).parents[1] / "data" / "plans"
PDF = DATA / "pdf"
CELLS = ("section", "heading", "stt", "task", "lead_text", "coordinating_text", "start_text", "product", "phrase")
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
)


def expected(path: Path) -> list[dict[str, Any]]:
    lines = map(json.loads, path.read_text("utf-8").splitlines())
    return [{cell: line[cell] for cell in CELLS if cell in line} for line in lines if "task" in line]


def cells(document: Document, like: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{cell: getattr(task, cell) for cell in like[0]} for task in document.tasks]


def saved(folder: Path, data: bytes) -> Path:
    path = folder / "ke-hoach.pdf"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("chuong-trinh-hanh-dong-nq57.pdf", DATA / "chuong-trinh-hanh-dong-nq57.expected.jsonl"),
        ("ke-hoach-cchc-2021-2025.trinh-duyet.pdf", DATA / "expected.jsonl"),
        ("hai-hang-tieu-de.pdf", PDF / "hai-hang-tieu-de.expected.jsonl"),
    ],
)
def test_what_word_processors_and_browsers_print_is_read_cell_for_cell(name: str, reading: Path) -> None:
    document = read(PDF / name)
    assert cells(document, expected(reading)) == expected(reading)
    assert document.warnings == ()


def test_the_head_of_a_printed_web_page_and_of_a_wide_page_is_read() -> None:
    web, wide = (read(PDF / n).head for n in ("ke-hoach-cchc-2021-2025.trinh-duyet.pdf", "hai-hang-tieu-de.pdf"))
    assert (web.title, web.period) == ("KẾ HOẠCH Cải cách hành chính giai đoạn 2021-2025", (2021, 2025))
    assert (wide.number, wide.period) == ("25/KH-UBND", (2024, 2026))
    assert wide.place_date == "Bình Định, ngày 05 tháng 02 năm 2024"


def test_a_file_with_a_password_to_open_is_refused_and_one_to_change_is_read() -> None:
    with pytest.raises(LockedPdfError, match="mật khẩu"):
        read(PDF / "mat-khau-mo.pdf")
    (task,) = read(PDF / "mat-khau-sua.pdf").tasks
    assert (task.task, task.lead_text, task.phrase) == ("Rà soát văn bản", "Văn phòng Sở", "Quý I năm 2024")


def test_the_progress_is_told_page_by_page() -> None:
    told: list[tuple[int, int | None]] = []
    read(DATA / "ke-hoach-cchc-2021-2025.pdf", lambda page, pages: told.append((page, pages)))
    assert [one for one in told if one[1]] == [(page, 11) for page in range(1, 12)]


def one_page(content: bytes, *more: bytes) -> bytes:
    return assembled([CATALOGUE, b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", PAGE, content, *more])


def packed(data: bytes, filters: str = "/FlateDecode") -> bytes:
    return f"<< /Length {len(data)} /Filter {filters} >>\nstream\n".encode() + data + b"\nendstream"


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(bytes(2**20)) for _ in range(megabytes)), packer.flush()])


def form(content: bytes, inner: int) -> bytes:
    entries = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {inner} 0 R >> >>"
    return stream(content, entries)


def lines_in_a_grid(count: int) -> Drawing:
    page = Drawing(size=(4.0 * count, 4.0 * count))
    for n in range(count):
        page.line(4 * n, 0, 4 * n, 4 * count)
        page.line(0, 4 * n, 4 * count, 4 * n)
    return page


HOSTILE: dict[str, tuple[bytes, type[InputError]]] = {
    "no pdf": (b"PK\x03\x04 a zip file", NotPdfError),
    "only its first line": (b"%PDF-1.7\n", BrokenPdfError),
    "no objects": (b"%PDF-1.7\n%%EOF", BrokenPdfError),
    "a part that unpacks to a gigabyte": (one_page(packed(bomb(1000))), HeavyPdfError),
    "the same, packed twice": (
        one_page(packed(zlib.compress(bomb(1000)), "[/FlateDecode /FlateDecode]")),
        HeavyPdfError,
    ),
    "10,000 pages": (pdf(*[Drawing()] * 10_000), HeavyPdfError),
    "a page tree that holds itself": (
        assembled([CATALOGUE, b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"]),
        BrokenPdfError,
    ),
    "a million lines": (one_page(stream(b"0 0 m 9 9 l S " * 1_000_000)), HeavyPdfError),
    "a line with a million bends": (one_page(stream(b"0 0 m " + b"9 9 l " * 1_000_000 + b"S")), HeavyPdfError),
    "a grid of a million boxes": (pdf(lines_in_a_grid(1000)), HeavyPdfError),
    "forms in forms, tenfold each": (
        one_page(stream(b"/X Do " * 10), *(form(b"/X Do " * 10, n) for n in range(6, 16))),
        HeavyPdfError,
    ),
    "a scan": (pdf(Drawing(content=["595 0 0 842 0 0 cm /I Do"])), ScannedPdfError),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_would_do_harm_is_refused_in_one_sentence_within_limits(tmp_path: Path, name: str) -> None:
    data, error = HOSTILE[name]
    with pytest.raises(error) as caught:
        read(saved(tmp_path, data))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("Không đọc")
    assert caught.value.status == 3
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 500 * 1024


def test_a_page_of_any_size_or_with_100_000_letters_is_read(tmp_path: Path) -> None:
    page = Drawing(size=(1e9, 1e9))
    page.text(0, 1000, "Kế hoạch", 4)
    assert list(blocks(pdf(page), tmp_path))
    dense = Drawing()
    for n in range(1000):
        dense.text(10, 10 + n * 0.8, "Kế hoạch. " * 10, 0.75)
        dense.text(10, 10 + n * 0.8, "Kế hoạch. " * 10, 1)
    assert list(blocks(pdf(dense), tmp_path))


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = (PDF / "mat-khau-sua.pdf").read_bytes()
    for share in (10, 30, 60, 99):
        with pytest.raises(BrokenPdfError, match="phần cuối tệp bị thiếu"):
            read(saved(tmp_path, whole[: len(whole) * share // 100]))


def test_scripts_attachments_and_links_are_left_alone(tmp_path: Path) -> None:
    page = Drawing()
    page.table((50, 90, 300, 420), (100, 140, 180), (("STT", "Nhiệm vụ", "Chủ trì"), ("1", "Việc", "Văn phòng")))
    page.attributes = "/AA << /O << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\)) >> >>"
    page.attributes += " /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (/bin/true) >> >>]"
    assert [task.task for task in read(saved(tmp_path, pdf(page))).tasks] == ["Việc"]


def test_pages_to_be_looked_at_are_named(tmp_path: Path) -> None:
    text, picture, table = Drawing(), Drawing(content=["595 0 0 842 0 0 cm /I Do"]), Drawing()
    text.text(50, 100, "Kế hoạch công tác năm 2024 của Sở Nội vụ")
    rows = (("STT", "Nhiệm vụ", "Chủ trì"), ("1", "Việc", "Văn phòng"))
    table.table((50, 90, 300, 420), (100, 140, 180), rows, ruled=False)
    with pytest.raises(PicturedPagesError, match="trang 2 là ảnh"):
        read(saved(tmp_path, pdf(text, picture)))
    with pytest.raises(UnruledTableError, match="bảng ở trang 2 không kẻ khung"):
        read(saved(tmp_path, pdf(text, table)))


@pytest.mark.parametrize("seed", range(24))
def test_a_damaged_file_gives_a_result_or_one_sentence(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray((PDF / ("mat-khau-sua.pdf", "hai-hang-tieu-de.pdf")[seed % 2]).read_bytes())
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
    said: tuple[object, ...]
    try:
        document = read(saved(tmp_path, bytes(data)))
        said = (*document.tasks, *document.warnings)
    except InputError as refused:
        said = (str(refused),)
    assert said
    assert not any("\n" in one for one in said if isinstance(one, str))


@pytest.mark.parametrize(
    ("fault", "error", "told"),
    [
        ("import nowhere_to_be_found", RuntimeError, "No module named 'nowhere_to_be_found'"),
        ("raise MemoryError", HeavyPdfError, "quá nhiều bộ nhớ hay thời gian"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", HeavyPdfError, "quá nhiều bộ nhớ hay thời gian"),
    ],
)
def test_a_bug_of_the_reading_process_is_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, error: type[Exception], told: str
) -> None:
    package = tmp_path / "plans" / "formats" / "pdf"
    package.mkdir(parents=True)
    for folder in (package, *package.parents[:2]):
        (folder / "__init__.py").touch()
    (package / "__main__.py").write_text(fault)
    monkeypatch.setattr("plans.formats.pdf._ROOMS", tmp_path)
    with pytest.raises(error, match=told):
        list(blocks((PDF / "hai-hang-tieu-de.pdf").read_bytes(), tmp_path / "a.pdf"))


def test_every_reason_for_a_refusal_has_its_sentence() -> None:
    for error in REFUSALS.values():
        assert str(error(path="a.pdf", reason="lý do")).startswith("Không đọc")

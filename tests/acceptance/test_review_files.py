"""The review file's way: written with every open question, filled in, read back, the same in both forms."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from plans.model import Document, Head, TaskRow, TextDuty, Total
from plans.review.decided import apply
from plans.review.decision_files import load
from plans.review.decisions import Decisions, DecisionsError
from plans.review.decisions_sheets import MAX_ROWS, MAX_SHEETS
from plans.review.draft_toml import draft
from plans.review.draft_workbook import workbook
from plans.review.review import Review, review
from plans.review.sheets import DUTIES, PLAN, TASKS, UNITS
from plans.units.register import Group, Register, Unit

REGISTER = Register(
    (
        Unit("van-phong", "Văn phòng Sở", "internal"),
        Unit("cchc", "Phòng Cải cách hành chính và Văn thư, lưu trữ", "internal", ("PCCHC",)),
        Unit("thanh-tra", "Thanh tra Sở", "internal"),
    ),
    (Group("@related", "Các cơ quan, đơn vị liên quan"),),
    (),
)
SPITEFUL = '=HYPERLINK("http://x") \x01\x7f'


def task(n: int, lead: str | None, phrase: str | None, coordinating: str | None = None) -> TaskRow:
    return TaskRow(
        1, "I", "VIỆC", n, n, f"=Việc {n}", lead, coordinating, None, phrase, None, f"Bảng 1, mục I, dòng {n}"
    )


DOCUMENT = Document(
    path="ke-hoach.md",
    head=Head(title="@KẾ HOẠCH\x02"),
    tasks=(
        task(1, "Văn phong Sở", "Sớm nhất\tnhé", "Các cơ quan, đơn vị liên quan"),
        task(2, None, None),
        task(3, SPITEFUL, "Quy I nam 2022"),
        task(4, "Văn phòng Sở", "Năm 2022"),
    ),
    duties=(TextDuty("0.V.1#2", None, None, "-Hằng quý gửi báo cáo.", "Hằng quý"),),
    totals=(Total(1, 5, 4),),
)


@pytest.fixture
def asked() -> Review:
    return review(DOCUMENT, REGISTER)


def saved(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def filled(content: bytes, values: dict[tuple[str, str, str], Any]) -> bytes:
    """The workbook with `values` put in by sheet, entry and heading."""
    book = load_workbook(io.BytesIO(content))
    for (title, name, heading), value in values.items():
        headings = [cell.value for cell in book[title][1]]
        (row,) = [row for row in book[title].iter_rows(min_row=2) if row[0].value == name]
        row[headings.index(heading)].value = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def cells(content: bytes) -> Iterator[Any]:
    book = load_workbook(io.BytesIO(content))
    yield from (cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None)


def test_as_it_stands_either_form_decides_nothing(tmp_path: Path, asked: Review) -> None:
    for name, content in (("r.toml", draft(asked, REGISTER).encode()), ("r.xlsx", workbook(asked, REGISTER))):
        found = load(saved(tmp_path, name, content))
        assert found == Decisions(tmp_path / name)
        assert apply(DOCUMENT, REGISTER, found).questions == asked.questions


def test_every_open_question_stands_in_both_forms_with_its_words(asked: Review) -> None:
    text = " ".join(line.lstrip("# ") for line in draft(asked, REGISTER).splitlines())
    book = " ".join(str(cell.value) for cell in cells(workbook(asked, REGISTER)))
    assert len(asked.questions) == 11
    for question in asked.questions:
        if question.kind not in {"unit", "total", "period", "issued"}:
            assert re.sub(r"\s+", " ", question.why[1:]) in re.sub(r"\s+", " ", text)
            assert re.sub(r"\s+", " ", question.why[1:]) in re.sub(r"\s+", " ", book)
    for words in ("Văn phong Sở", "Văn phòng Sở (van-phong)", "1.I.2", "0.V.1#2", "Các cơ quan, đơn vị liên quan"):
        assert words in text
        assert words in book
    assert "1.I.4" not in text


def test_nothing_from_a_plan_becomes_a_formula(asked: Review) -> None:
    found = list(cells(workbook(asked, REGISTER)))
    suspicious = [cell for cell in found if str(cell.value)[0] in "=+-@"]
    assert {cell.value for cell in suspicious} >= {
        "=Việc 1",
        '=HYPERLINK("http://x")  \x7f',
        "-Hằng quý gửi báo cáo.",
    }
    assert all(cell.data_type == "s" for cell in found)
    assert all(cell.quotePrefix for cell in suspicious)
    with zipfile.ZipFile(io.BytesIO(workbook(asked, REGISTER))) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "sheets/sheet" in name)


def test_a_text_too_long_for_a_cell_is_cut_and_said_to_be(asked: Review) -> None:
    long = replace(DOCUMENT, tasks=(replace(DOCUMENT.tasks[1], task="dài " * 20_000),))
    (cell,) = [one for one in cells(workbook(review(long, REGISTER), REGISTER)) if str(one.value).startswith("dài ")]
    assert len(cell.value) < 32_767
    assert cell.value.endswith("…")


FILLED_TOML = """
[plan]
period = "2021-2025"
issued = 2021-11-05
totals_checked = true
[units]
"Văn phong Sở" = "van-phong"
[tasks."1.I.1"]
phrase = "Quý II/2022"
coordinating = ["thanh-tra", "cchc"]
[tasks."1.I.2"]
lead = ["Phòng Cải cách hành chính và Văn thư, lưu trữ"]
confirm = true
[tasks."1.I.3"]
lead = []
confirm = true
[tasks."1.I.4"]
skip = true
[duties."0.V.1#2"]
adopt = true
lead = ["van-phong"]
"""
FILLED_CELLS = {
    (PLAN.title, "Giai đoạn", "Quyết định"): "2021-2025",
    (PLAN.title, "Ngày ban hành", "Quyết định"): "5/11/2021",
    (PLAN.title, "Đã đối chiếu tổng số", "Quyết định"): "có",
    (UNITS.title, "Văn phong Sở", "Là đơn vị"): "van-phong",
    (TASKS.title, "1.I.1", "Thời hạn"): "Quý II/2022",
    (TASKS.title, "1.I.1", "Phối hợp"): "thanh-tra, cchc",
    (TASKS.title, "1.I.2", "Chủ trì"): "Phòng Cải cách hành chính và Văn thư, lưu trữ;",
    (TASKS.title, "1.I.2", "Đúng như đã đọc"): "đúng",
    (TASKS.title, "1.I.3", "Chủ trì"): "(không)",
    (TASKS.title, "1.I.3", "Đúng như đã đọc"): "Có",
    (DUTIES.title, "0.V.1#2", "Theo dõi"): True,
    (DUTIES.title, "0.V.1#2", "Chủ trì"): "van-phong",
}


def test_both_forms_filled_in_alike_are_the_same_decisions_and_leave_nothing_open(
    tmp_path: Path, asked: Review
) -> None:
    in_toml = load(saved(tmp_path, "r.toml", FILLED_TOML))
    book = load_workbook(io.BytesIO(filled(workbook(asked, REGISTER), FILLED_CELLS)))
    page = book[TASKS.title]
    skip = [column.key for column in TASKS.columns].index("skip")
    page.append(["1.I.4", *[None] * (skip - 1), "x"])
    book.save(tmp_path / "r.xlsx")
    in_book = load(tmp_path / "r.xlsx")
    assert replace(in_book, path=in_toml.path) == in_toml
    found = apply(DOCUMENT, REGISTER, in_book)
    assert found.questions == ()
    assert [(one.lead, one.coordinating) for one in found.tasks] == [
        (("van-phong",), ("thanh-tra", "cchc")),
        (("cchc",), ()),
        ((), ()),
    ]
    assert found.document.head.issued == dt.date(2021, 11, 5)
    assert found.new_names == (("Văn phong Sở", "van-phong"),)


def test_a_name_may_be_set_aside_in_both_forms(tmp_path: Path, asked: Review) -> None:
    book = filled(workbook(asked, REGISTER), {(UNITS.title, "Văn phong Sở", "Là đơn vị"): "Không"})
    for name, content in (("r.toml", '[units]\n"Văn phong Sở" = "không"\n'), ("r.xlsx", book)):
        found = apply(DOCUMENT, REGISTER, load(saved(tmp_path, name, content)))
        assert "Văn phong Sở" not in found.unknown_units
        assert found.new_names == ()


def test_the_keys_of_the_toml_form_become_answers_by_taking_the_mark_away(tmp_path: Path, asked: Review) -> None:
    text = draft(asked, REGISTER)
    for key in ("confirm = true", "adopt = true", "totals_checked = true"):
        text = text.replace(f"# {key}\n", f"{key}\n")
    text = text.replace('# "Văn phong Sở" = ""', '"Văn phong Sở" = "van-phong"')
    left = apply(DOCUMENT, REGISTER, load(saved(tmp_path, "r.toml", text))).questions
    assert [one.kind for one in left] == ["period", "lead", "unit", "phrase", "group", "issued"]


def test_a_key_without_its_answer_is_refused(tmp_path: Path, asked: Review) -> None:
    text = re.sub(r'(?m)^# ((?:lead|phrase|".+") = .*"".*)$', r"\1", draft(asked, REGISTER))
    with pytest.raises(DecisionsError, match="phrase còn trống"):
        load(saved(tmp_path, "r.toml", text))


@pytest.mark.parametrize("typed", ["2/2022", 2022, 2022.0, dt.datetime(2022, 2, 28)])
def test_a_deadline_typed_into_a_cell_is_read_as_it_is_shown(tmp_path: Path, asked: Review, typed: Any) -> None:
    book = load_workbook(io.BytesIO(filled(workbook(asked, REGISTER), {(TASKS.title, "1.I.2", "Thời hạn"): typed})))
    if isinstance(typed, dt.datetime):
        book[TASKS.title]["I3"].number_format = "dd/mm/yyyy"
    book.save(tmp_path / "r.xlsx")
    wanted = {2022: "2022", "2/2022": "2/2022"}.get(typed, "28/02/2022")
    assert load(tmp_path / "r.xlsx").tasks["1.I.2"].phrase == wanted


def set_cell(title: str, place: str, value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[title][place] = value
        book[title][place].number_format = "General" if not isinstance(value, dt.date) else "mmm-yy"

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (set_cell(TASKS.title, "I2", "=A1"), "trang “Nhiệm vụ”, ô I2: là công thức; hãy ghi bằng chữ"),
        (set_cell(TASKS.title, "I2", dt.date(2022, 2, 1)), "trang “Nhiệm vụ”, ô I2: Excel đã đổi thành ngày tháng"),
        (set_cell(TASKS.title, "J2", "chắc vậy"), "trang “Nhiệm vụ”, ô J2: hãy ghi “có” hoặc “không”"),
        (set_cell(TASKS.title, "G2", "phong-la"), "trang “Nhiệm vụ”, ô G2: danh bạ không có đơn vị “phong-la”"),
        (set_cell(TASKS.title, "L1", "Ghi thêm"), "trang “Nhiệm vụ”: không dùng cột “Ghi thêm”"),
        (set_cell(TASKS.title, "L1", "Chủ trì"), "trang “Nhiệm vụ”: có hơn một cột “Chủ trì”"),
        (set_cell(TASKS.title, "N2", "x"), "trang “Nhiệm vụ”, ô N2: cột này không có tên ở hàng 1"),
        (set_cell(TASKS.title, "A1", "Số"), "trang “Nhiệm vụ”: hàng 1 phải có cột “Mã”"),
        (set_cell(TASKS.title, "J30", "có"), "trang “Nhiệm vụ”, hàng 30: cột “Mã” còn trống"),
        (set_cell(UNITS.title, "D2", "phong-la"), "trang “Đơn vị”, ô D2: danh bạ không có đơn vị “phong-la”"),
        (set_cell(PLAN.title, "C2", "năm ngoái"), "trang “Kế hoạch”, ô C2 phải viết như 2021-2025 hoặc 2022"),
        (set_cell(PLAN.title, "C3", "31/2/2022"), "trang “Kế hoạch”, ô C3 phải là một ngày, viết như 2021-11-05"),
        (set_cell(PLAN.title, "C9", "x"), "trang “Kế hoạch”, ô C9: cột “Mục” phải là một trong: Giai đoạn"),
        (lambda book: book.create_sheet("Nháp").append(["a"]), "không dùng trang “Nháp”"),
        (lambda book: book[TASKS.title].append(["9.I.1", *[None] * 9, "có"]), "ô A5: văn bản không có nhiệm vụ 9.I.1"),
        (lambda book: book[TASKS.title].append(["1.I.1", *[None] * 9, "có"]), "ô A5: “1.I.1” đã có ở hàng trên"),
    ],
)
def test_a_mistake_in_a_workbook_is_named_by_its_cell(
    tmp_path: Path, asked: Review, change: Callable[[Any], None], said: str
) -> None:
    book = load_workbook(io.BytesIO(filled(workbook(asked, REGISTER), {(TASKS.title, "1.I.1", "Thời hạn"): "Quý I"})))
    change(book)
    book.save(tmp_path / "r.xlsx")
    with pytest.raises(DecisionsError) as caught:
        apply(DOCUMENT, REGISTER, load(tmp_path / "r.xlsx"))
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"Tệp quyết định {tmp_path / 'r.xlsx'} có lỗi: ")


def test_all_mistakes_are_named_at_once(tmp_path: Path, asked: Review) -> None:
    book = load_workbook(io.BytesIO(workbook(asked, REGISTER)))
    for place in ("J2", "K2", "J3"):
        book[TASKS.title][place] = "?"
    book.save(tmp_path / "r.xlsx")
    with pytest.raises(DecisionsError) as caught:
        load(tmp_path / "r.xlsx")
    assert all(f"ô {place}:" in str(caught.value) for place in ("J2", "K2", "J3"))


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "không mở được gói nén"),
        (b"PK\x03\x04 hong", "không mở được gói nén"),
        (b"[tasks]\n", "không mở được gói nén"),
        (zipped({"[Content_Types].xml": b"<Types/>"}), "đây không phải tệp Excel .xlsx lành lặn"),
        (zipped({"xl/workbook.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "khai báo DOCTYPE"),
        (zipped({"xl/a.bin": Random(1).randbytes(2**20) + bytes(32 * 2**20)}), "giải nén ra quá 32 MB"),
        (bytes(9 * 2**20), "tệp lớn hơn 8 MB"),
    ],
    ids=("empty", "damaged", "text", "no workbook", "entities", "unpacks", "large"),
)
def test_a_hostile_workbook_is_one_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = saved(tmp_path, "r.xlsx", content)
    with pytest.raises(DecisionsError) as caught:
        load(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_cut_workbook_is_one_sentence_wherever_it_is_cut(tmp_path: Path, asked: Review) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(asked, REGISTER))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, content in members.items():
        for broken in (content[: len(content) // 2], b"", content.replace(b"<v>", b"<v>9")):
            assert "\n" not in refusal(saved(tmp_path, "r.xlsx", zipped(members | {name: broken})))


def refusal(path: Path) -> str:
    """What is said against the file; empty where it is read all the same."""
    try:
        load(path)
    except DecisionsError as error:
        return str(error)
    return ""


def test_more_rows_than_anybody_fills_in_are_refused(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet(UNITS.title)
    for _ in range(MAX_ROWS + 2):
        page.append([column.heading for column in UNITS.columns])
    book.save(tmp_path / "r.xlsx")
    with pytest.raises(DecisionsError, match=f"trang “Đơn vị” có hơn {MAX_ROWS} hàng"):
        load(tmp_path / "r.xlsx")


def test_more_sheets_than_anybody_makes_are_refused(tmp_path: Path) -> None:
    book = Workbook()
    for number in range(MAX_SHEETS):
        book.create_sheet(f"Trang {number}")
    book.save(tmp_path / "r.xlsx")
    with pytest.raises(DecisionsError, match=f"có hơn {MAX_SHEETS} trang"):
        load(tmp_path / "r.xlsx")

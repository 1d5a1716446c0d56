"""Real files: the official plan in its formats, the example plan, the example register, and files that are none."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from plans.errors import (
    DamagedFileError,
    EmptyFileError,
    MissingFileError,
    NoTaskTableError,
    NotTextError,
    OtherFormatError,
    RegisterError,
    UnknownFormatError,
    UnsafeFileError,
)
from plans.model import Document
from plans.read import read
from plans.review.review import review
from plans.units.files import Contact, load
from rules.errors import InputError

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "plans"
EXAMPLES = ROOT / "examples"


def expected_in(name: str) -> list[dict[str, Any]]:
    lines = map(json.loads, (DATA / name).read_text("utf-8").splitlines())
    return [line for line in lines if "task" in line]


EXPECTED = expected_in("expected.jsonl")
CELLS = ("table", "section", "heading", "stt", "task", "lead_text", "coordinating_text", "product", "phrase")
FORMS = (".md", ".docx", ".xlsx", ".html", ".pdf")
HEADER = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian")


def cells(document: Document) -> list[dict[str, Any]]:
    return [{cell: getattr(task, cell) for cell in CELLS} for task in document.tasks]


@pytest.mark.parametrize("suffix", FORMS)
def test_the_official_plan_is_read_cell_for_cell_in_every_form(suffix: str) -> None:
    document = read(DATA / f"ke-hoach-cchc-2021-2025{suffix}")
    assert cells(document) == [{cell: line[cell] for cell in CELLS} for line in EXPECTED]
    assert [(total.printed, total.counted) for total in document.totals] == [(33, 33), (17, 17)]
    assert document.warnings == ()
    assert document.head.period == (2021, 2025)


@pytest.mark.parametrize("suffix", [form for form in FORMS if form != ".xlsx"])
def test_the_head_of_the_official_plan_is_read_where_the_form_has_it(suffix: str) -> None:
    head = read(DATA / f"ke-hoach-cchc-2021-2025{suffix}").head
    assert head.title == "KẾ HOẠCH Cải cách hành chính giai đoạn 2021-2025"
    assert head.place_date == "Bình Định, ngày tháng năm 2021"
    assert (head.number, head.issued) == (None, None)


def test_the_programme_of_the_government_is_read_cell_for_cell() -> None:
    document = read(DATA / "chuong-trinh-hanh-dong-nq57.docx")
    expected = expected_in("chuong-trinh-hanh-dong-nq57.expected.jsonl")
    assert cells(document) == [{cell: line[cell] for cell in CELLS} for line in expected]
    assert (document.head.period, document.warnings) == ((2025, 2030), ())


@pytest.mark.parametrize("suffix", FORMS)
def test_every_unit_of_the_official_plan_is_in_the_example_register(suffix: str) -> None:
    found = review(read(DATA / f"ke-hoach-cchc-2021-2025{suffix}"), load(EXAMPLES / "units.toml"))
    assert [(list(one.lead), list(one.coordinating)) for one in found.tasks] == [
        (line["lead"], line["coordinating"]) for line in EXPECTED
    ]
    assert (found.unknown_units, found.unread_phrases, found.totals_match) == ((), (), True)
    in_text = [
        ("0.V.1#1", ("@all",), "hằng năm"),
        ("0.V.1#2", ("@all",), "Định kỳ hằng quý, 6 tháng, năm"),
        ("0.V.2#1", ("van-phong",), "hằng năm"),
    ]
    duties = [(one.duty.id, one.lead, one.duty.phrase) for one in found.duties if not one.duty.is_target]
    assert duties == ([] if suffix == ".xlsx" else in_text)


@pytest.mark.parametrize("suffix", [".md", ".docx"])
def test_the_targets_of_the_official_plan_are_these(suffix: str) -> None:
    targets = [duty for duty in read(DATA / f"ke-hoach-cchc-2021-2025{suffix}").duties if duty.is_target]
    assert [(duty.id, duty.phrase, duty.text[:40]) for duty in targets] == [
        ("0.II.1#1", "Định hướng đến năm 2025", "Định hướng đến năm 2025 từng bước xây dự"),
        ("0.II.2#1", "mỗi năm", "Tiếp tục duy trì 100% hồ sơ giải quyết t"),
        ("0.II.2#2", "phấn đấu đến năm 2025", "Tiếp tục duy trì 100% hồ sơ giải quyết t"),
        ("0.II.2#3", "Đến năm 2025", "Đến năm 2025, kiện toàn chức năng, nhiệm"),
        ("0.II.2#4", "Hàng năm", "Hàng năm rà soát vị trí việc làm của từn"),
        ("0.II.2#5", "đến năm 2025", "Hàng năm rà soát vị trí việc làm của từn"),
        ("0.II.2#6", "Phấn đấu năm 2023", "Phấn đấu năm 2023 mức tự đảm bảo kinh ph"),
        ("0.II.2#7", "Phấn đấu đến năm 2023", "Phấn đấu đến năm 2023, các công việc của"),
    ]
    assert {(duty.lead_text, duty.coordinating_text) for duty in targets} == {(None, None)}


def test_the_report_that_a_programme_asks_for_is_offered() -> None:
    (duty,) = read(DATA / "chuong-trinh-hanh-dong-nq57.docx").duties
    assert (duty.id, duty.lead_text) == ("0#1", "Các bộ, ngành, địa phương")
    assert (duty.phrase, duty.is_target) == ("trước ngày 20 tháng 12 hằng năm", False)


def test_the_example_plan_is_the_same_in_both_formats_and_five_years_later() -> None:
    text, word = (read(EXAMPLES / f"ke-hoach-cchc-2026-2030{suffix}") for suffix in (".md", ".docx"))
    assert (text.tasks, text.duties, text.totals, text.head) == (word.tasks, word.duties, word.totals, word.head)
    head = text.head
    assert (head.number, head.issuer, head.period) == ("15/KH-SNV", "SỞ NỘI VỤ", (2026, 2030))
    assert f"{head.issued:%d/%m/%Y}" == "04/01/2026"
    by_name = {task.name: task for task in text.tasks}
    assert len(by_name) == 50
    assert by_name["1.IV.3"].phrase == "Quý I năm 2027"
    assert "Quyết định số 1847/QĐ-TTg ngày 27/12/2018" in by_name["1.V.4"].task


def test_the_example_register_gives_every_unit_a_lead_and_a_head() -> None:
    register = load(EXAMPLES / "units.toml")
    reached = {(contact.role, contact.unit) for contact in register.contacts}
    assert {(role, unit.code) for unit in register.units for role in ("lead", "head")} <= reached
    assert ("leadership", None) in reached
    assert Contact("van-phong@snv.example.test", None, "lead", "van-phong") in register.contacts
    assert [unit.code for unit in register.units if unit.monitor] == ["van-phong"]


def test_tracked_and_hidden_text_is_read_as_printed(tmp_path: Path) -> None:
    def edit(document: Any) -> None:
        paragraph = document.tables[0].cell(1, 1).paragraphs[0]._p
        for change in (
            '<w:del {0} w:id="1" w:author="A"><w:r><w:delText>bỏ</w:delText></w:r></w:del>',
            '<w:moveFrom {0} w:id="2" w:author="A"><w:r><w:t>dời</w:t></w:r></w:moveFrom>',
            "<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>",
            '<w:ins {0} w:id="3" w:author="A"><w:r><w:t xml:space="preserve"> thêm</w:t></w:r></w:ins>',
        ):
            paragraph.append(parse_xml(change.format(nsdecls("w"))))

    (task,) = read(word(tmp_path, ("1", "Việc", "Văn phòng Sở", "Quý I"), edit=edit)).tasks
    assert task.task == "Việc thêm"


def test_a_deleted_row_is_not_read(tmp_path: Path) -> None:
    def edit(document: Any) -> None:
        properties = document.tables[0].rows[2]._tr.get_or_add_trPr()
        properties.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="A"/>'))

    rows = (("1", "Việc", "Văn phòng Sở", "Quý I"), ("2", "Việc đã bỏ", "Văn phòng Sở", "Quý I"))
    assert [task.task for task in read(word(tmp_path, *rows, edit=edit)).tasks] == ["Việc"]


def word(folder: Path, *rows: tuple[str, ...], edit: Callable[[Any], None] = lambda document: None) -> Path:
    """A Word file with one table of these rows below a header."""
    document = docx.Document()
    table = document.add_table(0, len(HEADER))
    for texts in (HEADER, *rows):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    edit(document)
    path = folder / "ke-hoach.docx"
    document.save(str(path))
    return path


def with_member(path: Path, name: str, content: bytes) -> Path:
    """The zip file with one member put in or replaced."""
    changed = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return changed


def test_a_document_with_entities_is_refused(tmp_path: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with pytest.raises(UnsafeFileError, match="DOCTYPE"):
        read(with_member(word(tmp_path), "word/document.xml", bomb))


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    with pytest.raises(UnsafeFileError, match="gấp hơn 100 lần"):
        read(with_member(word(tmp_path), "word/media/a.bin", bytes(64 * 2**20)))
    with pytest.raises(UnsafeFileError, match="200 MB"):
        read(with_member(word(tmp_path), "word/media/a.bin", bytes(201 * 2**20)))


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("trong.md", b"", EmptyFileError),
        ("trong.txt", b"\n\n  \n", EmptyFileError),
        ("cu.doc", b"\xd0\xcf\x11\xe0", OtherFormatError),
        ("anh.png", b"\x89PNG", OtherFormatError),
        ("ke-hoach.pages", b"a", UnknownFormatError),
        ("khong-duoi", b"a", UnknownFormatError),
        ("mat-khau.docx", bytes.fromhex("d0cf11e0a1b11ae1"), OtherFormatError),
        ("chu.docx", b"not a zip", DamagedFileError),
        ("hong.docx", b"PK\x03\x04 broken", DamagedFileError),
        ("tcvn3.txt", b"K\xd5 ho\xb9ch", NotTextError),
        ("thu.md", "Kính gửi: Văn phòng Sở".encode(), NoTaskTableError),
    ],
)
def test_a_file_that_cannot_be_read_is_named_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, error: type[InputError]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.status == 3


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="Không tìm thấy tệp"):
        read(tmp_path / "khong-co.docx")
    (tmp_path / "thu-muc.md").mkdir()
    with pytest.raises(InputError, match="không phải một tệp"):
        read(tmp_path / "thu-muc.md")


def test_a_zip_file_that_is_no_word_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "la.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(DamagedFileError):
        read(path)
    with pytest.raises(DamagedFileError):
        read(with_member(word(tmp_path), "word/document.xml", b"<not-closed>"))


def test_a_document_without_task_table_says_which_columns_were_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("TT\tChỉ tiêu\tĐơn vị\n1\tTỷ lệ\t%\n", "utf-8")
    with pytest.raises(NoTaskTableError, match=r"“Nhiệm vụ” .*“Chủ trì” .*“Thời gian”"):
        read(path)


def test_a_register_with_mistakes_names_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "units.toml"
    path.write_text(
        """
        [[unit]]
        code = "van-phong"
        name = "Văn phòng Sở"
        kind = "trong"
        alias = ["VP"]
        [[contact]]
        address = "van-phong@"
        role = "lead"
        """,
        "utf-8",
    )
    with pytest.raises(RegisterError) as caught:
        load(path)
    assert str(caught.value) == (
        f"Danh bạ đơn vị {path} có lỗi: [[unit]] thứ 1 (van-phong): có khóa không dùng: alias; "
        "[[unit]] thứ 1 (van-phong): kind “trong” không phải một trong: internal, affiliated, external; "
        "[[contact]] thứ 1 (van-phong@): address “van-phong@” không phải địa chỉ thư điện tử; "
        "[[contact]] thứ 1 (van-phong@): vai trò lead cần units."
    )


CONTRADICTIONS = [
    ('code = "van-phong"\nname = "Phòng A"', "mã “van-phong” dùng 2 lần"),
    ('code = "a"\nname = "Văn Phòng sở"', "tên “văn phòng sở” được ghi cho nhiều đơn vị cùng thời gian: van-phong, a"),
    ('code = "a"\nname = "A"\nsuccessor = "b"', "đơn vị a: đơn vị kế tục “b” không có trong danh bạ"),
    ('code = "a"\nname = "A"\nmonitor = true', "có hơn một đơn vị theo dõi (monitor): van-phong, a"),
    ('code = "a"\nname = "A"\nvalid_from = 2025-02-01\nvalid_to = 2025-01-31', "valid_to đứng trước valid_from"),
    ('code = "a"\nname = "A"\n[[group]]\ncode = "@g"\nname = "G"\nmembers = ["b"]', "@g: thành viên “b” không có"),
    ('code = "A B"\nname = "A"', "code “A B” không phải mã"),
    ('code = "a"\nname = 5', "name phải là chữ trong ngoặc kép"),
]


@pytest.mark.parametrize(("more", "said"), CONTRADICTIONS)
def test_each_mistake_in_a_register_is_said_with_its_place(tmp_path: Path, more: str, said: str) -> None:
    first = '[[unit]]\ncode = "van-phong"\nname = "Văn phòng Sở"\nkind = "internal"\nmonitor = true\n'
    path = tmp_path / "units.toml"
    path.write_text(f'{first}[[unit]]\nkind = "internal"\n{more}\n', "utf-8")
    with pytest.raises(RegisterError) as caught:
        load(path)
    assert said in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"[[unit]", b"\xff", b'[unit]\ncode = "a"', b"[other]"])
def test_a_register_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "units.toml"
    path.write_bytes(content)
    with pytest.raises(RegisterError, match=r"units\.toml có lỗi"):
        load(path)
    with pytest.raises(MissingFileError):
        load(tmp_path / "none.toml")

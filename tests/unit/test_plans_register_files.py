"""A register's file is read back as it was written, in each form; no cell is a formula; mistakes are all named."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from plans.errors import RegisterError
from plans.units import csv_form, toml_form, xlsx_form
from plans.units.contradictions import contradictions
from plans.units.files import load, written
from plans.units.register import Absence, Contact, Group, Register, Unit

from .registers import registers

SUFFIXES = (".toml", ".xlsx", ".csv")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_written_is_read_back_equal(suffix: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("danh-ba") / f"danh-ba{suffix}"

    @settings(deadline=None)  # a busy machine is no failure
    @given(registers())
    def round_trip(register: Register) -> None:
        assert list(contradictions(register.units, register.groups, register.contacts)) == []
        path.write_bytes(written(register, path))
        assert load(path) == register

    round_trip()


@settings(deadline=None)  # a busy machine is no failure
@given(registers())
def test_no_cell_is_a_formula(register: Register) -> None:
    book = load_workbook(io.BytesIO(written(register, Path("a.xlsx"))))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "d"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+", "-", "@")))
    lines = written(register, Path("a.csv")).decode("utf-8-sig")
    assert not any(f'"{sign}' in lines.replace('""', "") for sign in "=+-@")


UNITS = "loại dòng,mã,tên,loại,tên gọi khác,theo dõi,hiệu lực từ,hiệu lực đến,đơn vị kế tục,"
UNITS += "thành viên,địa chỉ,vai trò,đơn vị"
TABLE = f"""{UNITS}
đơn vị,van-phong,Văn phòng Sở,Thuộc,"VP; Văn phòng",X,,,,,,,
Đơn vị,cu,Phòng Cũ,trực thuộc,,,1/3/2020,2025-02-28,van-phong,,,,
nhóm,@all,Các đơn vị,,,,,,,"van-phong; cu",,,
địa chỉ,,Chị Hà,,,,,,,,ha@so.vn,Đầu mối,van-phong
"""
READ = Register(
    units=(
        Unit("van-phong", "Văn phòng Sở", "internal", ("VP", "Văn phòng"), monitor=True),
        Unit("cu", "Phòng Cũ", "affiliated", (), False, dt.date(2020, 3, 1), dt.date(2025, 2, 28), "van-phong"),
    ),
    groups=(Group("@all", "Các đơn vị", (), ("van-phong", "cu")),),
    contacts=(Contact("ha@so.vn", "Chị Hà", "lead", "van-phong"),),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_is_read_as_excel_may_save_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "danh-ba.csv"
    path.write_bytes(TABLE.replace(",", delimiter).replace("\n", "\r\n").encode(encoding))
    assert load(path) == READ


def test_a_workbook_is_read_with_the_headers_and_types_that_clerks_make(tmp_path: Path) -> None:
    book = Workbook()
    units = book.worksheets[0]
    units.title = "ĐƠN VỊ "
    units.append(["STT", "Mã", " TÊN *", "Loại", "Hiệu lực  đến", "Tên gọi khác", "Ghi chú"])
    units.append([])
    units.append([1, 101, "Phòng Một", "thuộc", dt.datetime(2025, 2, 28), "P1\nP.1; Phòng 1", "cũ"])
    units.append([2, "hai", "Phòng Hai", "trực  thuộc", "28/02/2025"])
    contacts = book.create_sheet("địa chỉ")
    contacts.append(["Địa chỉ", "Vai trò", "Đơn vị"])
    contacts.append(["a@so.vn", "Người đứng đầu", "101, hai"])
    book.create_sheet("Sheet3")
    path = tmp_path / "danh-ba.xlsx"
    book.save(path)
    assert load(path) == Register(
        units=(
            Unit("101", "Phòng Một", "internal", ("P1", "P.1", "Phòng 1"), valid_to=dt.date(2025, 2, 28)),
            Unit("hai", "Phòng Hai", "affiliated", valid_to=dt.date(2025, 2, 28)),
        ),
        groups=(),
        contacts=(Contact("a@so.vn", None, "head", "101"), Contact("a@so.vn", None, "head", "hai")),
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ((None, "9/1/2026", None), "thiếu cột “vắng mặt từ”: vắng mặt cần cả ngày đầu và ngày cuối"),
        (("5/1/2026", None, None), "thiếu cột “vắng mặt đến”: vắng mặt cần cả ngày đầu và ngày cuối"),
        (("9/1/2026", "5/1/2026", None), "cột “vắng mặt đến” đứng trước cột “vắng mặt từ”"),
        (("31/2/2026", "5/3/2026", None), "cột “vắng mặt từ” phải là ngày viết như 01/03/2025"),
        ((None, None, "b@so.vn"), "cột “người thay” cần cột “vắng mặt từ” và cột “vắng mặt đến”"),
        (("5/1/2026", "9/1/2026", "chị Hoa"), "cột “người thay” “chị Hoa” không phải địa chỉ thư điện tử"),
        (("5/1/2026", "9/1/2026", "A@so.vn"), "cột “người thay” “A@so.vn” là chính người vắng mặt"),
    ],
)
def test_a_wrong_absence_is_one_sentence(tmp_path: Path, cells: tuple[str | None, ...], said: str) -> None:
    book = Workbook()
    contacts = book.worksheets[0]
    contacts.title = "Địa chỉ"
    contacts.append(["Địa chỉ", "Vai trò", "Đơn vị", "Vắng mặt từ", "Vắng mặt đến", "Người thay"])
    contacts.append(["a@so.vn", "đầu mối", "a", *cells])
    path = tmp_path / "danh-ba.xlsx"
    book.save(path)
    with pytest.raises(RegisterError) as caught:
        load(path, known=["a"])
    assert str(caught.value).endswith(f"trang “Địa chỉ”, dòng 2: {said}.")


def test_an_absence_in_toml(tmp_path: Path) -> None:
    path = tmp_path / "danh-ba.toml"
    away = 'absent_from = 2026-01-05\nabsent_to = 2026-01-09\nsubstitute = "b@so.vn"\n'
    path.write_text(f'[[contact]]\naddress = "a@so.vn"\nrole = "monitor"\n{away}', "utf-8")
    (contact,) = load(path, known=["a"]).contacts
    assert contact.absence == Absence(dt.date(2026, 1, 5), dt.date(2026, 1, 9), "b@so.vn")


def test_every_mistake_in_a_workbook_is_named_with_its_sheet_row_and_column(tmp_path: Path) -> None:
    book = Workbook()
    units = book.worksheets[0]
    units.title = "Đơn vị"
    units.append(["Mã", "Tên", "Loại", "Hiệu lực từ", "Theo dõi"])
    units.append(["Phòng 1", "Phòng Một", "bên trong", "hôm qua", "chắc là"])
    units.append([None, "Phòng Hai", "thuộc", None, None, "lạc"])
    groups = book.create_sheet("Nhóm")
    groups.append(["Mã", "Màu"])
    book.create_sheet("Lương").append(["10"])
    path = tmp_path / "danh-ba.xlsx"
    book.save(path)
    with pytest.raises(RegisterError) as caught:
        load(path)
    for said in (
        "trang “Đơn vị”, dòng 2: cột “mã” “Phòng 1” không phải mã gồm",
        "trang “Đơn vị”, dòng 2: cột “loại” “bên trong” không phải một trong: thuộc, trực thuộc, ngoài",
        "trang “Đơn vị”, dòng 2: cột “hiệu lực từ” phải là ngày viết như 01/03/2025",
        "trang “Đơn vị”, dòng 2: cột “theo dõi” phải là “x” hoặc để trống",
        "trang “Đơn vị”, dòng 3: thiếu cột “mã”",
        "trang “Đơn vị”, dòng 3: cột F không có tên cột",
        "trang “Nhóm”, dòng 1: không có cột “màu” (các cột: mã, tên, tên gọi khác, thành viên)",
        "trang “Nhóm”, dòng 1: thiếu cột “tên”",
        "không dùng trang “Lương” (các trang: Đơn vị, Nhóm, Địa chỉ)",
    ):
        assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mã,tên\na,b\n", "dòng đầu thiếu cột “loại dòng”"),
        (f"{UNITS},màu\n", "dòng 1: không có cột “màu”"),
        (f"{UNITS},mã\n", "dòng 1: cột “mã” có hai lần"),
        (f"{UNITS}\n", "chưa có đơn vị nào"),
        (f"{UNITS}\nphòng,a,A,thuộc\n", "dòng 2: cột “loại dòng” phải là một trong: đơn vị, nhóm, địa chỉ"),
        (f"{UNITS}\nđơn vị,a,A,thuộc,,,,,,b,\n", "dòng 2: dòng đơn vị không dùng cột “thành viên”"),
        (f'{UNITS}\nđơn vị,a,"A; B",thuộc\n', "dòng 2: tên “A; B” có dấu chấm phẩy"),
        (f"{UNITS}\nđơn vị,a,A\x07B,thuộc\n", "dòng 2: tên 'A\\x07B' có ký tự không in được"),
        (f'{UNITS}\nđơn vị,"a,A\n', "dòng 2: không đúng dạng CSV"),
        ("", "tệp không có chữ nào"),
    ],
)
def test_every_mistake_in_a_csv_file_is_named_with_its_row(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "danh-ba.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(RegisterError) as caught:
        load(path)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "đây không phải tệp Excel .xlsx lành lặn"),
        ("a.xlsx", b"PK\x03\x04abc", "đây không phải tệp Excel .xlsx lành lặn"),
        ("a.csv", "Phòng".encode("cp1258", "ignore") + b"\xf5\xf5", "tệp không phải chữ UTF-8"),
        ("a.docx", b"", "danh bạ phải là tệp .toml, .xlsx, .csv"),
    ],
)
def test_a_file_that_is_no_register_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RegisterError) as caught:
        load(tmp_path / name)
    assert said in str(caught.value)


def test_a_workbook_cut_short_anywhere_is_refused_in_a_sentence(tmp_path: Path) -> None:
    whole, path = written(READ, Path("a.xlsx")), tmp_path / "a.xlsx"
    for end in range(0, len(whole), 97):
        path.write_bytes(whole[:end])
        with pytest.raises(RegisterError):
            load(path)


def test_a_sheet_of_sixty_thousand_rows_is_refused_in_a_sentence(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Đơn vị")
    sheet.append(["Mã", "Tên", "Loại"])
    for n in range(60_000):
        sheet.append([f"phong-{n}", f"Phòng {n}", "thuộc"])
    path = tmp_path / "danh-ba.xlsx"
    book.save(path)
    with pytest.raises(RegisterError, match="trang “Đơn vị” có hơn 10000 dòng"):
        load(path)


def test_of_a_thousand_mistakes_some_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    path = tmp_path / "danh-ba.csv"
    path.write_text(UNITS + "\nđơn vị,A,A,thuộc" * 1_000, "utf-8")
    with pytest.raises(RegisterError) as caught:
        load(path)
    assert str(caught.value).endswith("; và 960 lỗi khác.")


@settings(deadline=None)  # a busy machine is no failure
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"{UNITS}\n{text}".encode()))
def test_any_bytes_are_a_register_or_refused_in_a_sentence(data: bytes) -> None:
    for form in (csv_form, toml_form, xlsx_form):
        with suppress(RegisterError):
            form.read(data, Path("danh-ba"), [])


def test_brackets_nested_without_end_are_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "danh-ba.toml"
    path.write_text("unit = " + "[" * 100_000, "utf-8")
    with pytest.raises(RegisterError, match="các ngoặc lồng nhau quá sâu"):
        load(path)


@settings(deadline=None)  # a busy machine is no failure
@given(st.data())
def test_a_workbook_with_broken_parts_is_read_or_refused_in_a_sentence(data: st.DataObject) -> None:
    parts = zipfile.ZipFile(io.BytesIO(written(READ, Path("a.xlsx"))))
    broken = data.draw(st.sampled_from(parts.namelist()))
    content, out = parts.read(broken), io.BytesIO()
    at = data.draw(st.integers(0, len(content)))
    put = data.draw(st.sampled_from([b"<", b'"', b"9" * 12, b"&#1;", b' t="n"', b"<f>1+1</f>", b"\xff"]))
    with zipfile.ZipFile(out, "w") as archive:
        for name in parts.namelist():
            archive.writestr(name, content[:at] + put + content[at:] if name == broken else parts.read(name))
    with suppress(RegisterError):
        xlsx_form.read(out.getvalue(), Path("a.xlsx"), [])

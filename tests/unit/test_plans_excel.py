"""Workbooks built in the test: what the clerk sees in each is what is read."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from plans.blocks import Block, Grid, Paragraph
from plans.errors import DamagedFileError, UnsafeFileError
from plans.formats import excel
from plans.formats.found import Doubt
from plans.head import read_head
from plans.tables import read_tables

FILE = Path("ke-hoach.xlsx")
HEADER = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian")


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(*rows: tuple[Any, ...], edit: Callable[[Any], None] = lambda sheet: None) -> bytes:
    """A workbook with one sheet of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    edit(book.active)
    return saved(book)


def found(data: bytes) -> tuple[list[Block], list[str]]:
    blocks = list(excel.blocks(data, FILE))
    return [b for b in blocks if not isinstance(b, Doubt)], [b.text for b in blocks if isinstance(b, Doubt)]


def grid(data: bytes) -> list[list[str]]:
    """The texts of the only table, row by row."""
    (only,) = (b for b in found(data)[0] if isinstance(b, Grid))
    return [[c.text for c in row.cells] for row in only.rows]


def replaced(data: bytes, member: str, old: str, new: str) -> bytes:
    """The package with a pattern of one part replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            part = before.read(name).decode()
            after.writestr(name, re.sub(old, new, part) if name == member else part)
    return stream.getvalue()


def test_rows_above_the_header_are_text_and_a_blank_row_does_not_cut_the_table() -> None:
    data = workbook(
        ("PHỤ LỤC",),
        ("Danh mục nhiệm vụ năm 2022",),
        (),
        HEADER,
        ("I. CẢI CÁCH",),
        (1, "Việc một", "Văn phòng", "Quý I"),
        (),
        (2, "Việc hai", "Thanh tra", "Quý II"),
        (),
        (None, "Tổng cộng: 2 nhiệm vụ"),
    )
    blocks, _ = found(data)
    table = blocks[2]
    assert blocks[:2] == [Paragraph("PHỤ LỤC"), Paragraph("Danh mục nhiệm vụ năm 2022")]
    assert isinstance(table, Grid)
    assert [row.text for row in table.rows][1:] == [
        "I. CẢI CÁCH",
        "1 Việc một Văn phòng Quý I",
        "2 Việc hai Thanh tra Quý II",
    ]
    assert blocks[3:] == [Paragraph("Tổng cộng: 2 nhiệm vụ")]


def test_a_table_of_something_else_below_the_tasks_adds_none() -> None:
    blocks, _ = found(
        workbook(
            HEADER,
            (1, "Việc một", "Văn phòng", "Quý I"),
            (),
            ("Dự toán kinh phí",),
            (),
            ("STT", "Khoản chi", "Số tiền", "Nguồn"),
            (1, "In ấn", 500, "Ngân sách"),
            (),
            (2, "Hội nghị", 900, "Ngân sách"),
        )
    )
    assert [task.task for task in read_tables(blocks).tasks] == ["Việc một"]


def test_signatures_below_the_table_are_no_tasks() -> None:
    blocks, _ = found(
        workbook(
            HEADER,
            (1, "Việc một", "Văn phòng", "Quý I"),
            (),
            ("Nơi nhận:", None, "NGƯỜI LẬP BIỂU", "GIÁM ĐỐC"),
        )
    )
    assert isinstance(blocks[0], Grid)
    assert blocks[1:] == [Paragraph("Nơi nhận:"), Paragraph("NGƯỜI LẬP BIỂU"), Paragraph("GIÁM ĐỐC")]
    assert [task.task for task in read_tables(blocks).tasks] == ["Việc một"]


def test_a_head_of_two_columns_is_read_as_a_head() -> None:
    blocks, _ = found(
        workbook(
            ("SỞ NỘI VỤ", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("Số: 12/KH-SNV", None, "Bình Định, ngày 05 tháng 01 năm 2022"),
            ("KẾ HOẠCH",),
            ("Công tác năm 2022",),
            HEADER,
            (1, "Việc một", "Văn phòng", "Quý I"),
            (2, "Việc hai", "Văn phòng", "Quý I"),
        )
    )
    head, _ = read_head(blocks)
    assert (head.title, head.number, head.issuer) == ("KẾ HOẠCH Công tác năm 2022", "12/KH-SNV", "SỞ NỘI VỤ")
    assert (head.issued, head.period) == (dt.date(2022, 1, 5), (2022, 2022))


def test_merged_cells_stand_once_across_and_in_every_row_down() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A2:D2")
        sheet.merge_cells("C3:C4")

    (table,) = found(
        workbook(HEADER, ("I. CẢI CÁCH",), (1, "Một", "Văn phòng", "Quý I"), (2, "Hai", None, "Quý II"), edit=merge)
    )[0]
    assert isinstance(table, Grid)
    assert [c.width for c in table.rows[1].cells] == [4]
    assert [(c.text, c.carried) for c in table.rows[3].cells] == [
        ("2", False),
        ("Hai", False),
        ("Văn phòng", True),
        ("Quý II", False),
    ]


def test_numbers_dates_and_text_read_as_the_clerk_sees_them() -> None:
    def style(sheet: Any) -> None:
        sheet["D2"].number_format = "dd/mm/yyyy"
        sheet["D3"].number_format = '"Tháng "m/yyyy'
        sheet["D4"].number_format = "0%"

    rich = CellRichText("Phòng ", TextBlock(InlineFont(b=True), "CCHC"), "-VTLT")
    assert grid(
        workbook(
            HEADER,
            (1.0, "Dòng một\ndòng\u00a0hai  ", rich, dt.date(2022, 2, 1)),
            (2, "Hai", True, dt.datetime(2022, 2, 1)),
            (3.5, "Ba", "_x0041_", 0.5),
            edit=style,
        )
    )[1:] == [
        ["1", "Dòng một dòng hai", "Phòng CCHC-VTLT", "01/02/2022"],
        ["2", "Hai", "TRUE", "Tháng 2/2022"],
        ["3.5", "Ba", "A", "50%"],
    ]


def test_a_formula_shows_its_last_value_and_one_never_computed_is_a_doubt() -> None:
    data = workbook(HEADER, ("=ROW()-1", "Việc", "Văn phòng", "=1/0"))
    failed = '<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    data = replaced(data, "xl/worksheets/sheet1.xml", r'<c r="D2".*?</c>', failed)
    blocks, doubts = found(data)
    assert isinstance(blocks[0], Grid)
    assert [c.text for c in blocks[0].rows[1].cells] == ["Việc", "Văn phòng", "#DIV/0!"]
    assert doubts == [
        "Trang tính “Sheet”: ô A2 có công thức chưa tính; hãy mở bằng Excel, lưu lại rồi đọc lại.",
        "Trang tính “Sheet”: ô D2 (#DIV/0!) có công thức lỗi; hãy sửa rồi đọc lại.",
    ]


def test_hidden_rows_columns_and_sheets_are_not_read_and_the_first_two_are_told() -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["E"].hidden = True
        other = sheet.parent.create_sheet("Nháp")
        other.append(HEADER)
        other.sheet_state = "hidden"

    data = workbook(
        (*HEADER, "Ghi chú riêng"), (1, "Một", "Văn phòng", "Quý I", "x"), (2, "Hai", "Văn phòng", "Quý I"), edit=hide
    )
    blocks, doubts = found(data)
    assert grid(data) == [list(HEADER), ["1", "Một", "Văn phòng", "Quý I"]]
    assert len(blocks) == 1
    assert doubts == [
        "Trang tính “Sheet”: hàng 3 có chữ nhưng đang ẩn nên không được đọc; nếu cần, hãy bỏ ẩn rồi đọc lại.",
        "Trang tính “Sheet”: cột E có chữ nhưng đang ẩn nên không được đọc; nếu cần, hãy bỏ ẩn rồi đọc lại.",
    ]


def test_a_merged_cell_whose_first_row_is_hidden_shows_in_the_next() -> None:
    def hide(sheet: Any) -> None:
        sheet.merge_cells("C2:C3")
        sheet.row_dimensions[2].hidden = True

    data = workbook(HEADER, (1, "Một", "Văn phòng", "Quý I"), (2, "Hai", None, "Quý II"), edit=hide)
    assert grid(data)[1:] == [["2", "Hai", "Văn phòng", "Quý II"]]


def test_two_sheets_with_headers_are_two_tables_and_one_without_goes_on() -> None:
    book = openpyxl.Workbook()
    one, two, three = book.active, book.create_sheet("Phụ lục 2"), book.create_sheet("Tiếp")
    for sheet, rows in ((one, [HEADER, (1, "A", "VP", "Quý I")]), (two, [HEADER, (1, "B", "VP", "Quý I")])):
        for row in rows:
            sheet.append(row)
    three.append((2, "C", "VP", "Quý I"))
    tables = read_tables(found(saved(book))[0])
    assert [(task.table, task.stt, task.task) for task in tables.tasks] == [(1, 1, "A"), (2, 1, "B"), (2, 2, "C")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<sheetData>", "<sheetData><row><c t='s'><v>999</v></c></row>"),
        ('r="A1"', 'r="ZZZZ1"'),
        ('r="1"', 'r="99999999999"'),
        ("<sheetData>", "<sheetData><row r='x'/>"),
        ("</sheetData>", ""),
        ("<sheetData>", "<!DOCTYPE a><sheetData>"),
    ],
)
def test_a_sheet_that_breaks_its_standard_is_refused(old: str, new: str) -> None:
    data = replaced(workbook(HEADER), "xl/worksheets/sheet1.xml", old, new)
    with pytest.raises((DamagedFileError, UnsafeFileError)):
        list(excel.blocks(data, FILE))

"""A review → the workbook (.xlsx) in which a person decides: every open question a row, the register to choose from."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from plans.register import Register, names_of
from plans.review import Review
from plans.review_entries import Entry, open_duties, open_tasks, unknown_names
from plans.review_sheets import DUTIES, GUIDE, PLAN, PLAN_ROWS, REGISTER, TASKS, UNITS, Column, Sheet

_GUIDE = (
    "Điền vào các ô màu vàng; ô để trống thì giữ như văn bản.",
    "Chủ trì, Phối hợp, Là đơn vị: mã hoặc tên trong trang «Danh bạ»; nhiều đơn vị thì cách nhau bằng dấu chấm phẩy; "
    "không có đơn vị nào thì ghi «không».",
    "Thời hạn: viết lại cho rõ, ví dụ Quý II/2022, Trước ngày 15/12 hằng năm, Thường xuyên.",
    "Đúng như đã đọc: ghi «có» nếu thời hạn đã đọc đúng, hoặc đúng là không có thời hạn.",
    "Bỏ, không theo dõi: ghi «có» để bỏ nhiệm vụ. Theo dõi: ghi «có» hoặc «không» cho việc nêu trong lời văn.",
    "Tên ở trang «Đơn vị» được nhớ cho kế hoạch sau. Nhiệm vụ khác cần sửa thì ghi thêm một hàng với mã của nhiệm vụ.",
    "Điền xong, lưu lại rồi chạy: nhacviec plan import TỆP-KẾ-HOẠCH --review TỆP-NÀY",
)
_MORE = 200
"""Rows below the last entry that can be filled in with the same choices."""
_LONGEST = 32_000
"""Characters in a cell; Excel bears 32 767."""
_ASKED = PatternFill("solid", fgColor="FFF2CC")
_HEADER = PatternFill("solid", fgColor="DDE6F0")


def workbook(review: Review, register: Register) -> bytes:
    """The file's content. As it stands it decides nothing."""
    book = Workbook()
    _fill_guide(book.active)
    _fill(book, PLAN, _plan_rows(review), register)
    _fill(book, TASKS, map(_task_row, open_tasks(review, register)), register)
    _fill(book, UNITS, _name_rows(review, register), register)
    _fill(book, DUTIES, map(_duty_row, open_duties(review, register)), register)
    _fill_register(book.create_sheet(REGISTER), register)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _task_row(one: Entry) -> dict[str, str | None]:
    return {
        "Mã": one.name,
        "Nội dung nhiệm vụ": one.text,
        "Cần quyết định": _points(one.why),
        "Văn bản ghi: chủ trì": one.lead_text,
        "Văn bản ghi: phối hợp": one.coordinating_text,
        "Văn bản ghi: thời hạn": one.phrase,
    }


def _duty_row(one: Entry) -> dict[str, str | None]:
    return {
        "Mã": one.name,
        "Câu trong văn bản": one.text,
        "Cần quyết định": _points(one.why),
        "Văn bản ghi: chủ trì": one.lead_text,
        "Văn bản ghi: thời hạn": one.phrase,
    }


def _name_rows(review: Review, register: Register) -> Iterator[dict[str, str | None]]:
    for one in unknown_names(review, register):
        yield {"Tên văn bản ghi": one.name, "Nơi ghi": one.place, "Gần giống": "\n".join(one.near)}


def _plan_rows(review: Review) -> Iterator[dict[str, str | None]]:
    """The whole plan, asked about or not."""
    head = review.document.head
    asked = {question.kind: question.text for question in review.questions if not question.tasks}
    totals = "; ".join(f"Bảng {t.table}: ghi {t.printed}, đọc được {t.counted}" for t in review.document.totals)
    printed = {
        "period": f"{head.period[0]}–{head.period[1]}" if head.period else asked.get("period"),
        "issued": f"{head.issued:%d/%m/%Y}" if head.issued else asked.get("issued"),
        "totals_checked": totals,
    }
    yield from ({"Mục": label, "Văn bản ghi": printed[key]} for label, key in PLAN_ROWS.items())


def _points(texts: Iterable[str]) -> str:
    return "\n".join(f"{text[0].upper()}{text[1:]}" for text in texts)


def _fill(book: Any, sheet: Sheet, rows: Iterable[Mapping[str, str | None]], register: Register) -> None:
    page = book.create_sheet(sheet.title)
    _header(page, sheet.columns)
    last = 1
    for last, row in enumerate(rows, 2):
        for place, column in enumerate(sheet.columns, 1):
            cell = _write(page, last, place, row.get(column.heading))
            if column.is_decision:
                cell.fill = _ASKED
    for place, column in enumerate(sheet.columns, 1):
        if choices := _choices(column, register):
            _offer(page, f"{get_column_letter(place)}2:{get_column_letter(place)}{last + _MORE}", choices)


def _header(page: Any, columns: Iterable[Column]) -> None:
    for place, column in enumerate(columns, 1):
        cell = _write(page, 1, place, column.heading)
        cell.font, cell.fill = Font(bold=True), _HEADER
        page.column_dimensions[get_column_letter(place)].width = column.width
    page.freeze_panes = "B2"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _write(page: Any, row: int, column: int, text: str | None) -> Any:
    """Write words as words: a cell that begins with = + - @ is no formula, now or when somebody edits it."""
    cell = page.cell(row, column)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.number_format = "@"  # what is typed here stays as typed: 2/2022 is no date
    if text:
        cell.value = _bearable(text)
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@'\t\r"
    return cell


def _bearable(text: str) -> str:
    """Without what a workbook cannot hold."""
    clean = ILLEGAL_CHARACTERS_RE.sub(" ", text).encode("utf-8", "replace").decode()
    clean = clean.replace("\ufffe", " ").replace("\uffff", " ")
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]}…"


def _choices(column: Column, register: Register) -> str | None:
    if column.content == "yes":
        return '"có,không"'
    return f"'{REGISTER}'!$B$2:$B${len(register.owners) + 1}" if column.content in {"unit", "units"} else None


def _offer(page: Any, cells: str, choices: str) -> None:
    """Choices that help and do not hinder: several units in a cell are typed."""
    offered = DataValidation("list", formula1=choices, allow_blank=True, showErrorMessage=False)
    offered.add(cells)
    page.add_data_validation(offered)


def _fill_guide(page: Any) -> None:
    page.title = GUIDE
    page.column_dimensions["A"].width = 100
    for row, text in enumerate(_GUIDE, 1):
        _write(page, row, 1, text)


def _fill_register(page: Any, register: Register) -> None:
    _header(page, (Column("Mã", "printed", 20), Column("Tên", "printed", 50), Column("Tên gọi khác", "printed", 70)))
    for row, owner in enumerate(register.owners, 2):
        first, *others = names_of(owner)
        for place, text in enumerate((owner.code, first, "; ".join(others)), 1):
            _write(page, row, place, text)

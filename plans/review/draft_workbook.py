"""A review → the workbook (.xlsx) in which a person decides: every open question a row, the register to choose from."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from plans.review.entries import Entry, open_duties, open_tasks, unknown_names
from plans.review.review import Review
from plans.review.sheets import DUTIES, GUIDE, PLAN, PLAN_ROWS, REGISTER, TASKS, UNITS, Column, Sheet
from plans.units.register import Register, names_of

_GUIDE = (
    "Điền vào các ô màu vàng (ô trắng cùng hàng cũng sửa được); ô để trống thì giữ như văn bản.",
    "Chủ trì, Phối hợp, Là đơn vị: mã hoặc tên trong trang «Danh bạ»; nhiều đơn vị thì cách nhau bằng dấu chấm phẩy; "
    "không có đơn vị nào thì ghi «không».",
    "Thời hạn: viết lại cho rõ, ví dụ Quý II/2022, Trước ngày 15/12 hằng năm, Thường xuyên.",
    "Đúng như đã đọc: ghi «có» nếu thời hạn đã đọc đúng, hoặc đúng là không có thời hạn.",
    "Bỏ, không theo dõi: ghi «có» để bỏ nhiệm vụ. Theo dõi: ghi «có» hoặc «không» cho việc nêu trong lời văn.",
    "Tên ở trang «Đơn vị» được nhớ cho kế hoạch sau; không phải đơn vị cần theo dõi thì ghi «không».",
    "Nhiệm vụ khác cần sửa thì ghi thêm một hàng với mã của nhiệm vụ.",
    "Điền xong, lưu lại rồi chạy: nhacviec plan import TỆP-KẾ-HOẠCH --review TỆP-NÀY",
)
_MORE = 200
"""Rows below the last entry that can be filled in with the same choices."""
_LINE, _HIGHEST = 15, 400
"""Points of a line and of the highest row; Excel bears 409."""
_LONGEST = 32_000
"""Characters in a cell; Excel bears 32 767."""
_ASKED = PatternFill("solid", fgColor="FFF2CC")
_HEADER = PatternFill("solid", fgColor="DDE6F0")


_Line: TypeAlias = tuple[dict[str, str | None], tuple[str, ...]]
"""The words of a row by heading, and the keys of the columns that answer what is asked in it."""


def workbook(review: Review, register: Register) -> bytes:
    """The file's content. As it stands it decides nothing."""
    book = Workbook()
    _fill_guide(book.active)
    _fill(book, PLAN, _plan_lines(review), register)
    _fill(book, TASKS, map(_task_line, open_tasks(review, register)), register)
    _fill(book, UNITS, _name_lines(review), register)
    _fill(book, DUTIES, map(_duty_line, open_duties(review, register)), register)
    _fill_register(book.create_sheet(REGISTER), register)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _task_line(one: Entry) -> _Line:
    words = {
        "Mã": one.name,
        "Nội dung nhiệm vụ": one.text,
        "Cần quyết định": _points(one.why),
        "Văn bản ghi: chủ trì": one.lead_text,
        "Văn bản ghi: phối hợp": one.coordinating_text,
        "Văn bản ghi: thời hạn": one.phrase,
    }
    return words, one.keys


def _duty_line(one: Entry) -> _Line:
    words = {
        "Mã": one.name,
        "Câu trong văn bản": one.text,
        "Cần quyết định": _points(one.why),
        "Văn bản ghi: chủ trì": one.lead_text,
        "Văn bản ghi: thời hạn": one.phrase,
    }
    return words, one.keys


def _name_lines(review: Review) -> Iterator[_Line]:
    for one in unknown_names(review):
        yield {"Tên văn bản ghi": one.name, "Nơi ghi": one.place, "Gần giống": "\n".join(one.near)}, ("code",)


def _plan_lines(review: Review) -> Iterator[_Line]:
    """The whole plan, asked about or not."""
    head = review.document.head
    asked = {question.kind for question in review.questions}
    totals = "; ".join(f"Bảng {t.table}: ghi {t.printed}, đọc được {t.counted}" for t in review.document.totals)
    period = f"{head.period[0]}–{head.period[1]}" if head.period else None
    issued = f"{head.issued:%d/%m/%Y}" if head.issued else None
    printed = {"period": (period, "period"), "issued": (issued, "issued"), "totals_checked": (totals, "total")}
    for label, key in PLAN_ROWS.items():
        words, kind = printed[key]
        yield {"Mục": label, "Văn bản ghi": words or "(không ghi)"}, ("value",) if kind in asked else ()


def _points(texts: Iterable[str]) -> str:
    return "\n".join(f"{text[0].upper()}{text[1:]}" for text in texts)


def _fill(book: Any, sheet: Sheet, lines: Iterable[_Line], register: Register) -> None:
    page = book.create_sheet(sheet.title)
    _header(page, sheet.columns)
    last = 1
    for last, line in enumerate(lines, 2):
        _fill_row(page, last, sheet.columns, *line)
    for place, column in enumerate(sheet.columns, 1):
        if choices := _choices(column, register):
            _offer(page, f"{get_column_letter(place)}2:{get_column_letter(place)}{last + _MORE}", choices)


def _fill_row(
    page: Any, row: int, columns: Sequence[Column], words: Mapping[str, str | None], keys: Sequence[str]
) -> None:
    for place, column in enumerate(columns, 1):
        cell = _write(page, row, place, words.get(column.heading))
        if column.key in keys:
            cell.fill = _ASKED
    _fit(page, row, [(words.get(column.heading) or "", column.width) for column in columns])


def _fit(page: Any, row: int, texts: Iterable[tuple[str, int]]) -> None:
    """As high as the words need at the width (in characters) of their columns; programs do not all see to it."""
    lines = max(sum(1 + len(line) // width for line in text.split("\n")) for text, width in texts)
    page.row_dimensions[row].height = min(lines * _LINE, _HIGHEST)


def _header(page: Any, columns: Sequence[Column]) -> None:
    for place, column in enumerate(columns, 1):
        cell = _write(page, 1, place, column.heading)
        cell.font, cell.fill = Font(bold=True), _HEADER
        page.column_dimensions[get_column_letter(place)].width = column.width
    _fit(page, 1, [(column.heading, column.width) for column in columns])
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
        _fit(page, row, [(text, 100)])


def _fill_register(page: Any, register: Register) -> None:
    columns = (Column("Mã", "printed", 20), Column("Tên", "printed", 50), Column("Tên gọi khác", "printed", 70))
    _header(page, columns)
    for row, owner in enumerate(register.owners, 2):
        first, *others = names_of(owner)
        words = {"Mã": owner.code, "Tên": first, "Tên gọi khác": "; ".join(others)}
        _fill_row(page, row, columns, words, ())

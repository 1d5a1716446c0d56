"""A report on a period as a workbook to send on. No cell is ever a formula, whatever its text begins with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from notifications.report_words import APART, OUTCOMES, SCOPE, STATES, as_at, standing, title
from notifications.workbook_cells import FONT, Columns, Value, text_cell, write_table
from rules.report import Figures, Report
from rules.report_extensions import RequestFigures

_NUMBERS: Columns = (("Tổng số", 10), *((state, 14) for state in STATES), ("Tỷ lệ đúng hạn", 12))
_UNITS: Columns = (("STT", 6), ("Đơn vị", 48), *_NUMBERS)
_SECTIONS: Columns = (("STT", 6), ("Kế hoạch", 36), ("Mục", 44), *_NUMBERS)
_OVERDUE: Columns = (
    ("STT", 6),
    ("Nhiệm vụ", 12),
    ("Nội dung", 56),
    ("Đơn vị chủ trì", 32),
    ("Kế hoạch", 36),
    ("Ngày hạn", 13),
    ("Lý do", 40),
)
_APART: Columns = (
    ("STT", 6),
    ("Loại", 18),
    ("Nhiệm vụ", 12),
    ("Nội dung", 56),
    ("Đơn vị chủ trì", 36),
    ("Thời hạn ghi trong văn bản", 36),
)
_COUNTED: Columns = (("Đề nghị", 12), *((outcome, 14) for outcome in OUTCOMES.values()))
_ASKED_UNITS: Columns = (("STT", 6), ("Đơn vị", 48), *_COUNTED)
_ASKED_SECTIONS: Columns = (("STT", 6), ("Kế hoạch", 36), ("Mục", 44), *_COUNTED)
_REQUESTS: Columns = (
    ("STT", 6),
    ("Nhiệm vụ", 12),
    ("Nội dung", 56),
    ("Đơn vị đề nghị", 32),
    ("Ngày đề nghị", 13),
    ("Từ hạn", 13),
    ("Đến hạn", 13),
    ("Lý do", 40),
    ("Kết quả", 20),
    ("Người quyết định", 28),
)
_LINE_HEIGHT = 18
"""Points; rows of merged cells do not grow by themselves."""


def workbook(report: Report, office: str) -> bytes:
    """The file's content: a sheet by unit, one by section, the overdue work, what is in no count, and extensions."""
    book = Workbook()
    book.remove(book.active)
    units = [(n, name, *_figures(f)) for n, ((_, name), f) in enumerate(report.by_unit().items(), 1)]
    sections = [(n, *place, *_figures(f)) for n, (place, f) in enumerate(report.by_section().items(), 1)]
    total = _figures(report.total)
    _sheet(book, "Theo đơn vị", report, office, _UNITS, units, (None, "Tổng cộng", *total))
    _sheet(book, "Theo mục", report, office, _SECTIONS, sections, (None, "Tổng cộng", None, *total))
    _sheet(book, "Việc quá hạn", report, office, _OVERDUE, list(_overdue(report)))
    _sheet(book, "Ngoài số liệu", report, office, _APART, list(_apart(report)))
    _extensions(book, report, office)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _figures(f: Figures) -> tuple[Value, ...]:
    return f.total, f.done_on_time, f.done_late, f.open_in_time, f.open_overdue, f.on_time_rate


def _extensions(book: Any, report: Report, office: str) -> None:
    units = [(n, name, *_asked(f)) for n, ((_, name), f) in enumerate(report.asked_by_unit().items(), 1)]
    sections = [(n, *place, *_asked(f)) for n, (place, f) in enumerate(report.asked_by_section().items(), 1)]
    total = _asked(report.asked)
    _sheet(book, "Gia hạn theo đơn vị", report, office, _ASKED_UNITS, units, (None, "Tổng cộng", *total))
    _sheet(book, "Gia hạn theo mục", report, office, _ASKED_SECTIONS, sections, (None, "Tổng cộng", None, *total))
    _sheet(book, "Đề nghị gia hạn", report, office, _REQUESTS, list(_requests(report)))


def _asked(f: RequestFigures) -> tuple[Value, ...]:
    return f.asked, f.granted, f.refused, f.dropped, f.undecided


def _requests(report: Report) -> Iterable[tuple[Value, ...]]:
    for n, one in enumerate(report.requests, 1):
        days = (one.asked_on, one.from_due, one.to_due)
        yield n, one.task, one.text, one.unit_name, *days, one.reason, OUTCOMES[one.outcome], one.decided_by


def _overdue(report: Report) -> Iterable[tuple[Value, ...]]:
    for n, line in enumerate(report.overdue, 1):
        yield n, line.task, line.text, line.unit_name, line.plan_name, line.due, line.reason


def _apart(report: Report) -> Iterable[tuple[Value, ...]]:
    for n, one in enumerate(report.apart, 1):
        yield n, APART[one.sort], one.task, one.text, "; ".join(one.unit_names), one.phrase


def _sheet(
    book: Any,
    name: str,
    report: Report,
    office: str,
    columns: Columns,
    rows: Sequence[Sequence[Value]],
    total: Sequence[Value] | None = None,
) -> None:
    sheet = book.create_sheet(name)
    header = _head(sheet, report, office, columns) + 2
    write_table(sheet, header, columns, [*rows, *([total] if total else [])], total=total is not None)


def _head(sheet: Any, report: Report, office: str, columns: Columns) -> int:
    """Office, title, day, and what the counts mean, over the whole width; gives the last row of it."""
    width = sum(one for _, one in columns)
    lines = [(office.upper(), True), (title(report), True), (f"({as_at(report)})", False), (standing(report), False)]
    centred = len(lines)
    for row, (text, bold) in enumerate([*lines, *((note, False) for note in SCOPE)], 1):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(columns))
        cell = text_cell(sheet.cell(row, 1), text)
        cell.font = Font(name=FONT, size=13 if bold else 11, bold=bold, italic=row > centred - 2)
        place = "left" if row == 1 or row > centred else "center"
        cell.alignment = Alignment(horizontal=place, vertical="center", wrap_text=True)
        sheet.row_dimensions[row].height = _LINE_HEIGHT * ceil(len(text) / width)
    return centred + len(SCOPE)

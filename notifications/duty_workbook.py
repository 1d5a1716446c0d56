"""A list of duties as a workbook to work on."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Font

from notifications.workbook_cells import FONT, Columns, text_cell, write_table
from rules.say import say_day

_COLUMNS: Columns = (
    ("Nhiệm vụ", 12),
    ("Nội dung", 60),
    ("Đơn vị chủ trì", 32),
    ("Kế hoạch", 22),
    ("Thời hạn ghi trong văn bản", 30),
    ("Kỳ", 18),
    ("Ngày hạn", 13),
    ("Tình trạng", 26),
    ("Ngày hoàn thành", 13),
    ("Văn bản, sản phẩm", 32),
)


class DutyCells(NamedTuple):
    """What stands in one row, in the order of the columns."""

    task: str
    text: str
    units: str
    plan: str
    phrase: str
    period: str
    due: dt.date | None
    status: str
    done_on: dt.date | None
    document: str | None


def duty_workbook(rows: Sequence[DutyCells], office: str, day: dt.date) -> bytes:
    """The file's content, as of the local day."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Nhiệm vụ"
    for number, said in enumerate((office.upper(), f"Nhiệm vụ, tính đến ngày {say_day(day)}: {len(rows)} dòng"), 1):
        text_cell(sheet.cell(number, 1), said).font = Font(name=FONT, size=13, bold=True)
    write_table(sheet, 4, _COLUMNS, rows, total=False)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

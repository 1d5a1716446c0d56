"""Two plans of one office with one equal yearly task, and each with work of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from nhacviec.reading import read_for_adoption
from scheduler.office import Office
from scheduler.planning.adoption import Adopted, adopt

REPORT = "Báo cáo kết quả cải cách hành chính hằng năm"
HEAD = """Số: {number}/KH-SNV

Bình Định, ngày 05 tháng 11 năm 2021

KẾ HOẠCH

{title}

PHỤ LỤC

TT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian thực hiện\tSản phẩm
"""
LEAD, HELPER, OTHER = "Phòng Công chức, viên chức", "Thanh tra Sở", "Văn phòng Sở"
FIRST_ROWS = (
    (REPORT, LEAD, HELPER, "Trước ngày 15/12 hằng năm"),
    ("Kiểm tra công vụ tại các đơn vị", LEAD, "", "Ngày 20/12 hằng năm"),
)
SECOND_ROWS = (
    ("Sửa đổi quy chế dân vận", LEAD, "", "Ngày 30/11/2022"),
    (REPORT + ".", LEAD, HELPER, "Trước ngày 15/12/2022"),
)
ONE, OTHER_ONE = (1, "1.-.1"), (2, "1.-.2")
"""The equal tasks, as a person names them."""


def text(number: int, title: str, rows: tuple[tuple[str, str, str, str], ...]) -> str:
    """A plan as plain text; rows are task, lead, co-ordinators and phrase."""
    lines = ["\t".join((str(n), *row, "")) for n, row in enumerate(rows, 1)]
    return HEAD.format(number=number, title=title) + "\n".join(lines) + "\n"


def write_two(
    folder: Path,
    first: tuple[tuple[str, str, str, str], ...] = FIRST_ROWS,
    second: tuple[tuple[str, str, str, str], ...] = SECOND_ROWS,
) -> tuple[Path, Path]:
    """The files of the two plans, for 2022–2023 and for 2022."""
    one, other = folder / "cchc.md", folder / "dan-van.md"
    one.write_text(text(15, "Cải cách hành chính giai đoạn 2022-2023", first), "utf-8")
    other.write_text(text(16, "Công tác dân vận năm 2022", second), "utf-8")
    return one, other


def adopt_file(office: Office, path: Path, at: dt.datetime) -> Adopted:
    """The plan of the file is the office's from then on."""
    document, reviewed = read_for_adoption(office, path)
    return adopt(office, document, reviewed, source=path, period=None, issued=None, at=at, actor="test")

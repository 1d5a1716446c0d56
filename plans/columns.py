"""The columns of a task table, known by the wordings of their headings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from plans.blocks import Cell, Row

Role: TypeAlias = Literal["stt", "note", "start", "phrase", "coordinating", "lead", "product", "task"]
Columns: TypeAlias = Mapping[Role, range]
"""The grid columns that belong to each role."""

_BODY = r"(?:cơ quan|đơn vị|phòng|bộ phận|tổ chức|cá nhân|người)"
_WORDINGS: Mapping[Role, str] = MappingProxyType(
    {
        # The order decides: "Thời gian thực hiện nhiệm vụ" is a deadline, not a duty.
        "stt": r"(?:stt|tt|số tt|số thứ tự|#)",
        "note": r"ghi chú.*",
        "start": r"(?:thời gian |thời điểm |ngày )?bắt đầu.*",
        "phrase": r"(?:thời gian|thời hạn|thời điểm|tiến độ|kết thúc|ngày|hạn|hoàn thành).*",
        "coordinating": rf"(?:{_BODY}.*)?phối hợp.*",
        "lead": rf"(?:{_BODY}.*)?chủ trì.*|{_BODY}.*(?:thực hiện|chịu trách nhiệm).*",
        "product": r"(?:dự kiến )?(?:sản phẩm|kết quả).*",
        "task": r"(?:tên |các |danh mục )*(?:nhiệm vụ|nội dung|công việc).*",
    }
)
LOOKED_FOR: Mapping[str, str] = MappingProxyType(
    {
        "task": "“Nhiệm vụ” (“Nội dung”, “Công việc”)",
        "lead": "“Chủ trì” (“Đơn vị thực hiện”)",
        "deadline": "“Thời gian” (“Thời hạn”, “Tiến độ”)",
    }
)
"""The wordings as an error tells them."""
_LONGEST = 60


def columns_of(row: Row) -> Columns | None:
    """The columns of a header row; None for any other row.

    A header names the task column and the lead or the deadline. The lower row of a two-row header is one by itself,
    since cells merged down stand in it too.
    """
    columns: dict[Role, range] = {}
    for cell in row.filled:
        role = role_of(cell)
        if role is not None:
            columns.setdefault(role, range(cell.column, cell.column + cell.width))
    is_header = "task" in columns and ("lead" in columns or "phrase" in columns)
    # A task row can sound like a header in two cells ("Nội dung …", "Tiến độ …"), hardly in three.
    is_sure = len(columns) > 2 or len(columns) == len(row.filled)
    return MappingProxyType(columns) if is_header and is_sure else None


def role_of(cell: Cell) -> Role | None:
    """What a column with this heading holds."""
    heading = cell.text.casefold().strip(" .:*")
    if len(heading) > _LONGEST:
        return None
    return next((role for role, wording in _WORDINGS.items() if re.fullmatch(wording, heading)), None)


def is_numbering(row: Row) -> bool:
    """Whether the row only numbers the columns: (1) (2) (3)."""
    numbers = [cell.text.strip("()") for cell in row.filled]
    return len(numbers) > 2 and numbers == [str(n) for n in range(1, len(numbers) + 1)]

"""The columns of a task table, known by the wordings of their headings.

A heading may stand in one row or in two ("Thời gian": "Bắt đầu" | "Kết thúc"). Of several columns for one role the
plainer wording wins: "Đơn vị chủ trì" is the lead beside "Lãnh đạo phụ trách".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from plans.blocks import Cell, Row

Role: TypeAlias = Literal["stt", "start", "phrase", "coordinating", "lead", "product", "task", "group"]
Columns: TypeAlias = Mapping[Role, range]
"""The grid columns that belong to each role."""

LOOKED_FOR: Mapping[str, str] = MappingProxyType(
    {
        "task": "“Nhiệm vụ” (“Nội dung”, “Công việc”)",
        "lead": "“Chủ trì” (“Đơn vị thực hiện”)",
        "deadline": "“Thời gian” (“Thời hạn”, “Tiến độ”)",
    }
)
"""The wordings as an error tells them."""

_BODY = (
    r"(?:các )?(?:cơ quan|đơn vị|phòng(?!,? chống)|ban(?! hành)|bộ phận|tổ(?: chức)?|cá nhân|người|địa phương|cán bộ"
    r"|công chức|chuyên viên|đầu mối|khoa(?! học)|bộ môn|đồng chí|đ/c|thành phần|lãnh đạo(?=, đơn vị))\b"
)
_WORK = r"(?:nhiệm vụ|nội dung|công việc|hoạt động|đầu việc|phần việc|việc)\b"
_NAME_OF = r"(?:tên |các |danh mục |tóm tắt )*"
_TIME = r"(?:(?:khung )?thời gian|thời hạn|thời điểm|kỳ hạn|hạn|mốc thời gian)\b"
_WORDINGS: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        # The order of roles decides: "Thời gian thực hiện nhiệm vụ" is a deadline, not a duty. Within a role the
        # plainest wording stands first.
        "stt": (
            r"s?\.?t\.?t|số tt|tt/stt|stt/mã|(?:số )?thứ tự|#|no|số",
            r"mã(?: số| cv| nv| nhiệm vụ| công việc| việc)?|ký hiệu|mục",
        ),
        "start": (
            rf"(?:{_TIME} |ngày |thực hiện )*(?:bắt đầu|khởi đầu)\b.*",
            rf"(?:{_TIME} (?:thực hiện )?)?từ(?: ngày| tháng)?",
        ),
        "phrase": (
            rf"(?:dự kiến )?(?:{_TIME}|(?:ngày|tiến độ|lộ trình|mốc|năm)\b).*\b(?:hoàn thành|kết thúc|đến hạn)\b.*"
            r"|kết thúc\b.*|deadline",
            rf"(?:dự kiến |yêu cầu (?:về )?)?{_TIME}.*",
            r"(?:dự kiến |phải )?hoàn thành\b.*|(?:tiến độ|lộ trình)\b.*|đến(?: ngày| tháng)?"
            r"|ngày(?: thực hiện| trình| nộp| báo cáo)?|(?:quý|tháng|năm)(?: thực hiện)?"
            r"|(?:kỳ|lịch) (?:thực hiện|báo cáo)|định kỳ|mốc",
        ),
        "coordinating": (
            r"(?!.*\bchủ trì\b).*\b(?:phối hợp|cùng (?:thực hiện|làm|tham gia))\b.*",
            rf"(?:(?:{_BODY}.*\b|thành phần )?(?:tham gia|liên quan)|(?:{_BODY} )?hỗ trợ)\b.*",
        ),
        "lead": (
            r".*\bchủ trì\b.*",
            rf"{_BODY}.*\b(?:thực hiện|chịu trách nhiệm|phụ trách|tham mưu|triển khai|được giao|đầu mối|soạn thảo"
            r"|chuẩn bị)\b.*",
            rf"(?:phân công|(?:chịu )?trách nhiệm|giao)\b.*|phụ trách\b.*|thực hiện(?: chính)?|tham mưu|ai làm"
            rf"|{_BODY}(?:(?:,|/| và)? ?{_BODY})*",
            rf"{_BODY}.*",
            r"lãnh đạo.*\b(?:phụ trách|chỉ đạo|theo dõi)\b.*",
        ),
        "product": (
            r".*\bsản phẩm\b.*",
            r"(?:dự kiến |yêu cầu |minh chứng[,/] ?|chỉ tiêu, )?(?:kết quả|đầu ra)\b.*|minh chứng.*",
            r".*\b(?:kết quả|đầu ra)\b.*|(?:hình thức|loại)(?: văn bản)?|văn bản ban hành|yêu cầu",
        ),
        "task": (
            rf"(?!.*\b(?:nhóm|chung)\b)(?:{_NAME_OF}{_WORK}.*\b(?:cụ thể|chi tiết)\b.*|{_NAME_OF}hoạt động\b.*)",
            rf"(?!.*\b(?:nhóm|chung)\b){_NAME_OF}{_WORK}.*",
            rf".*\b{_WORK}.*",
            rf"{_NAME_OF}(?:chương trình|đề án|dự án|kế hoạch|chuyên đề|báo cáo|giải pháp|hạng mục)\b.*"
            r"|tên (?:văn bản|lớp|khóa|cuộc|hội nghị)\b.*",
        ),
    }
)
_NO_ROLE = re.compile(
    r"(?:đơn vị tính|đvt|ghi chú|ngày ban hành|nội dung chi|tiến độ giải ngân|số (?:nhiệm vụ|việc|công việc))\b.*"
    r"|thời gian (?:quyết toán|nghiệm thu|họp|trực|huy động|mua sắm|bảo hành|có hiệu lực)\b.*"
    r"|(?:cơ quan|cấp) (?:ban hành|trình|thẩm định|phê duyệt|quyết định)\b.*"
)
_GROUP = re.compile(r"(?:nhóm|lĩnh vực|mục tiêu|chủ đề|trụ cột)\b.*")
_NEVER_A_TASK = re.compile(
    r"(?:tên )?(?:chỉ tiêu|chỉ số|tiêu chí|họ và tên|họ tên|căn cứ|cơ sở pháp lý|kinh phí|nguồn|địa điểm)\b.*"
)
# What other tables have and those of tasks have not: people, telephones; and what they hardly have alone: sums, seats.
_OF_PEOPLE = re.compile(r"(?:họ (?:và )?tên|chức vụ|chức danh|năm sinh|(?:số )?điện thoại|quá hạn|đúng hạn)\b.*")
_OF_SUMS = re.compile(
    r".*\b(?:dự toán|thành tiền|đơn giá|số lượng|số tiền|đvt|đơn vị tính|(?:triệu|nghìn) đồng)\b.*|nơi họp.*"
    r"|thành phần(?: (?:tham dự|dự họp|mời))?"
)
_OF_COST = re.compile(r".*\bkinh phí\b.*|nguồn vốn.*")
_SHORT = {"cq": "cơ quan", "đv": "đơn vị", "tg": "thời gian", "nv": "nhiệm vụ", "sp": "sản phẩm", "kq": "kết quả"}
_SHORTENED = re.compile(rf"\b(?:{'|'.join(_SHORT)})\b")
_LONGEST = 90
_LONGEST_PART = 40
_COUNTED = re.compile(r"(?:\d{1,2}|[a-h])(?:\s*=.*)?")


@dataclass(frozen=True, slots=True)
class Header:
    """A header as read: its columns, its headings in plain words, the number of rows it takes."""

    columns: Columns
    headings: tuple[str, ...]
    height: int

    @property
    def is_numbered(self) -> bool:
        """Whether a heading says which column holds the numbers, as hardly any task does."""
        return any(_rank(heading)[0] == "stt" for heading in self.headings)

    @property
    def before(self) -> str | None:
        """The heading that says its days are not in time any more ("Hoàn thành trước"), if the deadline bears one."""
        return next((h for h in self.headings if _rank(h)[0] == "phrase" and re.search(r"\btrước\b", h)), None)


@dataclass(frozen=True, slots=True)
class _Heading:
    """What stands over a run of grid columns; `group` is the column of the wider cell it is a part of, if any."""

    column: int
    end: int
    text: str
    role: Role | None
    rank: int
    group: int | None = None


def header_at(rows: Sequence[Row], place: int) -> Header | None:
    """The header that begins at `place`; None where there is none.

    A header names the task column and the lead or the deadline.
    """
    upper = rows[place]
    if any(re.fullmatch(r"[\d\s().,/-]+", cell.text) for cell in upper.filled):
        return None  # a task can sound like a header, but it bears its number
    if place + 1 < len(rows) and len(upper.filled) > 1 and _parts(rows[place + 1], upper):
        headed = (*upper.filled, *_own(rows[place + 1]))
        if columns := _columns(tuple(_two_rows(upper, rows[place + 1]))):
            return Header(columns, tuple(_plain(c.text) for c in headed), 2)
    columns = _columns(tuple(_heading(cell) for cell in upper.filled))
    return Header(columns, tuple(_plain(c.text) for c in upper.filled), 1) if columns else None


def role_of(cell: Cell) -> Role | None:
    """What a column with this heading holds."""
    return _rank(_plain(cell.text))[0]


def is_header(row: Row) -> bool:
    """Whether the row is a header by itself."""
    return header_at((row,), 0) is not None


def is_numbering(row: Row) -> bool:
    """Whether the row only numbers the columns: (1) (2) (3), or A B 1 2."""
    numbers = [cell.text.casefold().strip("()") for cell in row.filled]
    is_counted = len(numbers) > 2 and all(_COUNTED.fullmatch(number) for number in numbers)
    return is_counted and len(set(numbers)) == len(numbers) and numbers[0] in {"1", "a"}


def _plain(text: str) -> str:
    """A heading without case, closing marks and what stands behind it in brackets, its short words written out."""
    plain = _SHORTENED.sub(lambda short: _SHORT[short[0]], text.casefold().strip(" .:*"))
    return re.sub(r"\s*\([^()]*\)$", "", plain) or plain


@lru_cache(maxsize=4096)  # headings repeat on every page
def _rank(heading: str) -> tuple[Role | None, int]:
    """What the words say the column holds, and how plainly (0: the plainest)."""
    if len(heading) > _LONGEST or _NO_ROLE.fullmatch(heading):
        return None, 0
    for role, wordings in _WORDINGS.items():
        for rank, wording in enumerate(wordings):
            if re.fullmatch(wording, heading):
                return role, rank
    return None, 0


def _heading(cell: Cell) -> _Heading:
    text = _plain(cell.text)
    return _Heading(cell.column, cell.end, text, *_rank(text))


def _own(row: Row) -> list[Cell]:
    """The cells that stand in this row and not also in the one above."""
    return [cell for cell in row.filled if not cell.carried]


def _parts(lower: Row, upper: Row) -> bool:
    """Whether the row parts wider cells of the row above, as the lower row of a header does."""
    own = _own(lower)
    return bool(own) and all(_is_part(cell, upper) for cell in own)


def _is_part(cell: Cell, upper: Row) -> bool:
    above = _above(cell, upper)
    if above is None or len(cell.text) > _LONGEST_PART or _part(cell, above)[0] is None:
        return False
    beside = above.end
    # Tables without merges leave the place beside the wider cell empty.
    lost_merge = beside < upper.end and all(c.column != beside for c in upper.filled)
    return above.width > cell.width or above.column < cell.column or lost_merge


def _above(cell: Cell, upper: Row) -> Cell | None:
    """The cell of the row above over this one, or the nearest to its left where that place is empty."""
    return max((c for c in upper.filled if c.column <= cell.column), key=lambda c: c.column, default=None)


def _part(cell: Cell, above: Cell) -> tuple[Role | None, int]:
    """What a part of a header says: "Phối hợp" speaks for itself, "2021" only under "Thời gian"."""
    alone, rank = _rank(_plain(cell.text))
    together = _rank(f"{_plain(above.text)} {_plain(cell.text)}")
    return (alone, rank) if alone and (rank == 0 or alone == together[0]) else together


def _two_rows(upper: Row, lower: Row) -> Iterator[_Heading]:
    above = [(cell, found) for cell in _own(lower) if (found := _above(cell, upper))]
    parted = {found.column for _, found in above}
    yield from (_heading(cell) for cell in upper.filled if cell.column not in parted)
    for cell, found in above:
        role, rank = _part(cell, found)
        yield _Heading(cell.column, cell.end, _plain(cell.text), role, rank, found.column)


def _columns(headings: Sequence[_Heading]) -> Columns | None:
    columns = _by_role(headings)
    if "task" not in columns and {"stt", "lead", "phrase"} <= columns.keys():
        columns |= _unnamed_task(headings)
    is_header = "task" in columns and ("lead" in columns or "phrase" in columns)
    # A task can sound like a header in two cells ("Nội dung …", "Tiến độ …"), hardly in three.
    is_sure = len(columns) > 2 or len(columns) == len(headings)
    if not is_header or not is_sure or _is_of_another_kind(headings, columns):
        return None
    first = min(h.column for h in headings)
    if "stt" not in columns and first > 0:  # the numbers stand in a column without a heading
        columns["stt"] = range(first)
    return MappingProxyType(columns)


def _is_of_another_kind(headings: Sequence[_Heading], columns: Columns) -> bool:
    """Whether it is a table of people, of sums or of a meeting, however much it speaks of work and time."""
    if any(_OF_PEOPLE.fullmatch(h.text) for h in headings):
        return True
    is_plain = columns.keys().isdisjoint({"coordinating", "product"})
    is_undated = is_plain and "phrase" not in columns
    of_sums = any(_OF_SUMS.fullmatch(h.text) for h in headings)
    return (is_plain and of_sums) or (is_undated and any(_OF_COST.fullmatch(h.text) for h in headings))


def _by_role(headings: Sequence[_Heading]) -> dict[Role, range]:
    columns: dict[Role, range] = {}
    for role in get_args(Role):
        if found := [h for h in headings if h.role == role]:
            first = min(found, key=lambda h: (h.rank, h.column))
            # Parts of one heading that hold the same (the years under "Thời gian") are one column.
            alike = [h for h in found if h.group == first.group is not None and h.rank == first.rank] or [first]
            columns[role] = range(first.column, alike[-1].end)
    if "coordinating" not in columns:
        columns |= _second_body(headings, columns)
    return columns | _group(headings, columns)


def _group(headings: Sequence[_Heading], columns: Columns) -> dict[Role, range]:
    """The column of what tasks are grouped by ("Nhóm nhiệm vụ", "Lĩnh vực"): left of theirs and less precise."""
    task = columns.get("task", range(0))
    left = [h for h in headings if h.end <= task.start and (h.role == "task" or _GROUP.fullmatch(h.text))]
    return {"group": range(left[-1].column, left[-1].end)} if left else {}


def _second_body(headings: Sequence[_Heading], columns: Columns) -> dict[Role, range]:
    """The one who does the work beside the one who leads it ("Bộ phận tham mưu" beside "Chủ trì") takes part in it."""
    leads = [h for h in headings if h.role == "lead"]
    others = [h for h in leads if h.rank == 1 and h.column not in columns["lead"]] if leads else []
    return {"coordinating": range(others[0].column, others[0].end)} if others else {}


def _unnamed_task(headings: Sequence[_Heading]) -> dict[Role, range]:
    """The task column under a heading of its own ("Đề cương"): the first that says nothing else."""
    first = next((h for h in headings if h.role is None), None)
    return {"task": range(first.column, first.end)} if first and not _NEVER_A_TASK.fullmatch(first.text) else {}

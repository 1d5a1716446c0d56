"""One task table: what each of its rows is, a heading, a task, more of the task above, a total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from plans.blocks import Cell, Row, join_cut
from plans.columns import Columns, Header, Role, header_at, is_numbering
from plans.model import TaskRow
from plans.outline import Outline, bare, beside, enter, follows, is_section, labelled, lengthened, style_of

TOTAL = re.compile(
    r"(?:tổng(?: cộng| số)?|cộng)(?: nhiệm vụ| số nhiệm vụ)?\s*:?\s*(?:có\s+|là\s+)?(\d{1,6})"
    r"(\s*(?:nhiệm vụ|nội dung|công việc|đầu việc|hoạt động|đề án|việc)\b.*)?",
    re.IGNORECASE,
)
_SUBTOTAL = re.compile(
    r"(?:tổng )?cộng (?:mục|phần|nhóm|lĩnh vực)\b.*?(\d{1,6})\s*(?:nhiệm vụ|nội dung|việc|công việc)?", re.IGNORECASE
)
_BULLETS = "-–—+•*"
_LONGEST_HEADING = 160
_PART = r"(?:\d{1,4}[a-zđ]?|[IVXLC]+|[A-ZĐa-zđ])"
_SUM = re.compile(r"(?:tổng(?: cộng| số)?|cộng)\b\s*:?\s*(?:(\d{1,4})(?:\s+\D{1,30})?)?", re.IGNORECASE)
_NOTHING = re.compile(r"[\W_]*")
_TWO_ROLES = re.compile(
    r"\W*chủ trì\s*:\s*(?P<lead>.*?)(?:[\s;,.+-]*phối hợp\s*:\s*(?P<coordinating>.*))?", re.IGNORECASE
)
_STT = re.compile(rf"\(?(?:(?:phần|mục|nhóm)\s+)?{_PART}(?:[./]{_PART})*\s*[.)/:-]{{0,2}}", re.IGNORECASE)
_NOTE = re.compile(r"(?:\(\*+\)|\*|(?:ghi chú|lưu ý|chú thích|nguồn)\s*:).*", re.IGNORECASE)
_SIGNED = re.compile(
    r"(?:Nơi nhận|NƠI NHẬN|NGƯỜI LẬP|Người lập)\b.*|(?:TM|KT|TL|TUQ|Q)\.\s.*"
    r"|(?:PHÓ )?(?:GIÁM ĐỐC|CHỦ TỊCH|HIỆU TRƯỞNG|TRƯỞNG PHÒNG|(?:CHI )?CỤC TRƯỞNG|CHÁNH VĂN PHÒNG|BÍ THƯ|BỘ TRƯỞNG"
    r"|THỦ TƯỚNG|THỦ TRƯỞNG(?: ĐƠN VỊ| CƠ QUAN)?)"
)


@dataclass(slots=True)
class _Draft:
    """A task while rows may still be added to it."""

    outline: Outline
    stt: str
    ordinal: int
    texts: dict[Role, str]

    def add(self, texts: dict[Role, str]) -> None:
        for role, text in texts.items():
            self.texts[role] = join_cut(self.texts.get(role, ""), text)


@dataclass(slots=True)
class TaskTable:
    """A task table while it is read; `printed` are the totals it states."""

    width: int
    printed: list[int] = field(default_factory=list)
    _doubts: list[str] = field(default_factory=list)
    _headers: list[Header] = field(default_factory=list)
    _outline: Outline = ()
    _drafts: list[_Draft] = field(default_factory=list)
    _is_signed: bool = False

    def read(self, rows: Sequence[Row]) -> None:
        """Read one piece of the table; the first begins with its header. A repeated header follows a page break."""
        after_break, place = True, 0
        while place < len(rows) and not self._is_signed:
            row = rows[place]
            if header := self._header(rows, place):
                self._headers.append(header)
                after_break = True
                place += header.height
                continue
            if _own(row).filled and not is_numbering(row):
                self._row(row, rows[place + 1] if place + 1 < len(rows) else None, after_break)
                after_break = False
            place += 1

    def _header(self, rows: Sequence[Row], place: int) -> Header | None:
        header = header_at(rows, place)
        # Below the first, a row that only sounds like a header is a task.
        is_one = header and (not self._headers or header.is_numbered or self.is_headed_by(header))
        return header if is_one else None

    def is_headed_by(self, header: Header) -> bool:
        """Whether a header of these words stood in this table before."""
        return any(header.headings == known.headings for known in self._headers)

    @property
    def has_tasks(self) -> bool:
        """Whether any task was read."""
        return bool(self._drafts)

    def tasks(self, number: int) -> Iterator[TaskRow]:
        """The tasks read so far; `number` is the table's."""
        return (_task_row(number, draft) for draft in self._drafts)

    def doubts(self, number: int) -> Iterator[str]:
        """Rows left out, and where the running numbers skip or repeat: a row may have been lost."""
        for text in self._doubts:
            yield f"Bảng {number}: {text}"
        if heading := next(filter(None, (header.before for header in self._headers)), None):
            yield f"Bảng {number}: cột thời hạn ghi “{heading}”; ngày trong cột được hiểu là ngày cuối cùng phải xong."
        for before, task in pairwise(self.tasks(number)):
            if isinstance(before.stt, int) and isinstance(task.stt, int) and task.stt not in {before.stt + 1, 1}:
                yield f"{task.place}: STT {task.stt} đứng ngay sau STT {before.stt}; có thiếu hay trùng hàng không?"

    @property
    def _columns(self) -> Columns:
        return self._headers[-1].columns

    def _row(self, row: Row, following: Row | None, after_break: bool) -> None:
        texts = _texts(row, self._columns)
        stt = texts.pop("stt", "").strip(f"{_BULLETS} ")
        if total := TOTAL.fullmatch(row.text):
            self.printed.append(int(total[1]))
        elif subtotal := _SUBTOTAL.fullmatch(row.text):
            self._check(int(subtotal[1]), row.text)
        elif not stt and (total := _SUM.fullmatch(row.filled[0].text)):
            self.printed += [int(total[1])] if total[1] else []
        elif self._is_note(row, following):
            pass
        elif not stt and any(_SIGNED.fullmatch(cell.text) for cell in row.filled):
            self._is_signed = True
        elif self._is_same_task(row):
            self._drafts[-1].add(_texts(_own(row), self._columns))
        elif after_break and self._is_cut_heading(row):
            self._outline = lengthened(self._outline, row.text)
        elif heading := self._lone_heading(row, following, after_break) or self._labelled_heading(
            row, stt, texts, following
        ):
            self._outline = enter(self._outline, *heading)
        elif not stt and self._goes_on(row, after_break):
            self._drafts[-1].add(_texts(_own(row), self._columns))
        elif "task" in texts and not _NOTHING.fullmatch(texts["task"]):
            self._task(stt, texts)
        elif not _is_blank_form(row):
            self._doubts.append(f"hàng “{row.text}” không có nội dung nhiệm vụ nên đã bỏ qua.")

    def _task(self, stt: str, texts: dict[Role, str]) -> None:
        self._enter_group(texts.pop("group", None))
        if "stt" not in self._columns:  # the number may stand before the words
            label, text = labelled(texts["task"])
            if label and not is_section(label, self._outline):
                stt, texts["task"] = label, text
        if "coordinating" not in self._columns:
            texts |= _two_roles(texts.get("lead", ""))
        counts_on = bool(self._drafts) and follows(bare(self._drafts[-1].stt), bare(stt))
        if stt and not counts_on:
            self._outline = beside(self._outline, bare(stt))
        ordinal = self._drafts[-1].ordinal + 1 if self._in_section else 1
        self._drafts.append(_Draft(self._outline, stt, ordinal, texts))

    def _enter_group(self, text: str | None) -> None:
        """Take the group that a column of its own names for the heading, where it is another than the last."""
        if text and not (self._outline and self._outline[-1].label is None and self._outline[-1].text == text):
            self._outline = enter(self._outline, None, text)

    def _is_note(self, row: Row, following: Row | None) -> bool:
        """Whether the row is a note to the table: "(*) …", "Ghi chú: …"; "* Nhóm …" above a task is its heading."""
        is_above = following is not None and "task" in _texts(following, self._columns)
        return bool(_NOTE.fullmatch(row.text)) and not (row.text[0] == "*" and is_above)

    def _check(self, printed: int, text: str) -> None:
        """Compare the number a section says it has with the tasks read below its first heading."""
        counted = sum(draft.outline[:1] == self._outline[:1] for draft in self._drafts)
        if printed != counted:
            self._doubts.append(f"“{text}” nhưng đọc được {counted} nhiệm vụ: hãy đối chiếu với văn bản.")

    def _is_same_task(self, row: Row) -> bool:
        """Whether the task's cell is merged down into this row, which holds more of its products or dates."""
        tasks = [c for c in row.filled if c.column in self._columns["task"]]
        return bool(self._drafts) and bool(tasks) and all(c.carried for c in tasks)

    @property
    def _in_section(self) -> bool:
        """Whether the last task stands under the headings in force."""
        return bool(self._drafts) and self._drafts[-1].outline == self._outline

    def _is_cut_heading(self, row: Row) -> bool:
        """Whether a page break cut the heading that the last page ended with."""
        if (
            not self._outline
            or self._in_section
            or len(row.filled) != 1
            or not self._is_wide(row)
            or labelled(row.text)[0]
        ):
            return False
        return row.text[0].islower() or (row.text.isupper() and self._outline[-1].text.isupper())

    def _lone_heading(self, row: Row, following: Row | None, after_break: bool) -> tuple[str | None, str] | None:
        """Label and text of a heading that stands alone in its row, merged over it or not."""
        if len(row.filled) != 1 or row.filled[0].carried or _STT.fullmatch(row.text):
            return None
        cell = row.filled[0]
        label, text = labelled(cell.text)
        if self._is_wide(row) or cell.column in self._columns.get("stt", ()):
            return label, text
        cut = after_break and bool(self._drafts)
        is_heading = is_section(label, self._outline) or (cell.text.isupper() and not cut)
        return (label, text) if is_heading or (not cut and self._is_plain_heading(cell, following)) else None

    def _is_plain_heading(self, cell: Cell, following: Row | None) -> bool:
        """Whether a line of its own above a task is a heading: tasks have a number, a lead or a date.

        "a)" is one at the beginning of a section, "b)" where "a)" was one; elsewhere they are points of the task above.
        """
        label, text = labelled(cell.text)
        below = _texts(following, self._columns) if following else {}
        is_above = "task" in below and not {"stt", "lead", "phrase"}.isdisjoint(below)
        if cell.column not in self._columns["task"] or not is_above or not _sounds_like_a_heading(text):
            return False
        return label is None or not self._in_section or follows(self._outline[-1].label or "", label)

    def _labelled_heading(
        self, row: Row, stt: str, texts: dict[Role, str], following: Row | None
    ) -> tuple[str | None, str] | None:
        """Label and text of a heading with its label in the STT column: no lead, no deadline, and a group below.

        What is merged down over it is of the tasks around. "I" above 1, 2 may name who is in charge of them all.
        """
        own = _texts(_own(row), self._columns).keys() - {"stt", "group"}
        label = bare(stt)
        if not _STT.fullmatch(stt) or "task" not in own:
            return None
        if is_section(label, self._outline):
            is_group = own == {"task"} or (not {"lead", "phrase"} <= own and self._counts_below(following))
        else:
            is_alone = texts.keys() - {"group"} == {"task"}
            is_group = own == {"task"} and (
                self._is_wide(row)
                or self._is_merged(row)
                or self._is_numbered_parent(label, following)
                or (is_alone and self._is_parent(following))
            )
        return (label, texts["task"]) if is_group else None

    def _counts_below(self, following: Row | None) -> bool:
        """Whether the row below bears a plain number."""
        below = _texts(following, self._columns).get("stt", "") if following else ""
        return bool(re.fullmatch(r"\d{1,3}\s*[.)]?", below))

    def _is_wide(self, row: Row) -> bool:
        """Whether a cell is merged over more than half of the row, as headings are."""
        return any(cell.width * 2 > self.width for cell in row.filled)

    def _is_merged(self, row: Row) -> bool:
        """Whether the task's cell is merged with that of another column, as those of headings are."""
        task = self._columns["task"]
        over = [c for c in _own(row).filled if c.column < task.stop and task.start < c.end]
        others = [place for role, place in self._columns.items() if role not in {"task", "stt"}]
        return any(c.column < place.stop and place.start < c.end for c in over for place in others)

    def _is_numbered_parent(self, label: str, following: Row | None) -> bool:
        """Whether the row below bears a number of the group's: 1 above 1.1, 1 above a."""
        below = bare(_texts(following, self._columns).get("stt", "").strip(_BULLETS)) if following else ""
        return below.startswith(f"{label}.") or (style_of(below or None) == "lower" and not label.islower())

    def _is_parent(self, following: Row | None) -> bool:
        """Whether the row below is a task without a number of its own."""
        texts = _texts(following, self._columns) if following else {}
        is_numbered = bool(bare(texts.get("stt", "").strip(_BULLETS)))
        return not is_numbered and "task" in texts and not {"lead", "phrase"}.isdisjoint(texts)

    def _goes_on(self, row: Row, after_break: bool) -> bool:
        """Whether a row without STT belongs to the task above it."""
        if not self._in_section:
            return False
        own = _texts(_own(row), self._columns)
        if "task" not in own or (own.keys() == {"task"} and (_is_more(own["task"]) or self._drafts[-1].stt)):
            return True
        return after_break and any(draft.stt for draft in self._drafts)


def _two_roles(lead: str) -> dict[Role, str]:
    """The roles that one cell names: "Chủ trì: Văn phòng. Phối hợp: các phòng"."""
    both = _TWO_ROLES.fullmatch(lead)
    roles: tuple[Role, ...] = ("lead", "coordinating")
    return {role: both[role].rstrip(" .;,") for role in roles if both[role]} if both else {}


def _sounds_like_a_heading(text: str) -> bool:
    """Headings are short and no sentences."""
    return text[0].isupper() and len(text) <= _LONGEST_HEADING and ";" not in text and text[-1] not in ".,;"


def _is_blank_form(row: Row) -> bool:
    """Whether the row only says that more may follow: "2 | … | … |"."""
    return len(row.filled) > 1 and all(_NOTHING.fullmatch(cell.text) for cell in row.filled[1:])


def _is_more(text: str) -> bool:
    """Whether a line goes on with the one above: in small letters ("a)" too), or as a point of a list."""
    return text[0].islower() or text[0] in _BULLETS


def _texts(row: Row, columns: Columns) -> dict[Role, str]:
    """The text in the columns of each role; a cell belongs where it begins.

    One that spans beginning and end ("Thường xuyên" over *Bắt đầu | Kết thúc*) is the deadline; one that is merged over
    the task's column, where nothing else stands, is the task, or a heading.
    """
    found: dict[Role, list[str]] = {}
    task = columns["task"]
    has_task = any(cell.column in task for cell in row.filled)
    for cell in row.filled:
        role = next((role for role, place in columns.items() if cell.column in place), None)
        if not has_task and cell.column < task.start < cell.end and role != "stt":
            role = "task"
        if role == "start" and "phrase" in columns and columns["phrase"].start in range(cell.column, cell.end):
            role = "phrase"
        if role is not None:
            found.setdefault(role, []).append(cell.text)
    return {role: " ".join(texts) for role, texts in found.items()}


def _own(row: Row) -> Row:
    """The row without what is merged down from above."""
    return Row(tuple(c if not c.carried else Cell((), c.column, c.width) for c in row.cells))


def _task_row(table: int, draft: _Draft) -> TaskRow:
    texts = draft.texts
    section = "/".join(h.label for h in draft.outline if h.label) or None
    stt = _stt(draft.stt)
    line = f"thứ {draft.ordinal} (không có STT)" if stt is None else str(stt)
    return TaskRow(
        table=table,
        section=section,
        heading=draft.outline[-1].text if draft.outline else None,
        stt=stt,
        ordinal=draft.ordinal,
        task=texts.get("task", ""),
        lead_text=texts.get("lead"),
        coordinating_text=texts.get("coordinating"),
        product=texts.get("product"),
        phrase=texts.get("phrase"),
        start_text=texts.get("start"),
        place=f"Bảng {table}, {f'mục {section}, ' if section else ''}dòng {line}",
    )


def _stt(printed: str) -> int | str | None:
    label = bare(printed)
    return int(label) if re.fullmatch(r"[0-9]{1,6}", label) else label or None

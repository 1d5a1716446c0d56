"""One task table: what each of its rows is, a heading, a task, more of the task above, a total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from plans.blocks import Cell, Row, join_cut
from plans.columns import Columns, Role, columns_of, is_numbering
from plans.model import TaskRow
from plans.outline import Outline, bare, enter, is_section, labelled, style_of

TOTAL = re.compile(
    r"tổng (?:cộng|số)\s*:?\s*(?:có\s+)?(\d{1,6})(\s*(?:nhiệm vụ|nội dung|công việc)\b.*)?", re.IGNORECASE
)
_BULLETS = "-–—+•*"
_STT = re.compile(r"(?:\d{1,4}(?:\.\d{1,4})*|[IVXLC]+|[A-ZĐa-zđ])\s*[.)]?")


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
    """A task table while it is read; `printed` are the totals it states, `warnings` name their rows."""

    number: int
    width: int
    printed: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _headers: list[Columns] = field(default_factory=list)
    _outline: Outline = ()
    _drafts: list[_Draft] = field(default_factory=list)

    def read(self, rows: Sequence[Row]) -> None:
        """Read one piece of the table; the first begins with its header. A repeated header follows a page break."""
        after_break = True
        for row, following in zip_longest(rows, rows[1:]):
            if header := columns_of(row):
                self._headers.append(header)
                after_break = True
            elif row.filled and not is_numbering(row):
                self._row(row, following, after_break)
                after_break = False

    def is_headed_by(self, header: Columns) -> bool:
        """Whether `header` stood in this table before (of two header rows, the upper one too)."""
        return header in self._headers

    def tasks(self) -> Iterator[TaskRow]:
        """The tasks read so far."""
        return (_task_row(self.number, draft) for draft in self._drafts)

    def gaps(self) -> Iterator[str]:
        """Where the running numbers skip or repeat: a row may have been lost."""
        for before, task in pairwise(self.tasks()):
            if isinstance(before.stt, int) and isinstance(task.stt, int) and task.stt not in {before.stt + 1, 1}:
                yield f"{task.place}: STT {task.stt} đứng ngay sau STT {before.stt}; có thiếu hay trùng hàng không?"

    @property
    def _columns(self) -> Columns:
        return self._headers[-1]

    def _row(self, row: Row, following: Row | None, after_break: bool) -> None:
        texts = _texts(row, self._columns)
        stt = texts.pop("stt", "").strip(_BULLETS)
        if total := TOTAL.fullmatch(row.text):
            self.printed.append(int(total[1]))
        elif heading := self._lone_heading(row, after_break) or self._labelled_heading(row, stt, texts, following):
            self._outline = enter(self._outline, *heading)
        elif not stt and self._goes_on(row, after_break):
            self._drafts[-1].add(_texts(_own(row), self._columns))
        elif "task" not in texts:
            self.warnings.append(f"Bảng {self.number}: hàng “{row.text}” không có nội dung nhiệm vụ nên đã bỏ qua.")
        else:
            in_section = bool(self._drafts) and self._drafts[-1].outline == self._outline
            ordinal = self._drafts[-1].ordinal + 1 if in_section else 1
            self._drafts.append(_Draft(self._outline, stt, ordinal, texts))

    def _lone_heading(self, row: Row, after_break: bool) -> tuple[str | None, str] | None:
        """Label and text of a heading that stands alone in its row, merged over it or not."""
        if len(row.filled) != 1 or row.filled[0].carried or _STT.fullmatch(row.text):
            return None
        cell = row.filled[0]
        label, text = labelled(cell.text)
        if self._is_wide(row) or cell.column in self._columns.get("stt", ()):
            return label, text
        is_heading = is_section(label, self._outline) or (cell.text.isupper() and not after_break)
        return (label, text) if is_heading else None

    def _labelled_heading(
        self, row: Row, stt: str, texts: dict[Role, str], following: Row | None
    ) -> tuple[str | None, str] | None:
        """Label and text of a heading with its label in the STT column: no lead, no deadline, and a group below."""
        if not _STT.fullmatch(stt) or texts.keys() - {"note"} != {"task"}:
            return None
        label = bare(stt)
        is_group = self._is_wide(row) or is_section(label, self._outline) or self._is_parent(label, following)
        return (label, texts["task"]) if is_group else None

    def _is_wide(self, row: Row) -> bool:
        """Whether a cell is merged over more than half of the row, as headings are."""
        return any(cell.width * 2 > self.width for cell in row.filled)

    def _is_parent(self, label: str, following: Row | None) -> bool:
        """Whether the row below is one of a group: 1 above 1.1, above a, or above a task without STT."""
        texts = _texts(following, self._columns) if following else {}
        below = bare(texts.get("stt", ""))
        if not below:
            return "task" in texts and not {"lead", "phrase"}.isdisjoint(texts)
        return below.startswith(f"{label}.") or (style_of(below) == "lower" and not label.islower())

    def _goes_on(self, row: Row, after_break: bool) -> bool:
        """Whether a row without STT belongs to the task above it."""
        if not self._drafts or self._drafts[-1].outline != self._outline:
            return False
        own = _texts(_own(row), self._columns)
        if "task" not in own or (own.keys() == {"task"} and own["task"][0].islower()):
            return True
        return after_break and any(draft.stt for draft in self._drafts)


def _texts(row: Row, columns: Columns) -> dict[Role, str]:
    """The text in the columns of each role; a cell belongs where it begins."""
    found = {role: [c for c in row.filled if c.column in columns[role]] for role in columns}
    return {role: " ".join(c.text for c in cells) for role, cells in found.items() if cells}


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

"""The values of a plan as read from its document: words and their places, before units and dates are understood.

All text is NFC with white space folded to single blanks, otherwise as printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the document; each field is None where the document leaves it out or blank.

    `place_date` is the printed line even where its day is left blank; `issued` only a full date in it. `period` holds
    the first and the last year, both inclusive; `period_text` the words it was read from.
    """

    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    place_date: str | None = None
    issued: dt.date | None = None
    period: tuple[int, int] | None = None
    period_text: str | None = None

    @property
    def day(self) -> dt.date | None:
        """The day as of which its names are meant: of issue, else the first of its years, else nobody knows."""
        return self.issued or (dt.date(self.period[0], 1, 1) if self.period else None)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task. `table` counts task tables from 1, `ordinal` the tasks of one section of one table from 1.

    `section` joins the labels of the enclosing headings ("III/2/a"), `heading` is the innermost one's text. `phrase` is
    the deadline as printed, with columns *Bắt đầu | Kết thúc* the end, `start_text` then the beginning. `place` says in
    Vietnamese where the row stands.
    """

    table: int
    section: str | None
    heading: str | None
    stt: int | str | None
    ordinal: int
    task: str
    lead_text: str | None
    coordinating_text: str | None
    product: str | None
    phrase: str | None
    start_text: str | None
    place: str

    @property
    def name(self) -> str:
        """The printed name: `1.I.3`, with `-` for no section and `#n` for no STT."""
        return f"{self.table}.{self.section or '-'}.{f'#{self.ordinal}' if self.stt is None else self.stt}"


def names(rows: Iterable[TaskRow]) -> list[str]:
    """The names of a document's tasks, in order, each once: the second of a printed name bears its ordinal as well."""
    taken: dict[str, None] = {}
    for row in rows:
        numbered = f"{row.name}#{row.ordinal}"
        spare = chain([row.name, numbered], map(f"{numbered}.{{}}".format, count(2)))
        taken[next(name for name in spare if name not in taken)] = None
    return list(taken)


@dataclass(frozen=True, slots=True)
class TextDuty:
    """A sentence of the running text that sets a deadline: offered to a person, never taken by itself.

    `id` is `0.`, the labels of the headings around it, `#` and its ordinal among the candidates there ("0.V.1#2"); it
    changes where one is added or dropped before it under the same headings, and nowhere else. A sentence of two acts is
    two candidates, told apart by `phrase`. `is_target` marks a target (*chỉ tiêu*), which is measured and not reported.
    """

    id: str
    lead_text: str | None
    coordinating_text: str | None
    text: str
    phrase: str
    is_target: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """The number of tasks a table says it has ("Tổng cộng: 33 nhiệm vụ") and the number read from it."""

    table: int
    printed: int
    counted: int


@dataclass(frozen=True, slots=True)
class Document:
    """Everything read from one file; `warnings` are doubts about the reading, each with its place."""

    path: str
    head: Head
    tasks: tuple[TaskRow, ...]
    duties: tuple[TextDuty, ...] = ()
    totals: tuple[Total, ...] = ()
    warnings: tuple[str, ...] = ()

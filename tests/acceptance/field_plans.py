"""Scores plans as offices have them, cell for cell, against readings written by hand.

Each document in tests/data/plans/field has NAME.expected.jsonl: first the head of the plan, then one line a task. A
missing or surplus task counts every one of its cells as wrong. As a script it prints each wrong cell and the shares:

    python -m tests.acceptance.field_plans [PART OF A NAME …]
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from nhacviec.holidays import load
from plans.model import Document, TaskRow
from plans.read import read
from rules.due import resolve
from rules.errors import InputError
from rules.parse import parse

FIELD = Path(__file__).parents[1] / "data" / "plans" / "field"
CELLS = ("table", "section", "heading", "stt", "task", "lead_text", "coordinating_text", "product", "phrase")
FORMATS = (".docx", ".xlsx", ".pdf", ".html", ".htm", ".csv", ".tsv", ".txt", ".md")
SAME_TASK = 0.6
"""Share of a task's words that must agree before two rows are compared cell for cell."""

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Whole:
    """A task that stands on one side only: wrong in every cell."""

    task: str


@dataclass(frozen=True)
class Wrong:
    where: str
    cell: str
    expected: object
    read: object

    def __str__(self) -> str:
        if isinstance(self.expected, Whole):
            return f"  missing  {self.where}: {self.expected.task}"
        if isinstance(self.read, Whole):
            return f"  surplus  {self.where}: {self.read.task}"
        return f"  {self.where} {self.cell}\n      expected {self.expected!r}\n      read     {self.read!r}"


@dataclass(frozen=True)
class Score:
    document: str
    cells: int
    wrong: tuple[Wrong, ...]

    @property
    def percent(self) -> float:
        return 100 * max(0, self.cells - len(self.wrong)) / self.cells


def documents() -> list[Path]:
    return sorted(path for path in FIELD.iterdir() if path.suffix in FORMATS and path.name != "README.md")


def score(path: Path) -> Score:
    """Compare what `plans.read` makes of `path` with its reading; a file that is refused has every cell wrong."""
    head, *tasks = _expected(path)
    try:
        document = read(path)
    except InputError as refused:
        cells = len(head) + sum(len(_cells(task)) for task in tasks)
        return Score(path.name, cells, (Wrong("whole file", "refused", None, str(refused)),) * cells)
    judged = [*_head_cells(head, document), *_task_cells(tasks, document.tasks)]
    wrong = tuple(one for one in judged if _folded(one.expected) != _folded(one.read))
    return Score(path.name, len(judged), wrong)


def date_score() -> Score:
    """Kind and dates of each deadline beyond doubt, from its printed words, whatever the reader made of them."""
    calendar, judged = load(), list[Wrong]()
    for path in sorted(FIELD.glob("*.expected.jsonl")):
        head, *tasks = map(json.loads, path.read_text("utf-8").splitlines())
        for task in (one for one in tasks if "kind" in one and one["phrase"]):
            found = resolve(parse(task["phrase"]).rule, tuple(head["plan"]) if head.get("plan") else None, calendar)
            due = [one.due.isoformat() for one in found.occurrences if one.due]
            judged.append(Wrong(path.stem, task["phrase"], (task["kind"], task["due"]), (found.kind, due)))
    return Score("dates", len(judged), tuple(one for one in judged if one.expected != one.read))


def _expected(path: Path) -> list[dict[str, Any]]:
    own = path.with_name(f"{path.name}.expected.jsonl")
    shared = path.with_name(f"{path.stem}.expected.jsonl")
    return [json.loads(line) for line in (own if own.exists() else shared).read_text("utf-8").splitlines()]


def _head_cells(expected: Line, document: Document) -> Iterator[Wrong]:
    head = document.head
    found = {
        "plan": list(head.period) if head.period else None,
        "title": head.title,
        "number": head.number,
        "issuer": head.issuer,
        "issued": head.issued.isoformat() if head.issued else None,
        "totals_printed": [total.printed for total in document.totals],
    }
    for cell, value in expected.items():
        yield Wrong("head", cell, value, found[cell])


def _task_cells(expected: Sequence[Line], tasks: Sequence[TaskRow]) -> Iterator[Wrong]:
    for line, task in _paired(expected, tasks):
        if line is None:
            yield from (Wrong(task.place, cell, None, Whole(task.task)) for cell in CELLS)
        elif task is None:
            yield from (Wrong(_name(line), cell, Whole(line["task"]), None) for cell in _cells(line))
        else:
            yield from (Wrong(_name(line), cell, line[cell], getattr(task, cell)) for cell in _cells(line))


def _paired(expected: Sequence[Line], tasks: Sequence[TaskRow]) -> list[tuple[Line | None, Any]]:
    """Both lists in order, each expected task beside the row read for it, by the pairing with the most cells right."""
    best: list[list[float]] = [[0.0] * (len(tasks) + 1) for _ in range(len(expected) + 1)]
    for i, line in reversed(list(enumerate(expected))):
        for j, task in reversed(list(enumerate(tasks))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + _agreement(line, task))
    pairs: list[tuple[Line | None, Any]] = []
    i = j = 0
    while i < len(expected) and j < len(tasks):
        if (agreed := _agreement(expected[i], tasks[j])) and best[i][j] == best[i + 1][j + 1] + agreed:
            pairs.append((expected[i], tasks[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((expected[i], None))
            i += 1
        else:
            pairs.append((None, tasks[j]))
            j += 1
    return [*pairs, *((line, None) for line in expected[i:]), *((None, task) for task in tasks[j:])]


def _agreement(line: Line, task: TaskRow) -> float:
    """How many cells agree, nought where the tasks' words are too far apart to be the same task."""
    ours, theirs = str(_folded(line["task"])), str(_folded(task.task))
    if ours != theirs and SequenceMatcher(None, ours.split(), theirs.split()).ratio() < SAME_TASK:
        return 0.0
    return 0.5 + sum(_folded(line[cell]) == _folded(getattr(task, cell)) for cell in _cells(line))


def _cells(line: Line) -> tuple[str, ...]:
    return (*CELLS, "start_text") if "start_text" in line else CELLS


def _name(line: Line) -> str:
    return f"{line['table']}.{line['section'] or '-'}.{line['stt']}"


def _folded(value: object) -> object:
    return " ".join(unicodedata.normalize("NFC", value).split()) if isinstance(value, str) else value


def main(parts: Sequence[str]) -> None:
    scores = [score(path) for path in documents() if not parts or any(part in path.name for part in parts)]
    scores += [] if parts else [date_score()]
    for one in scores:
        if one.wrong:
            sys.stdout.write(f"\n{one.document}\n")
        for wrong in dict.fromkeys(str(wrong) for wrong in one.wrong):
            sys.stdout.write(f"{wrong}\n")
    sys.stdout.write("\n")
    for one in scores:
        sys.stdout.write(f"{one.percent:6.1f} %  {one.cells - len(one.wrong):4} / {one.cells:4}  {one.document}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

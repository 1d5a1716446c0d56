"""What an amended text changes, in words: added, dropped, changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from db.plans import TaskRow
from rules.say import say_day
from rules.status import STATUS_WORDS
from scheduler.duties.task_units import coordinating_codes, lead_codes
from scheduler.planning.plan_changes import DateMove, PlanChanges, TaskChange
from scheduler.reports.duty_words import period_words

NameOf: TypeAlias = Callable[[str], str]
MOVES_SHOWN = 6
COLUMNS = {"text": "nội dung", "product": "sản phẩm", "phrase": "thời hạn", "heading": "tiêu đề mục", "section": "mục"}
ROLES = {"lead": "chủ trì", "coordinating": "phối hợp"}


@dataclass(frozen=True, slots=True)
class ChangeLines:
    """One task: what it is, then what is to be said of it."""

    name: str
    text: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangePart:
    """Tasks of one sort, with a mark for the terminal."""

    heading: str
    mark: str
    entries: tuple[ChangeLines, ...]


def change_lines(changes: PlanChanges, name_of: NameOf) -> tuple[ChangePart, ...]:
    """The parts that have entries: added, dropped, changed."""
    parts = (
        ChangePart("Thêm", "+", tuple(_added(one.new, name_of) for one in changes.added if one.new)),
        ChangePart("Bỏ", "-", tuple(_dropped(one, name_of) for one in changes.dropped)),
        ChangePart("Đổi", "*", tuple(_changed(one, name_of) for one in changes.changed)),
    )
    return tuple(part for part in parts if part.entries)


def _added(task: TaskRow, name_of: NameOf) -> ChangeLines:
    again = " (trở lại)" if task.id else ""
    return ChangeLines(f"{task.name}{again}", task.text, (_led(task, name_of),))


def _dropped(one: TaskChange, name_of: NameOf) -> ChangeLines:
    task = one.old
    assert task is not None
    lines = [_led(task, name_of)]
    if one.held:
        counted = ", ".join(f"{count} {STATUS_WORDS[status]}" for status, count in one.held.items())
        lines.append(f"đã có: {counted}; việc đã xong giữ nguyên, việc chưa xong được rút")
    return ChangeLines(task.name, task.text, tuple(lines))


def _led(task: TaskRow, name_of: NameOf) -> str:
    return f"chủ trì: {_names(lead_codes(task), name_of)}; thời hạn: {_quoted(task.phrase)}"


def _changed(one: TaskChange, name_of: NameOf) -> ChangeLines:
    old, new = one.old, one.new
    assert old is not None
    assert new is not None
    name = new.name if new.name == old.name else f"{old.name} → {new.name}"
    return ChangeLines(name, new.text, tuple(_differences(one, old, new, name_of)))


def _differences(one: TaskChange, old: TaskRow, new: TaskRow, name_of: NameOf) -> Iterator[str]:
    for name in (name for name in COLUMNS if name in one.fields):
        yield f"{COLUMNS[name]}: {_quoted(getattr(old, name))} → {_quoted(getattr(new, name))}"
    for role, codes in (("lead", lead_codes), ("coordinating", coordinating_codes)):
        if role in one.fields:
            yield f"{ROLES[role]}: {_names(codes(old), name_of)} → {_names(codes(new), name_of)}"
    told = [move for move in one.moves if move.told]
    yield from (f"hạn {_move(move)}" for move in told[:MOVES_SHOWN])
    if len(told) > MOVES_SHOWN:
        yield f"và {len(told) - MOVES_SHOWN} kỳ nữa"


def _move(move: DateMove) -> str:
    period = period_words(move.label)
    if move.occurrence_id is None:
        return f"{period}: thêm {say_day(move.new_due) if move.new_due else 'kỳ chưa có ngày'}"
    before = say_day(move.old_due) if move.old_due else "chưa có ngày"
    return f"{period}: {before} → {say_day(move.new_due) if move.new_due else 'thôi thực hiện'}"


def _names(codes: list[str], name_of: NameOf) -> str:
    return "; ".join(map(name_of, codes)) or "(chưa có)"


def _quoted(text: str | None) -> str:
    return f"“{text}”" if text else "(không ghi)"

"""What units say of an obligation: received, under way, done, not ours. Each is a row, its effect, its history and the
letters that follow, in one transaction. What is said of one holds for those that are the same work by a link.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from db.answers import AnswerKind, AnswerRow, Via, add_answer
from db.declines import settle_declines
from db.duties import (
    ObligationRow,
    change_obligations,
    change_occurrence,
    obligations,
    occurrences,
)
from db.engine import Connection, writing
from db.history import record
from db.mails import add_act
from rules.errors import NhacviecError
from rules.say import say_day
from scheduler.answering.attachments import Sent, attach, taken
from scheduler.clock import local_day
from scheduler.duties.schedule import coordinators, reschedule
from scheduler.duties.together import together
from scheduler.office import Office, World, world
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters

Part: TypeAlias = Literal["lead", "coordinating"]


class UnknownObligationError(NhacviecError):
    """Không có việc số {id}; xem danh sách bằng lệnh «nhacviec obligation list»."""


class ClosedObligationError(NhacviecError):
    """Việc số {id} không còn mở (hiện: {state}); không {deed} được."""


class FutureDayError(NhacviecError):
    """Ngày hoàn thành {day} ở tương lai; hãy ghi ngày đã hoàn thành thật."""


class EarlyDayError(NhacviecError):
    """Ngày hoàn thành {day} trước ngày {first}, ngày {what}; hãy ghi ngày đã hoàn thành thật."""


class NotConcernedError(NhacviecError):
    """Đơn vị «{unit}» không chủ trì và không được ghi tên phối hợp việc số {id}."""


class CollectivePartError(NhacviecError):
    """Đơn vị «{unit}» phối hợp việc số {id} qua tên gọi chung, không phải báo phần việc của mình."""


class PartDoneError(NhacviecError):
    """Đơn vị «{unit}» đã báo xong phần phối hợp của việc số {id}."""


class NoReasonError(NhacviecError):
    """Chưa nêu {what}; hãy ghi một câu để người đọc biết vì sao."""


STATE_WORDS = {
    "open": "đang mở",
    "done": "đã hoàn thành",
    "cancelled": "đã hủy",
    "withdrawn": "đã rút",
    "merged": "đã nhập vào việc khác",
    "void": "trước khi ban hành kế hoạch",
    "past": "đã qua trước khi theo dõi",
}


@dataclass(frozen=True, slots=True)
class Teller:
    """Who says something, when and how. `unit` is in whose name: None for the unit that holds the obligation.

    `actor` is a mailbox or a login.
    """

    actor: str
    at: dt.datetime
    via: Via = "command"
    unit: str | None = None

    @property
    def day(self) -> dt.date:
        """The local day on which it is said."""
        return local_day(self.at)


def acknowledge(office: Office, obligation_id: int, teller: Teller, *, note: str | None = None) -> None:
    """The unit has seen the duty. It is still reminded of it.

    This and the others raise `UnknownObligationError`, `ClosedObligationError`, `NotConcernedError`,
    `CollectivePartError`.
    """
    with writing(office.engine) as conn:
        one = standing(conn, obligation_id, ("open",), "báo đã nhận")
        _say_of_all(conn, one, teller, "acknowledged", note)


def report_progress(office: Office, obligation_id: int, teller: Teller, *, note: str) -> None:
    """The duty is under way: `note` says how far. It is still reminded of. Raises `NoReasonError` too."""
    note = reason_given(note, "tiến độ")
    with writing(office.engine) as conn:
        one = standing(conn, obligation_id, ("open",), "báo tiến độ")
        _say_of_all(conn, one, teller, "progress", note)


def decline(office: Office, obligation_id: int, teller: Teller, *, why: str) -> None:
    """The unit says that the duty is not its own: the monitor is asked; until it decides the duty stays as it is."""
    why = reason_given(why, "lý do")
    with writing(office.engine) as conn:
        one = standing(conn, obligation_id, ("open",), "từ chối")
        unit = _say_of_all(conn, one, teller, "declined", why)
        call_for_letters(conn, "declined", one, teller.at, why=why, unit=unit)


def report_done(
    office: Office,
    obligation_id: int,
    *,
    on: dt.date,
    at: dt.datetime,
    actor: str,
    document: str | None = None,
    unit: str | None = None,
    via: Via = "command",
    note: str | None = None,
    file: Sent | None = None,
) -> ObligationRow:
    """The lead's duty, or a co-ordinating `unit`'s part in it, was met on the local day `on`; gives the row since then.

    Nothing more is said of a duty that is done, to anybody; a part that is done silences its unit alone. A duty that
    was over before the plan was followed may be reported too: that is somebody deciding. Raises `FutureDayError`,
    `EarlyDayError`, `PartDoneError` beside those of `acknowledge`, and for a `file` those of `taken`.
    """
    teller = Teller(actor, at, via, unit)
    if on > teller.day:
        raise FutureDayError(day=say_day(on))
    kept = taken(file, office.settings.most_file) if file else None
    with writing(office.engine) as conn:
        one = standing(conn, obligation_id, ("open", "past"), "báo hoàn thành")
        _not_before_it_began(conn, one, on)
        known, part = world(office, conn), part_of(one, unit or one.row.held_by)
        enter = _done if part == "lead" else _part_done
        everyone = together(conn, one, ("open", "past"), unit)
        late = [each for each in everyone if enter(conn, each, teller, known, one, on=on, document=document, note=note)]
        if late:
            call_for_letters(conn, "reported_late", late[0], at, on=on)
        if kept:
            attach(conn, one, unit or one.row.held_by, kept, actor=actor, at=at)
        return obligations(conn, ids=[obligation_id])[0]


def standing(conn: Connection, obligation_id: int, states: tuple[str, ...], deed: str) -> Matter:
    """The obligation, which must be in one of `states` for `deed` (a verb) to be done to it."""
    found = obligations(conn, ids=[obligation_id])
    if not found:
        raise UnknownObligationError(id=obligation_id)
    if found[0].state not in states:
        raise ClosedObligationError(id=obligation_id, state=STATE_WORDS[found[0].state], deed=deed)
    return matters(conn, found)[0]


def part_of(one: Matter, unit: str) -> Part:
    """The unit's part in the obligation; `NotConcernedError`, `CollectivePartError` where it has none to report."""
    if unit == one.row.held_by:
        return "lead"
    members = [member for member in coordinators(one.row, one.task) if member.unit == unit]
    if not members:
        raise NotConcernedError(unit=unit, id=one.row.id)
    if all(member.via for member in members):
        raise CollectivePartError(unit=unit, id=one.row.id)
    return "coordinating"


def reason_given(text: str, what: str) -> str:
    """The text, white space folded; `NoReasonError` where it is empty."""
    if not (said := " ".join(text.split())):
        raise NoReasonError(what=what)
    return said


def call_for_letters(conn: Connection, kind: str, one: Matter, at: dt.datetime, **detail: object) -> None:
    """Record the act that letters about the obligation answer."""
    add_act(conn, kind, f"obligation:{one.row.id}", at=at, day=local_day(at), **detail)


def _say_of_all(conn: Connection, one: Matter, teller: Teller, kind: AnswerKind, note: str | None) -> str:
    """Store the answer for the obligation and those that are the same work; gives the unit in whose name it was."""
    unit = _say(conn, one, teller, kind, note=note)
    for other in together(conn, one, ("open",), teller.unit)[1:]:
        _say(conn, other, teller, kind, note=note, asked=one)
    return unit


def _say(
    conn: Connection,
    one: Matter,
    teller: Teller,
    kind: AnswerKind,
    *,
    on: dt.date | None = None,
    document: str | None = None,
    note: str | None = None,
    asked: Matter | None = None,
) -> str:
    """Store the answer and its history; gives the unit in whose name it was given.

    `asked` is the obligation that was answered, where this one is the same work.
    """
    unit, subject = teller.unit or one.row.held_by, f"obligation:{one.row.id}"
    part_of(one, unit)
    settle_declines(conn, [one.row.id], unit)  # what is said last counts
    add_answer(conn, AnswerRow(one.row.id, kind, unit, teller.actor, teller.via, teller.at, on, document, note))
    whose = unit if unit != one.row.held_by else None
    detail = {"unit": whose, "on": on, "document": document, "note": note, **answered_at(one, asked)}
    record(conn, at=teller.at, actor=teller.actor, subject=subject, what=kind, **detail)
    return unit


def answered_at(one: Matter, asked: Matter | None) -> dict[str, int]:
    """What the history adds where another obligation of the same work was answered or judged."""
    return {} if asked is None or asked.row.id == one.row.id else {"answered": asked.row.id}


def _done(
    conn: Connection,
    one: Matter,
    teller: Teller,
    known: World,
    asked: Matter,
    *,
    on: dt.date,
    document: str | None,
    note: str | None,
) -> bool:
    """Whether the report is doubted is each obligation's own, by its own date."""
    doubted = _comes_too_late(one.row, on, teller.day, known)
    change_obligations(
        conn,
        [one.row.id],
        state="done",
        done_on=on,
        reported_at=teller.at,
        document=document,
        doubted=doubted,
        next_notice_at=None,
    )
    _say(conn, one, teller, "done", on=on, document=document, note=note, asked=asked)
    return doubted


def _comes_too_late(row: ObligationRow, on: dt.date, told: dt.date, known: World) -> bool:
    """Whether the report would make the duty done in time, but is itself late by more than the office believes.

    A report that comes while the duty is still in time proves itself.
    """
    if row.effective is None or on > row.effective or told <= row.effective:
        return False
    return known.calendar.office_days_between(on, told) > known.settings.report_within


def _part_done(
    conn: Connection,
    one: Matter,
    teller: Teller,
    known: World,
    asked: Matter,
    *,
    on: dt.date,
    document: str | None,
    note: str | None,
) -> bool:
    """A part belongs to the occurrence: a co-ordinator of nine leads hears of it once, and reports it once."""
    unit = teller.unit or one.row.held_by
    if unit in one.row.parts_done:
        raise PartDoneError(unit=unit, id=one.row.id)
    change_occurrence(conn, one.row.occurrence_id, parts_done=[*one.row.parts_done, unit])
    _say(conn, one, teller, "part_done", on=on, document=document, note=note, asked=asked)
    same = [o for o in obligations(conn, task_ids=[one.task.id], state="open") if o.label == one.row.label]
    reschedule(conn, same, known, teller.day)
    return False


def _not_before_it_began(conn: Connection, one: Matter, on: dt.date) -> None:
    """Work is not done before its plan was issued, nor before the event that it waited for."""
    if one.row.label.startswith("event:"):
        happened = occurrences(conn, [one.task.id])[one.task.id, one.row.label].start
        if happened and on < happened:
            raise EarlyDayError(day=say_day(on), first=say_day(happened), what="sự kiện xảy ra")
    if one.plan.issued and on < one.plan.issued:
        raise EarlyDayError(day=say_day(on), first=say_day(one.plan.issued), what="ban hành kế hoạch")

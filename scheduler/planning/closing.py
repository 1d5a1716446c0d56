"""A plan is closed: each of its open obligations is decided, then nothing new comes of it. One transaction.

Finished: the obligation stays open, and its reminders go on, until it is done. Carried over: it closes as *merged* into
an open obligation of a plan in force, so that nothing is dropped unseen. Cancelled: nobody is reminded of it any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from db.duties import change_obligations, obligations
from db.engine import Connection, reading, writing
from db.history import record
from db.mails import add_act
from db.plans import PlanRow, TaskRow, change_plan, tasks
from rules.errors import NhacviecError
from scheduler.answering.checkins import goes_on
from scheduler.clock import local_day
from scheduler.duties.schedule import reschedule
from scheduler.duties.twins import with_linked
from scheduler.duties.unfold import Deed, awaited
from scheduler.office import Office, World, world
from scheduler.planning.amendment import plan_in_force
from scheduler.planning.heir_duty import HeirDuties
from scheduler.writing.closing_lines import told_lines
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters

Verdict: TypeAlias = Literal["finish", "carry", "cancel"]


class UndecidedDutyError(NhacviecError):
    """Chưa đóng kế hoạch số {id}: còn {count} việc đang mở chưa có quyết định ({numbers}); hãy ghi cho từng việc \
--finish, --carry hoặc --cancel, hoặc ghi --rest cho các việc còn lại."""


class StrangeDutyError(NhacviecError):
    """Việc số {number} không phải việc đang mở của kế hoạch số {id}; xem: nhacviec plan close {id} --dry-run."""


class TwiceDecidedError(NhacviecError):
    """Việc số {number} được ghi hai quyết định khác nhau; hãy chỉ ghi một."""


class NoCancelReasonError(NhacviecError):
    """Có việc được hủy: hãy ghi lý do (--reason), lý do này được nêu trong thư gửi đơn vị."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the monitor decided: by number of the obligation, and `rest` for all others.

    `carry` names the task that goes on with it ("2:1.I.3", the plan's number before the task's name); None: the open
    task with the same words, where there is one.
    """

    finish: tuple[int, ...] = ()
    cancel: tuple[int, ...] = ()
    carry: Mapping[int, str | None] = field(default_factory=dict)
    rest: Verdict | None = None

    def of(self, number: int) -> Verdict | None:
        """What is to become of the obligation; None where nobody said."""
        said = {"finish": number in self.finish, "cancel": number in self.cancel, "carry": number in self.carry}
        found = [verdict for verdict in VERDICTS if said[verdict]]
        if len(found) > 1:
            raise TwiceDecidedError(number=number)
        return found[0] if found else self.rest


SHOWN = 10
"""Numbers that a message lists."""
VERDICTS: tuple[Verdict, ...] = ("finish", "carry", "cancel")


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of one open obligation: `verdict` None is still to be decided, `into` goes on with it."""

    matter: Matter
    verdict: Verdict | None
    into: Matter | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing a plan comes to. `ended` are tasks without a due date that are asked about no more."""

    plan: PlanRow
    decided: tuple[Decided, ...]
    ended: tuple[TaskRow, ...]

    @property
    def undecided(self) -> tuple[Decided, ...]:
        """What keeps the plan open."""
        return tuple(one for one in self.decided if one.verdict is None)

    def of(self, verdict: Verdict) -> tuple[Decided, ...]:
        """The obligations decided so."""
        return tuple(one for one in self.decided if one.verdict == verdict)


def preview(office: Office, plan_id: int, said: Verdicts, at: dt.datetime) -> Closing:
    """What `close` would do; nothing is written. Raises as `close` does, but for what is left undecided."""
    with reading(office.engine) as conn:
        return _closing(conn, plan_in_force(conn, plan_id), said, local_day(at))


def close(office: Office, plan_id: int, said: Verdicts, *, why: str | None, at: dt.datetime, actor: str) -> Closing:
    """Close the plan, carry out what was `said`, and call for the letters.

    Raises `UnknownPlanError`, `PlanNotInForceError`, `UndecidedDutyError`, `StrangeDutyError`, `TwiceDecidedError`,
    `NoCancelReasonError`, and those of `scheduler.planning.heir_duty`.
    """
    with writing(office.engine) as conn:
        plan = plan_in_force(conn, plan_id)
        found = _closing(conn, plan, said, local_day(at))
        if left := [one.matter.row.id for one in found.undecided]:
            more = f" và {len(left) - SHOWN} việc khác" if len(left) > SHOWN else ""
            numbers = ", ".join(map(str, left[:SHOWN])) + more
            raise UndecidedDutyError(id=plan.id, count=len(left), numbers=numbers)
        if found.of("cancel") and not why:
            raise NoCancelReasonError()
        _carry_out(Deed(conn, at, local_day(at), actor, why), world(office, conn, on=local_day(at)), found)
        return found


def _closing(conn: Connection, plan: PlanRow, said: Verdicts, today: dt.date) -> Closing:
    rows = tasks(conn, plan_id=plan.id)
    ids = [task.id for task in tasks(conn, plan_id=plan.id, withdrawn=True)]
    opened = matters(conn, obligations(conn, task_ids=ids, state="open"))
    known = {one.row.id for one in opened}
    if strange := [number for number in (*said.finish, *said.cancel, *said.carry) if number not in known]:
        raise StrangeDutyError(number=strange[0], id=plan.id)
    heirs = HeirDuties(conn, plan.id, today)
    decided = tuple(_decided(one, said, heirs) for one in opened)
    return Closing(plan, decided, tuple(_ended(rows, {one.task.id for one in opened}, today)))


def _decided(one: Matter, said: Verdicts, heirs: HeirDuties) -> Decided:
    verdict = said.of(one.row.id)
    into = heirs.of(one, said.carry.get(one.row.id)) if verdict == "carry" else None
    return Decided(one, verdict, into)


def _ended(rows: Sequence[TaskRow], held: set[int], today: dt.date) -> Iterator[TaskRow]:
    """Tasks that go on without a date, and those whose event has not come."""
    for task in rows:
        if goes_on(task.rule, today) or (awaited(task.rule) and task.id not in held):
            yield task


def _carry_out(deed: Deed, known: World, found: Closing) -> None:
    conn, plan = deed.conn, found.plan
    for one in found.of("cancel"):
        change_obligations(conn, [one.matter.row.id], state="cancelled", next_notice_at=None)
        deed.record(one.matter.row.id, "cancelled")
    for one in found.of("carry"):
        assert one.into is not None, "what is carried over has somebody to go on with it"
        change_obligations(conn, [one.matter.row.id], state="merged", next_notice_at=None, blocker=None)
        deed.record(one.matter.row.id, "carried", into=one.into.row.id)
        deed.record(one.into.row.id, "continues", of=one.matter.row.id)
    change_plan(conn, plan.id, status="closed")
    linked = with_linked(conn, [one.matter.task.id for one in found.decided])
    reschedule(conn, obligations(conn, task_ids=linked, state="open"), known, deed.today)
    subject, why = f"plan:{plan.id}", {"why": deed.why} if deed.why else {}
    numbers = {verdict: [one.matter.row.id for one in found.of(verdict)] for verdict in VERDICTS}
    record(conn, at=deed.at, actor=deed.actor, subject=subject, what="closed", **numbers, **why)
    lines = list(told_lines(found.plan, [*_parts(found)], found.ended, known, deed.today))
    add_act(conn, "plan_closed", subject, at=deed.at, day=deed.today, lines=lines, **why)


def _parts(found: Closing) -> Iterator[tuple[Verdict, Matter, Matter | None]]:
    for one in found.decided:
        assert one.verdict is not None, "all of a closed plan is decided"
        yield one.verdict, one.matter, one.into

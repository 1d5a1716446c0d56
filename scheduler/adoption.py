"""A reviewed plan becomes the office's: plan, tasks, units' parts and obligations are stored in one transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.engine import Connection, writing
from db.history import record
from db.mails import add_act
from db.plans import PlanRow, TaskRow, add_plan, add_task, plan_by_id, plan_of_file, tasks
from plans.model import Document, names
from plans.review import Review, ReviewedDuty, ReviewedTask
from rules.due import resolve
from rules.errors import NhacviecError
from rules.events import event_key
from rules.model import Unspecified
from scheduler.aliases import remember
from scheduler.clock import local_day
from scheduler.office import Office, World, world
from scheduler.progress import Progress, unwatched
from scheduler.unfold import Unfolded, awaited, unfold


class NoPeriodError(NhacviecError):
    """Không rõ kế hoạch {path} có hiệu lực những năm nào; hãy ghi thêm --period, ví dụ --period 2021-2025."""


class AlreadyAdoptedError(NhacviecError):
    """Văn bản {path} đã được nạp ngày {day} thành kế hoạch số {id}; không nạp lần nữa."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What adoption stored: the plan, and how its occurrences stand."""

    plan: PlanRow
    tasks: int
    unfolded: Unfolded
    remembered: tuple[tuple[str, str], ...] = ()
    """Names that the register learnt, each with its code."""


def adopt(
    office: Office,
    document: Document,
    reviewed: Review,
    *,
    source: Path,
    period: tuple[int, int] | None,
    issued: dt.date | None,
    at: dt.datetime,
    actor: str,
    progress: Progress = unwatched,
) -> Adopted:
    """Store the plan as reviewed. `period` (inclusive years) and `issued` win over what its head says.

    The register learns the names that were given in the review. Raises `NoPeriodError` where neither gives the years,
    `AlreadyAdoptedError` where a file of this content is in force, `NameTakenError`.
    """
    years = period or document.head.period
    if years is None:
        raise NoPeriodError(path=source)
    today = local_day(at)
    with writing(office.engine) as conn:
        digest = digest_of_new(conn, source)
        plan = _store_plan(conn, document, source.name, digest, years, issued or document.head.issued, at)
        remembered = remember(conn, reviewed.new_names, plan_id=plan.id, at=at, actor=actor)
        _store_tasks(conn, plan, reviewed, world(office, conn), progress)
        stored = tasks(conn, plan_id=plan.id)
        result = unfold(conn, world(office, conn), plan, stored, (), at=at, today=today, actor=actor, progress=progress)
        record(conn, at=at, actor=actor, subject=f"plan:{plan.id}", what="adopted", **_story(stored, reviewed))
        add_act(conn, "plan_adopted", f"plan:{plan.id}", at=at, day=today)
    return Adopted(plan, len(stored), result, remembered)


def digest_of_new(conn: Connection, source: Path) -> str:
    """SHA-256 of the file's content; `AlreadyAdoptedError` where a plan in force was read from the same."""
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if known := plan_of_file(conn, digest):
        raise AlreadyAdoptedError(path=source, day=f"{known.adopted_on:%d/%m/%Y}", id=known.id)
    return digest


def _story(stored: Sequence[TaskRow], reviewed: Review) -> dict[str, Any]:
    decided = {"decided": list(reviewed.decided)} if reviewed.decided else {}
    return {"tasks": len(stored), **decided}


def _store_plan(
    conn: Connection,
    document: Document,
    source_name: str,
    digest: str,
    years: tuple[int, int],
    issued: dt.date | None,
    at: dt.datetime,
) -> PlanRow:
    head = document.head
    plan_id = add_plan(
        conn,
        title=head.title or source_name,
        number=head.number,
        issuer=head.issuer,
        issued=issued,
        first_year=years[0],
        last_year=years[1],
        source_name=source_name,
        source_sha256=digest,
        status="adopted",
        adopted_on=local_day(at),
        adopted_at=at,
    )
    plan = plan_by_id(conn, plan_id)
    assert plan is not None
    return plan


def _store_tasks(conn: Connection, plan: PlanRow, reviewed: Review, known: World, progress: Progress) -> None:
    printed = dict(zip(reviewed.document.tasks, names(reviewed.document.tasks), strict=True))
    for done, task in enumerate(reviewed.tasks):
        progress("tasks", done, len(reviewed.tasks))
        row = task.row
        _store_task(
            conn,
            plan,
            task,
            known,
            name=printed[row],
            table_no=row.table,
            section=row.section,
            heading=row.heading,
            stt=None if row.stt is None else str(row.stt),
            ordinal=row.ordinal,
            text=row.task,
            product=row.product,
            lead_text=row.lead_text,
            coordinating_text=row.coordinating_text,
            phrase=row.phrase,
            from_text=False,
        )
    for place, one in enumerate(reviewed.adopted_duties, 1):
        duty = one.duty
        _store_task(
            conn,
            plan,
            one,
            known,
            name=duty.id,
            table_no=0,
            ordinal=place,
            text=duty.text,
            lead_text=duty.lead_text,
            coordinating_text=duty.coordinating_text,
            phrase=duty.phrase,
            from_text=True,
        )


def _store_task(conn: Connection, plan: PlanRow, one: ReviewedTask | ReviewedDuty, known: World, **values: Any) -> None:
    """Store a task by what was read in it; the phrase stays as printed, whatever it was decided to mean."""
    rule = one.reading.rule if one.reading else Unspecified()
    event = awaited(rule)
    add_task(
        conn,
        rule=rule,
        units=list(_units(one, known, plan.adopted_on)),
        groups=list(_groups(one, known)),
        plan_id=plan.id,
        kind=resolve(rule, plan.years, known.calendar).kind,
        event_key=event_key(event.text) if event else None,
        **values,
    )


def _roles(one: ReviewedTask | ReviewedDuty) -> tuple[tuple[str, Sequence[str]], ...]:
    return ("lead", one.lead), ("coordinating", one.coordinating)


def _units(one: ReviewedTask | ReviewedDuty, known: World, day: dt.date) -> Iterator[tuple[str, str, str]]:
    """Each unit once a role: as named itself, else through the first collective that has it on the day of adoption."""
    for role, codes in _roles(one):
        members = {code: "" for code in codes if code in known.register.units}
        for group in codes:
            for unit in known.register.members_on(group, day):
                members.setdefault(unit, group)
        yield from ((role, unit, via) for unit, via in members.items())


def _groups(one: ReviewedTask | ReviewedDuty, known: World) -> Iterator[tuple[str, str]]:
    for role, codes in _roles(one):
        yield from ((role, code) for code in dict.fromkeys(codes) if code in known.register.groups)

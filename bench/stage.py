"""An office to measure on: so many units with their mailboxes, plans of fifty tasks, duties by the million."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from db.duties import add_obligations, add_occurrences, occurrences
from db.engine import Connection, open_engine, writing
from db.facts import set_fact
from db.holidays import seed_holidays
from db.plans import Member, PlanRow, TaskRow, add_plan, add_task, plan_by_id, tasks
from db.upgrade import upgrade
from nhacviec import config, holidays, seeding
from nhacviec.app import settings
from plans.units.register import Contact, ContactRole, Register, Unit
from rules.parse import parse
from rules.workdays import ONE_DAY
from scheduler.clock import Hours
from scheduler.duties.unfold import unfold
from scheduler.office import Office, world

YEARS = (2021, 2025)
FIRST = dt.date(2022, 1, 4)
MORNING = Hours().opening(FIRST)
"""Sending opens on `FIRST`, the day on which every plan here is adopted."""

TASKS = 50
PHRASES = ("Hằng năm", "Quý III/2023", "Hằng quý", "Trước ngày 15/11 hằng năm", "Tháng 6/2024")
TEXT = "Rà soát, sửa đổi, bổ sung quy chế làm việc và phân công nhiệm vụ của cơ quan theo chương trình cải cách"


def office(place: Path | str, units: int) -> Office:
    """An empty office with a register of so many units, each with a contact, a head and a mailbox of its own.

    It keeps a SQLite file in the folder `place`, or is in the database at that address.
    """
    wanted = config.Config(office=config.Office(public_url="https://nhac-viec.example.test"))
    engine = open_engine(place if isinstance(place, str) else f"sqlite:///{place}/bench.db")
    upgrade(engine)
    with writing(engine) as conn:
        seed_holidays(conn, holidays.load(wanted.data.holidays))
        seeding.seed(conn, _register(units))
        set_fact(conn, "instance", "bench")
        set_fact(conn, "link_key", "00" * 32)
    return Office(engine, settings(wanted))


def _register(units: int) -> Register:
    named = tuple(Unit(code(n), f"Phòng Nghiệp vụ số {n}", "internal", monitor=n == 0) for n in range(units))
    contacts = [Contact(f"{role}-{one.code}@example.test", None, role, one.code) for one in named for role in _ROLES]
    office_wide = (
        Contact("theo-doi@example.test", None, "monitor", None),
        Contact("gd@example.test", None, "leadership", None),
    )
    return Register(named, (), (*contacts, *office_wide))


_ROLES: tuple[ContactRole, ...] = ("lead", "head")


def code(n: int) -> str:
    """The code of the n-th unit, counted from 0."""
    return f"don-vi-{n}"


def adopt_plans(where: Office, first: int, last: int, units: int) -> None:
    """Plans numbered `first` to `last` (exclusive) adopted, one transaction each; their leads go round the units."""
    for n in range(first, last):
        with writing(where.engine) as conn:
            known = world(where, conn)
            plan = store_plan(conn, n)
            for place in range(1, TASKS + 1):
                add_task(conn, _task(plan.id, place, code((n * TASKS + place) % units), code((n + 7 * place) % units)))
            stored = tasks(conn, plan_id=plan.id)
            unfold(conn, known, plan, stored, (), at=MORNING, today=FIRST, actor="bench")


def store_plan(conn: Connection, n: int) -> PlanRow:
    """The n-th plan, without tasks."""
    plan_id = add_plan(
        conn,
        title=f"KẾ HOẠCH Cải cách hành chính số {n}",
        number=f"{n}/KH-SNV",
        issued=dt.date(2021, 11, 1),
        first_year=YEARS[0],
        last_year=YEARS[1],
        source_name="bench.md",
        source_sha256=f"{n:064x}",
        status="adopted",
        adopted_on=FIRST,
        adopted_at=MORNING,
    )
    plan = plan_by_id(conn, plan_id)
    assert plan is not None, "it was stored a moment ago"
    return plan


def _task(plan_id: int, place: int, lead: str, helper: str) -> TaskRow:
    phrase = PHRASES[place % len(PHRASES)]
    rule = parse(phrase).rule
    return TaskRow(
        id=0,
        plan_id=plan_id,
        name=f"1.I.{place}",
        table_no=1,
        section="I",
        heading="Cải cách thể chế",
        stt=str(place),
        ordinal=place,
        text=f"{TEXT} {place}",
        product="Báo cáo",
        lead_text=lead,
        coordinating_text=helper,
        phrase=phrase,
        kind="recurring",
        rule=rule,
        event_key=None,
        from_text=False,
        leads=(Member(lead, ""),),
        coordinating=(Member(helper, ""),) if helper != lead else (),
        position=place,
    )


def add_duties(where: Office, count: int, due: dt.date, next_notice: dt.datetime, units: int) -> None:
    """So many open obligations more, due on `due`, their next notice at that instant; units hold them in turn.

    Twenty a task and a thousand a plan, as of fifty quarterly duties over five years.
    """
    for n in range(0, count, A_PLAN):
        with writing(where.engine) as conn:
            known, plan = world(where, conn), store_plan(conn, n)
            leads = [code((n + place) % units) for place in range(TASKS)]
            helpers = [code((n + 7 * place) % units) for place in range(TASKS)]
            made = [add_task(conn, _task(plan.id, p + 1, leads[p], helpers[p])) for p in range(TASKS)]
            periods = [_occurrence(made[k % TASKS], f"kỳ-{k}", due) for k in range(min(A_PLAN, count - n))]
            add_occurrences(conn, periods)
            next_on = {"next_notice_at": next_notice, "fingerprint": known.fingerprint}
            rows = occurrences(conn, made).values()
            add_obligations(conn, [_obligation(r.id, code(k % units), due) | next_on for k, r in enumerate(rows, n)])


A_PLAN = 1_000


def _occurrence(task_id: int, label: str, due: dt.date) -> dict[str, object]:
    trace = [[f"Ngày cuối của kỳ là {due:%d/%m/%Y}.", "khoản 3 Điều 146 Bộ luật Dân sự 2015"]]
    dates = {"start": None, "due": due, "effective": due, "provisional": False, "trace": trace}
    return {"task_id": task_id, "label": label, "also_labels": [], "state": "open", **dates}


def _obligation(occurrence_id: int, unit: str, due: dt.date) -> dict[str, object]:
    dates = {"due": due, "effective": due, "first_due": due, "due_version": 1, "opened_on": FIRST - 3 * ONE_DAY}
    return {"occurrence_id": occurrence_id, "first_unit": unit, "held_by": unit, "state": "open", **dates}

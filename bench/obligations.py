"""Adopting, unfolding and ticking a plan, and how each grows with the plan; beside SQLite's bare inserts."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from bench.measure import Rate, rate, show
from db.duties import obligations
from db.engine import reading, writing
from db.plans import plans, tasks
from nhacviec import config
from nhacviec.app import open_office
from nhacviec.reading import read_for_adoption
from plans.review.review import Review
from rules.ladder import Duty, Policy, Seat, decide
from scheduler.clock import Hours
from scheduler.duties.unfold import unfold
from scheduler.office import Office, world
from scheduler.planning.adoption import adopt
from scheduler.simulation.simulate import Sink
from scheduler.tick import tick

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "tests" / "data" / "plans" / "ke-hoach-cchc-2021-2025.md"
TIMES = (1, 4, 16)
FIRST = dt.date(2022, 1, 4)


def main() -> None:
    show(_ladder())
    for times in TIMES:
        with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
            _grown(Path(folder), times)


def _ladder() -> Rate:
    seats = tuple(Seat(role, f"{role}@x", "u") for role in ("lead", "coordinating", "head", "monitor"))
    duty = Duty(dt.date(2022, 3, 31), dt.date(2022, 3, 31), dt.date(2022, 1, 4), seats)
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
        calendar = world(_office(Path(folder))).calendar
    policy, days = Policy(), [dt.date(2022, 3, 1) + dt.timedelta(days=n) for n in range(60)]
    days = [day for day in days if calendar.is_office_day(day)]

    def work() -> None:
        for day in days * 20:
            decide(duty, policy, calendar, (), day)

    return rate("ladder: decide, one obligation and day", "decisions", len(days) * 20, work)


def _office(folder: Path) -> Office:
    settings = config.Config(data=config.Data(units=ROOT / "examples" / "units.toml"))
    at = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
    return open_office(settings, at, database=f"sqlite:///{folder}/bench.db", instance="bench")


def _grown(folder: Path, times: int) -> None:
    """The real plan, its first table repeated: so many times the tasks."""
    office = _office(folder)
    _, reviewed = read_for_adoption(office, PLAN)
    many = _repeated(reviewed, times)
    opening = Hours().opening(FIRST)

    def adopted() -> None:
        _adopt(office, many, opening)

    adoption = rate("", "", 1, adopted, runs=1)
    with reading(office.engine) as conn:
        held = len(obligations(conn))
    print(f"\n  {len(many.tasks):,} tasks, {held:,} obligations")
    limit = _inserts(folder, held)
    show(Rate("adopt: store, unfold, schedule", held * adoption.per_second, "obligations"), limit)
    show(rate("unfold again, nothing changed", "obligations", held, lambda: _unfold(office, opening), runs=1))
    busy = Hours().opening(dt.date(2022, 3, 1))
    tick(office, Sink(), opening)
    show(
        rate(
            "tick, letters sent, first digests of March",
            "obligations",
            held,
            lambda: tick(office, Sink(), busy),
            runs=1,
        )
    )
    show(rate("tick with nothing owed", "ticks", 1, lambda: tick(office, Sink(), busy), runs=3))
    office.engine.dispose()


def _repeated(reviewed: Review, times: int) -> Review:
    rows = [
        dataclasses.replace(one, row=dataclasses.replace(one.row, table=one.row.table + 2 * n))
        for n in range(times)
        for one in reviewed.tasks
    ]
    document = dataclasses.replace(reviewed.document, tasks=tuple(one.row for one in rows))
    return dataclasses.replace(reviewed, document=document, tasks=tuple(rows))


def _adopt(office: Office, reviewed: Review, at: dt.datetime) -> None:
    document = reviewed.document
    adopt(
        office, document, reviewed, source=PLAN, period=(2021, 2025), issued=dt.date(2021, 11, 1), at=at, actor="bench"
    )


def _unfold(office: Office, at: dt.datetime) -> None:
    with writing(office.engine) as conn:
        plan = plans(conn)[0]
        unfold(conn, world(office, conn), plan, tasks(conn, plan_id=plan.id), (), at=at, today=FIRST, actor="bench")


def _inserts(folder: Path, rows: int) -> Rate:
    values = [(n, "label", "2022-03-31", "2022-03-31", "trace" * 30, "open") for n in range(rows)]

    def work() -> None:
        with closing(sqlite3.connect(folder / "limit.db")) as conn, conn:
            conn.execute("CREATE TABLE IF NOT EXISTS t (a INTEGER, b, c, d, e, f)")
            conn.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", values)

    return rate("bare inserts", "rows", rows, work)

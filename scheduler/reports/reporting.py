"""Reports on a period: drawn from what is stored, and kept as they were once issued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from db.duties import ObligationRow, obligations, occurrences
from db.engine import Connection, writing
from db.history import Entry, last_words, record, story
from db.plans import PlanRow, TaskRow, plans, tasks
from rules.errors import NhacviecError
from rules.model import Unspecified
from rules.report import Apart, ApartSort, Figures, Issued, Line, Period, Report, standing
from rules.say import say_day
from scheduler.clock import LOCAL, local_day
from scheduler.duties.unfold import awaited
from scheduler.office import Office, World, world
from scheduler.reports import report_extensions
from scheduler.reports.report_places import section_of
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters


class AlreadyIssuedError(NhacviecError):
    """Báo cáo {period} tính đến ngày {day} đã được {by} phát hành lúc {at}; số liệu đã phát hành được giữ nguyên."""


class NotYetError(NhacviecError):
    """Chưa lập được báo cáo {period}: {what} {day} chưa đến."""


def report(office: Office, conn: Connection, period: Period, today: dt.date, at: dt.date | None = None) -> Report:
    """The report on `period` as at the local day `at`, by default its last day or today, whichever comes first.

    Where it was issued (as at that day; without `at` the last time), it is the one issued. Raises `NotYetError`.
    """
    issued = [one for one in _issued(conn, period) if at in (None, one.at)]
    return issued[-1] if issued else _drawn(conn, world(office, conn), period, _day(period, today, at))


def issue(office: Office, period: Period, at: dt.date | None, *, now: dt.datetime, actor: str) -> Report:
    """Draw the report and keep it as it is. Raises `AlreadyIssuedError`, `NotYetError`."""
    with writing(office.engine) as conn:
        day = _day(period, local_day(now), at)
        for one in _issued(conn, period):
            if one.at == day and one.issued:
                when = f"{one.issued.at.astimezone(LOCAL):%H:%M ngày %d/%m/%Y}"
                raise AlreadyIssuedError(period=period.words, day=say_day(day), by=one.issued.by, at=when)
        made = _drawn(conn, world(office, conn), period, day)
        kept: dict[str, Any] = {"lines": [*map(asdict, made.lines)], "apart": [*map(asdict, made.apart)]}
        kept["requests"] = [*map(asdict, made.requests)]
        record(conn, at=now, actor=actor, subject=_subject(period), what="issued", day=day, **kept)
        return replace(made, issued=Issued(now, actor))


def _day(period: Period, today: dt.date, at: dt.date | None) -> dt.date:
    if period.first > today:
        raise NotYetError(period=period.words, what="ngày đầu kỳ", day=say_day(period.first))
    if at is not None and at > today:
        raise NotYetError(period=period.words, what="ngày tính số liệu", day=say_day(at))
    return at or min(period.last, today)


def _subject(period: Period) -> str:
    return f"report:{period.label}"


def _issued(conn: Connection, period: Period) -> list[Report]:
    return [_kept(period, entry) for entry in story(conn, _subject(period))]


def _kept(period: Period, entry: Entry) -> Report:
    lines = tuple(Line(**line | {name: _date(line[name]) for name in _DATES}) for line in entry.detail["lines"])
    apart = tuple(
        Apart(**one | {"units": tuple(one["units"]), "unit_names": tuple(one["unit_names"])})
        for one in entry.detail["apart"]
    )
    day = dt.date.fromisoformat(entry.detail["day"])
    asked = tuple(map(report_extensions.kept, entry.detail.get("requests", ())))
    return Report(period, day, lines, apart, Issued(entry.at, entry.actor), requests=asked)


_DATES = ("due", "effective", "done_on")


def _date(stored: str | None) -> dt.date | None:
    return dt.date.fromisoformat(stored) if stored else None


def _drawn(conn: Connection, known: World, period: Period, at: dt.date) -> Report:
    found = matters(conn, obligations(conn, due_to=period.last))
    said = last_words(conn, [f"obligation:{one.row.id}" for one in found], dt.datetime.combine(at, dt.time.max, LOCAL))
    lines = [line for one in found if (line := _line(one, known, period, at, said))]
    place = {(t.plan_id, t.name): t.position for t in tasks(conn, withdrawn=True)}
    lines.sort(key=lambda line: (line.plan, place[line.plan, line.task], line.due, line.obligation))
    asked = tuple(report_extensions.requests(conn, known, period, at))
    return Report(period, at, tuple(lines), tuple(_apart(conn, known, period)), requests=asked)


def _line(one: Matter, known: World, period: Period, at: dt.date, said: dict[str, str]) -> Line | None:
    row = one.row
    assert row.due is not None, "obligations up to a day have a due date"
    effective = row.in_time_until or row.due
    status = standing(period, at, row.state, row.due, effective, row.done_on, doubted=row.doubted)
    if status is None:
        return None
    done = status in ("done_on_time", "done_late")
    return Line(
        row.id,
        one.plan.id,
        one.plan.label,
        one.task.name,
        one.task.text,
        section_of(one.task),
        row.held_by,
        known.register.name_of(row.held_by),
        row.label,
        row.due,
        effective,
        row.done_on if done else None,
        row.document if done else None,
        status,
        row.due < period.first,
        said.get(f"obligation:{row.id}"),
    )


def _apart(conn: Connection, known: World, period: Period) -> Iterator[Apart]:
    for plan in plans(conn, "adopted", "closed"):
        if plan.years[0] <= period.last.year and plan.years[1] >= period.first.year:
            rows = tasks(conn, plan_id=plan.id)
            ids = [task.id for task in rows]
            standing_ones = [row for row in occurrences(conn, ids).values() if row.state != "withdrawn"]
            opened = {row.task_id for row in standing_ones if row.announcement_id is not None}
            dated = {row.task_id for row in standing_ones} - opened
            undated = [o for o in obligations(conn, task_ids=ids, state="open") if o.due is None]
            past = obligations(conn, task_ids=ids, state="past", due_from=period.first, due_to=period.last)
            carried = list(_carried(conn, plan, period))
            for task in rows:
                yield from _held(plan, task, "undated", undated, known)
                yield from _held(plan, task, "carried", carried, known)
                yield from _held(plan, task, "past", past, known)
                if sort := _sort(task, task.id in opened, task.id in dated):
                    units = tuple(dict.fromkeys(member.unit for member in task.leads))
                    yield _apart_one(plan, task, sort, units, known)


def _carried(conn: Connection, plan: PlanRow, period: Period) -> Iterator[ObligationRow]:
    """What was of the period until its plan was closed and another went on with it."""
    closings = [entry for entry in story(conn, f"plan:{plan.id}") if entry.what == "closed"]
    if plan.status == "closed" and local_day(closings[-1].at) >= period.first:
        for row in obligations(conn, ids=closings[-1].detail["carry"], due_to=period.last):
            if row.state == "merged":
                yield row


def _held(
    plan: PlanRow, task: TaskRow, sort: ApartSort, rows: Sequence[ObligationRow], known: World
) -> Iterator[Apart]:
    if units := tuple(dict.fromkeys(o.held_by for o in rows if o.task_id == task.id)):
        yield _apart_one(plan, task, sort, units, known)


def _sort(task: TaskRow, opened: bool, dated: bool) -> ApartSort | None:
    """Why nothing of the task, or of its part that waits, has a date; None where that is not so."""
    if awaited(task.rule):
        return None if opened else "event"
    if dated:
        return None
    return "unspecified" if isinstance(task.rule, Unspecified) else "continuous"


def _apart_one(plan: PlanRow, task: TaskRow, sort: ApartSort, units: tuple[str, ...], known: World) -> Apart:
    names = tuple(map(known.register.name_of, units))
    return Apart(sort, plan.id, task.name, task.text, task.phrase, units, names)


def as_json(made: Report) -> dict[str, Any]:
    """The report as one object."""
    named = {"by_unit": ("unit", "name"), "by_section": ("plan", "section")}
    groups = {"by_unit": made.by_unit(), "by_section": made.by_section()}
    tables = {
        table: [dict(zip(named[table], key, strict=True)) | _figures(counted) for key, counted in rows.items()]
        for table, rows in groups.items()
    }
    return {
        "period": made.period.label,
        "first": made.period.first,
        "last": made.period.last,
        "at": made.at,
        "unit": made.unit,
        "issued": {"at": made.issued.at, "by": made.issued.by} if made.issued else None,
        "total": _figures(made.total),
        **tables,
        "overdue": [_overdue(line) for line in made.overdue],
        "apart": [asdict(one) for one in made.apart],
        "extensions": _asked(made),
        "obligations": [asdict(line) for line in made.lines],
    }


def _asked(made: Report) -> dict[str, Any]:
    by_unit, by_section = made.asked_by_unit(), made.asked_by_section()
    return {
        "total": asdict(made.asked),
        "by_unit": [{"unit": code, "name": name} | asdict(f) for (code, name), f in by_unit.items()],
        "by_section": [{"plan": plan, "section": section} | asdict(f) for (plan, section), f in by_section.items()],
        "requests": [asdict(one) for one in made.requests],
    }


def _figures(counted: Figures) -> dict[str, Any]:
    rate = counted.on_time_rate
    return {"total": counted.total, **asdict(counted), "on_time_rate": None if rate is None else round(rate, 4)}


def _overdue(line: Line) -> dict[str, Any]:
    wanted = ("obligation", "plan", "task", "text", "unit", "unit_name", "due", "effective", "reason")
    return {name: getattr(line, name) for name in wanted}

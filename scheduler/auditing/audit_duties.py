"""The auditor's duties: each obligation under its present due date, what had to be said of it, what was."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from db.audit import Books
from rules.audit import Attended, Ear, Gap, Said, Steps, Stretch, gaps
from rules.policies import Override
from rules.workdays import Calendar
from scheduler.auditing.audit_hearers import Hearers
from scheduler.clock import local_day
from scheduler.office import Settings

UNSAID = ("failed", "superseded")
_CLOSING = ("done", "cancelled", "withdrawn", "merged", "carried")
_REWRITING = ("amended", "restored", "undone", "unclosed", "units added", "units removed")


@dataclass(frozen=True)
class Duties:
    """What the books hold of duties, read as of the attended days."""

    books: Books
    settings: Settings
    calendar: Calendar
    attended: Attended

    @cached_property
    def hearers(self) -> Hearers:
        return Hearers(self.books)

    def gaps(self) -> Iterator[tuple[Any, Gap]]:
        """Each obligation with what is missing of it."""
        for row in self.books.obligations:
            stretch = self._stretch(row)
            if stretch is not None:
                steps = self._steps(self._task(row))
                said = list(self._said(row))
                for gap in gaps(stretch, steps, self.calendar, self.attended, said):
                    if not self._in_given_up_mail(gap, stretch):
                        yield row, gap

    def closed_at(self, row: Any) -> dt.datetime | None:
        """When an obligation was settled; None while it is open. The end of time where nobody wrote it down."""
        if row.state == "open":
            return None
        told = [h.at for h in self.books.history.get(f"obligation:{row.id}", ()) if h.what in _CLOSING]
        found: dt.datetime | None = row.reported_at if row.state == "done" else max(told, default=None)
        return found or dt.datetime.min.replace(tzinfo=dt.UTC)

    def _task(self, row: Any) -> Any:
        return self.books.tasks[self.books.occurrences[row.occurrence_id].task_id]

    def _stretch(self, row: Any) -> Stretch | None:
        if row.due is None or row.state in ("void", "past") or (row.blocker and row.next_notice_at is None):
            return None
        if row.state != "open" and (row.effective or row.due) < row.opened_on:
            return None  # over when it was adopted, and settled as such: it was never open
        until, since = self.closed_at(row), max(row.opened_on, self._unlinked(row))
        if (spoken_for := self._spoken_for(row)) is not None:
            until = min(until, spoken_for) if until else spoken_for
        unit = self.books.units[row.held_by]
        ears = self.hearers.of(row.held_by, tuple(self._helpers(row)))
        return Stretch(row.due, row.effective or row.due, since, until, ears, unit.is_monitor)

    def _helpers(self, row: Any) -> Iterator[Ear]:
        task, done = self._task(row), self._parts_done(row)
        plan = self.books.history.get(f"plan:{task.plan_id}", ())
        since = max((local_day(h.at) for h in plan if h.what in _REWRITING), default=dt.date.min)
        parts = self.books.parts.get(task.id, [])
        leads = {p.unit_code for p in parts if p.role == "lead"} | {row.held_by}
        for part in parts:
            if part.role == "coordinating" and part.unit_code not in leads:
                until = done.get(part.unit_code)
                yield from self.hearers.helping(part.unit_code, bool(part.via), since, until)

    def _parts_done(self, row: Any) -> dict[str, dt.datetime]:
        return self._parts_by_occurrence.get(row.occurrence_id, {})

    @cached_property
    def _parts_by_occurrence(self) -> dict[int, dict[str, dt.datetime]]:
        of = {row.id: row.occurrence_id for row in self.books.obligations}
        found: dict[int, dict[str, dt.datetime]] = {}
        for one in self.books.answers:
            if one.kind == "part_done":
                found.setdefault(of[one.obligation_id], {}).setdefault(one.unit_code, one.at)
        return found

    def _said(self, row: Any) -> Iterator[Said]:
        for one in self.books.notices.get(row.id, ()):
            mail = self.books.mails.get(one.outbox_id)
            if one.due_version == row.due_version and mail is not None:
                arrived = local_day(mail.sent_at) if mail.sent_at else None
                standing = mail.state not in UNSAID
                soon = mail.key.endswith(":early")
                yield Said(one.day, one.role, one.mailbox, one.rung, arrived if standing else None, standing, soon)

    def _in_given_up_mail(self, gap: Gap, stretch: Stretch) -> bool:
        """A notice given anew is moved to the later mail; the mail that was given up still says that it was there."""
        boxes = {b for ear in stretch.ears if (ear.role, ear.unit) == (gap.role, gap.unit) for b in ear.mailboxes}
        return any(
            any(_is_about(item, gap) for item in mail.items) or (not mail.items and mail.mailbox in boxes)
            for mail in self._given_up.get(gap.day, ())
        )

    @cached_property
    def _given_up(self) -> dict[dt.date, list[Any]]:
        found: dict[dt.date, list[Any]] = {}
        for mail in self.books.mails.values():
            if mail.sort == "digest" and mail.state in UNSAID:
                found.setdefault(mail.day, []).append(mail)
        return found

    def _unlinked(self, row: Any) -> dt.date:
        rows = self.books.history.get(f"task:{self._task(row).id}", ())
        return max((local_day(h.at) for h in rows if h.what == "unlinked"), default=dt.date.min)

    def _spoken_for(self, row: Any) -> dt.datetime | None:
        """From when another obligation, of a linked task, spoke for this one as well."""
        link = self.books.twins.get(self._task(row).id)
        if link is None:
            return None
        since: dt.datetime = link.linked_at
        others = [other for other in self._linked[link.work] if other.id != row.id and self._meet(row, other)]
        speaks = [other for other in others if (other.due, other.id) < (row.due, row.id)]
        return since if any((self.closed_at(other) or since) >= since for other in speaks) else None

    def _meet(self, row: Any, other: Any) -> bool:
        if row.held_by != other.held_by or other.due is None or other.state in ("void", "past"):
            return False
        labels = {self.books.occurrences[one.occurrence_id].label for one in (row, other)}
        return row.due == other.due or (len(labels) == 1 and not row.extended and not other.extended)

    @cached_property
    def _linked(self) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        for row in self.books.obligations:
            if link := self.books.twins.get(self._task(row).id):
                found.setdefault(link.work, []).append(row)
        return found

    def _steps(self, task: Any) -> Steps:
        values = {name: getattr(self.settings.policy, name) for name in self.settings.policy.__dataclass_fields__}
        plan = self.books.plans[task.plan_id]
        meant = [one for one in self.settings.overrides if _is_set_for(one, task, plan)]
        for one in sorted(meant, key=lambda one: (2 if one.task else 1 if one.section else 0, len(one.section or ""))):
            values |= dict(one.values)
        return Steps(
            *(values[f"{who}_days_before"] for who in ("lead", "coordinating", "collective")),
            *(values[f"{who}_after"] for who in ("head", "monitor", "leadership")),
            *(values[name] for name in ("overdue_every", "weekly_after", "undecided_after")),
        )


def _is_about(item: Mapping[str, Any], gap: Gap) -> bool:
    return bool(item["rung"]) and (item["unit"], item["role"]) == (gap.unit, gap.role)


def _is_set_for(one: Override, task: Any, plan: Any) -> bool:
    if one.plan.strip() != str(plan.id) and _folded(one.plan) != _folded(plan.number or "\0"):
        return False
    if one.task:
        return bool(one.task == task.name)
    return one.section is None or f"{task.section or ''}/".startswith(f"{one.section}/")


def _folded(name: str) -> str:
    return re.sub(r"\s", "", name).casefold()

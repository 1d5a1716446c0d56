"""What the pages about plans show, each read in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from db.engine import reading
from db.history import story
from db.plans import TaskRow
from db.register import Register
from scheduler.duties.choices import Choice, open_choices
from scheduler.duties.task_units import lead_codes
from scheduler.office import Office, world
from scheduler.reports.deed_words import say_deed
from scheduler.reports.plan_list import PlanLine, plan_list, standing
from scheduler.reports.plan_standing import PlanStanding, Standing, plan_standing


@dataclass(frozen=True, slots=True)
class PlanDeed:
    """What was done to a plan, in words."""

    at: dt.datetime
    actor: str
    words: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan. `choices` are units still to be chosen, `deeds` its history, the newest first."""

    standing: PlanStanding
    line: PlanLine
    choices: Sequence[Choice]
    deeds: Sequence[PlanDeed]
    register: Register

    @property
    def stands(self) -> str:
        """How the plan stands, with the day it was adopted."""
        return standing(self.standing.plan.status, self.standing.plan.adopted_on)

    def leads(self, one: Standing) -> list[str]:
        """Who leads a task, by name."""
        return [self.register.name_of(code) for code in lead_codes(one.task)]

    def said(self, one: Standing) -> list[str]:
        """What check-ins said last of a task."""
        return list(one.said(self.register.name_of))

    def waits_for_units(self, one: Standing) -> bool:
        """Whether members of a collective that the task names are still to be chosen."""
        return any(choice.task.id == one.task.id for choice in self.choices)


def plan_overview(office: Office, today: dt.date) -> list[PlanLine]:
    """Every plan: those in force, the newest first, then those that are over."""
    with reading(office.engine) as conn:
        lines = plan_list(conn, today)
    return sorted(lines, key=lambda line: (line.plan.status != "adopted", -line.plan.id))


def plan_page(office: Office, plan_id: int, today: dt.date) -> PlanPage | None:
    """The plan of that number; None where there is none."""
    with reading(office.engine) as conn:
        found = plan_standing(conn, plan_id)
        if found is None:
            return None
        known = world(office, conn)
        line = next(one for one in plan_list(conn, today) if one.plan.id == plan_id)
        deeds = [PlanDeed(one.at, one.actor, say_deed(one)) for one in story(conn, f"plan:{plan_id}")]
        return PlanPage(found, line, open_choices(conn, known, today, plan_id), deeds[::-1], known.register)


def by_heading(standings: Iterable[Standing]) -> list[tuple[str, list[Standing]]]:
    """Tasks of a plan in runs of one heading, in their order; those that were dropped stand together."""
    return [(heading, list(run)) for heading, run in groupby(standings, key=lambda one: _heading(one.task))]


def _heading(task: TaskRow) -> str:
    if task.withdrawn_on:
        return "Nhiệm vụ đã thôi thực hiện"
    if task.from_text:
        return "Việc nêu trong lời văn"
    return " ".join(part for part in (task.section and f"{task.section}.", task.heading) if part)

"""An amended text compared with the plan in force: which task is which, what differs, which dates move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from db.engine import Connection
from db.plans import PlanRow, TaskRow, tasks
from plans.comparison import Answers, Pairing, Printed, Question, pair, text_key
from plans.review.decisions import Decision, Decisions
from plans.review.review import Review
from scheduler.office import World
from scheduler.planning.changed_dates import ChangedDates, groups_of
from scheduler.planning.plan_changes import PlanChanges
from scheduler.planning.task_drafts import drafts, reading_values


def answers_of(decisions: Mapping[str, Decision]) -> Answers:
    """The pairings that a file of decisions about tasks holds."""
    same = {name: one.same_as for name, one in decisions.items() if one.same_as is not None}
    return Answers(same, frozenset(name for name, one in decisions.items() if one.new))


def changes_of(
    conn: Connection,
    known: World,
    plan: PlanRow,
    reviewed: Review,
    decided: Decisions | None,
    *,
    period: tuple[int, int] | None,
    today: dt.date,
) -> PlanChanges:
    """Compare the reviewed text with the plan in force, as of the local day `today`.

    The plan keeps its years unless a person gives others (`period`, inclusive): the office may have adopted it for
    years that its head does not state. A cell that is printed as before keeps what it was read
    or decided to mean, and its collectives their members, unless `decided` says otherwise; and so does a duty of the
    text that was adopted.
    """
    head, decisions = reviewed.document.head, decided.tasks if decided else {}
    standing = standing_plan(plan, period or plan.years, head.issued, today)
    old, gone = (
        tasks(conn, plan_id=plan.id),
        [t for t in tasks(conn, plan_id=plan.id, withdrawn=True) if t.withdrawn_on],
    )
    new = drafts(_with_duties(reviewed, old, decided), plan.id, standing.years, known, today)
    found = pair([_printed(t) for t in old], [_printed(t) for t in new], answers_of(decisions))
    revived = _revived(gone, [new[j] for j in found.added])
    dates = ChangedDates(conn, known, plan, standing, today, [*old, *gone])
    pairs = sorted(((j, old[i]) for i, j in found.pairs), key=lambda one: one[0])
    return PlanChanges(
        plan,
        standing.years,
        head.issued,
        tuple(dates.changed(was, _kept(was, new[j], decisions, standing.years, known)) for j, was in pairs),
        tuple(dates.added(revived.get(new[j].name), new[j]) for j in found.added),
        tuple(dates.dropped(old[i]) for i in found.dropped),
        _weighing(found, old, dates),
        head.period if head.period != standing.years else None,
    )


def standing_plan(plan: PlanRow, years: tuple[int, int], issued: dt.date | None, today: dt.date) -> PlanRow:
    """The plan as the amending text's own tasks meet it: void before its day of issue, past before it was adopted."""
    later = max(filter(None, (plan.issued, issued)), default=None)
    return replace(plan, years=years, issued=later, adopted_on=today)


def _with_duties(reviewed: Review, old: Sequence[TaskRow], decided: Decisions | None) -> Review:
    """Duties of the text that were adopted in the same words are adopted still, unless a decision says otherwise."""
    followed = {(text_key(task.text), task.phrase) for task in old if task.from_text}
    said = decided.duties if decided else {}
    adopted = tuple(
        one
        for one in reviewed.duties
        if one in reviewed.adopted_duties
        or ((text_key(one.duty.text), one.duty.phrase) in followed and said.get(one.duty.id, Decision()).taken is None)
    )
    return replace(reviewed, adopted_duties=adopted)


def _printed(task: TaskRow) -> Printed:
    return Printed(task.name, task.text, task.section, task.lead_text)


def _revived(gone: Sequence[TaskRow], added: Sequence[TaskRow]) -> dict[str, TaskRow]:
    """Withdrawn tasks that come back in the very same words, by the name they come back under."""
    waiting: dict[str, list[TaskRow]] = {}
    for task in gone:
        waiting.setdefault(text_key(task.text), []).append(task)
    return {task.name: rows.pop() for task in added if (rows := waiting.get(text_key(task.text)))}


def _kept(
    old: TaskRow, new: TaskRow, decisions: Mapping[str, Decision], years: tuple[int, int], known: World
) -> TaskRow:
    """The new words under the old number, with what was decided of the words that stay."""
    decided, kept = decisions.get(new.name, Decision()), replace(new, id=old.id)
    if decided.phrase is None and new.phrase == old.phrase:
        kept = replace(kept, **reading_values(old.rule, years, known))
    if decided.lead is None and new.lead_text == old.lead_text:
        kept = replace(kept, leads=old.leads, groups=groups_of(old, "lead") + groups_of(kept, "coordinating"))
    if decided.coordinating is None and new.coordinating_text == old.coordinating_text:
        groups = groups_of(kept, "lead") + groups_of(old, "coordinating")
        kept = replace(kept, coordinating=old.coordinating, groups=groups)
    return kept


def _weighing(found: Pairing, old: Sequence[TaskRow], dates: ChangedDates) -> tuple[Question, ...]:
    """The questions on which anything depends: a task that nobody ever owed may as well end and begin anew."""
    ids = {task.name: task.id for task in old}
    return tuple(one for one in found.questions if any(dates.held.get(ids[name]) for name in one.old))

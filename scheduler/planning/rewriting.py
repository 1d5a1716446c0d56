"""A plan in force goes over to other words: rows, occurrences and obligations follow.

Amending and taking an amendment back are the same step in two directions. A task keeps its number through it; what
vanished is withdrawn, what was done stays done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from db.announcements import announcements
from db.duties import change_occurrence, obligations, occurrences
from db.plans import PlanRow, TaskRow, add_task, change_tasks, tasks
from rules.say import say_label
from scheduler.duties.schedule import reschedule
from scheduler.duties.unfold import Deed, Unfolded, unfold
from scheduler.office import World
from scheduler.planning.hand_over import changed_hands, give, take_back


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The tasks before and after, by number, and what it did to obligations."""

    before: Mapping[int, TaskRow]
    after: Mapping[int, TaskRow]
    unfolded: Unfolded


def rewrite(
    deed: Deed, known: World, standing: PlanRow, words: Sequence[TaskRow], labels: Mapping[int, str]
) -> Rewritten:
    """Let `words` be all the tasks of the plan; those with id 0 are new, those not among them are dropped.

    `standing` is the plan with the years, day of issue and day of adoption that hold for what is opened now. `labels`
    are new periods of occurrences that go on, by number.
    """
    before = {row.id: row for row in tasks(deed.conn, plan_id=standing.id)}
    kept = [row for row in words if row.id]
    was = {row.id: row for row in tasks(deed.conn, ids=[row.id for row in kept])}
    gone = [replace(row, withdrawn_on=deed.today) for row in before.values() if row.id not in was]
    handed = [(was[row.id], row) for row in kept if changed_hands(was[row.id], row)]
    withdrawn = [number for old, new in handed for number in take_back(deed, old, new, known)]
    change_tasks(deed.conn, [*(replace(row, withdrawn_on=None) for row in kept), *gone])
    for row in words:
        if not row.id:
            add_task(deed.conn, row)
    _relabel(deed, labels, list(before))
    after = {row.id: row for row in tasks(deed.conn, plan_id=standing.id)}
    unfolded = unfold(
        deed.conn,
        known,
        standing,
        [*after.values(), *gone],
        announcements(deed.conn),
        at=deed.at,
        today=deed.today,
        actor=deed.actor,
        why=deed.why,
    )
    unfolded.withdrawn += withdrawn
    for old, new in handed:
        give(deed, old, new, known)
    given = [new.id for _, new in handed]
    reschedule(deed.conn, obligations(deed.conn, task_ids=given, state="open"), known, deed.today)
    return Rewritten(before, after, unfolded)


def _relabel(deed: Deed, labels: Mapping[int, str], task_ids: Sequence[int]) -> None:
    """Occurrences go on under other periods; what was done of them says so in its history."""
    now = {row.id: row.label for row in occurrences(deed.conn, task_ids).values()}
    labels = {number: label for number, label in labels.items() if now.get(number) not in (None, label)}
    for o in obligations(deed.conn, task_ids=task_ids, state="done"):
        if o.occurrence_id in labels:
            deed.record(o.id, "relabelled", old=say_label(o.label), new=say_label(labels[o.occurrence_id]))
    # A period belongs to one occurrence of a task at every instant, so all let go of theirs first.
    for occurrence_id in labels:
        change_occurrence(deed.conn, occurrence_id, label=f"~{occurrence_id}")
    for occurrence_id, label in labels.items():
        change_occurrence(deed.conn, occurrence_id, label=label)

"""What an amended text changes in a plan in force: compared and dated, nothing stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from db.announcements import AnnouncementRow, announcements
from db.duties import ObligationRow, OccurrenceRow, obligations, occurrences
from db.engine import Connection
from db.plans import PlanRow, TaskRow, tasks
from plans.comparison import Answers, Pairing, Printed, Question, pair, text_key
from plans.decisions import Decision, Decisions
from plans.review import Review
from rules.status import Status, status_of
from scheduler.office import World
from scheduler.relabelling import carried_on
from scheduler.task_drafts import drafts, reading_values
from scheduler.unfold import Wanted, wanted_of

ENDED = ("withdrawn", "void", "merged")


@dataclass(frozen=True, slots=True)
class DateMove:
    """An occurrence with something still to do whose date changes; None on the side where there is no occurrence.

    `occurrence_id` and `label` say which stored one goes on under which period.
    """

    occurrence_id: int | None
    label: str
    old_due: dt.date | None
    new_due: dt.date | None
    told: bool = True


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task before and after; one side is None where it is added or dropped. `new.id` is 0 where it gets one.

    `fields` are the columns that differ, `gained` and `lost` (role, unit). `held` counts what is not void by status.
    """

    old: TaskRow | None
    new: TaskRow | None
    fields: tuple[str, ...] = ()
    moves: tuple[DateMove, ...] = ()
    gained: tuple[tuple[str, str], ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    held: Mapping[Status, int] = field(default_factory=dict)

    @property
    def only_renumbered(self) -> bool:
        """Whether nothing differs but the place in the document."""
        return bool(self.fields) and set(self.fields) <= {"name", "section", "heading"} and not self.moves


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """All that differs. `questions` are pairings that a person has to decide; their tasks stand as dropped and added.

    `pairs` are all tasks that go on, changed or not, in the order of the new text. `printed_years` are those of its
    head where they are not the plan's.
    """

    plan: PlanRow
    years: tuple[int, int]
    issued: dt.date | None
    pairs: tuple[TaskChange, ...]
    added: tuple[TaskChange, ...]
    dropped: tuple[TaskChange, ...]
    questions: tuple[Question, ...]
    printed_years: tuple[int, int] | None = None

    @property
    def changed(self) -> tuple[TaskChange, ...]:
        """The pairs in which more differs than the place in the document."""
        return tuple(one for one in self.pairs if (one.fields or one.moves) and not one.only_renumbered)

    @property
    def renumbered(self) -> tuple[TaskChange, ...]:
        """The pairs in which nothing else differs."""
        return tuple(one for one in self.pairs if one.only_renumbered)

    @property
    def unchanged(self) -> int:
        """How many tasks stay as they are."""
        return len(self.pairs) - len(self.changed) - len(self.renumbered)


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
    new = drafts(_with_duties(reviewed, old, decided), plan.id, standing.years, known)
    found = pair([_printed(t) for t in old], [_printed(t) for t in new], answers_of(decisions))
    revived = _revived(gone, [new[j] for j in found.added])
    dates = _Dates(conn, known, plan, standing, today, [*old, *gone])
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
        kept = replace(kept, leads=old.leads, groups=_groups(old, "lead") + _groups(kept, "coordinating"))
    if decided.coordinating is None and new.coordinating_text == old.coordinating_text:
        groups = _groups(kept, "lead") + _groups(old, "coordinating")
        kept = replace(kept, coordinating=old.coordinating, groups=groups)
    return kept


def _groups(task: TaskRow, role: str) -> tuple[tuple[str, str], ...]:
    return tuple(one for one in task.groups if one[0] == role)


def _weighing(found: Pairing, old: Sequence[TaskRow], dates: _Dates) -> tuple[Question, ...]:
    """The questions on which anything depends: a task that nobody ever owed may as well end and begin anew."""
    ids = {task.name: task.id for task in old}
    return tuple(one for one in found.questions if any(dates.held.get(ids[name]) for name in one.old))


class _Dates:
    """The stored dates of a plan, beside what other words make of them."""

    def __init__(
        self,
        conn: Connection,
        known: World,
        plan: PlanRow,
        standing: PlanRow,
        today: dt.date,
        rows: Sequence[TaskRow],
    ) -> None:
        self.known, self.plan, self.standing, self.today = known, plan, standing, today
        ids = [row.id for row in rows]
        self.announced: Sequence[AnnouncementRow] = announcements(conn)
        self.stored: dict[int, dict[str, OccurrenceRow]] = {}
        for (task_id, label), row in occurrences(conn, ids).items():
            self.stored.setdefault(task_id, {})[label] = row
        self.held: dict[int, list[ObligationRow]] = {}
        for o in obligations(conn, task_ids=ids):
            self.held.setdefault(o.task_id, []).append(o)

    def changed(self, old: TaskRow, new: TaskRow) -> TaskChange:
        gained, lost = _parts(new) - _parts(old), _parts(old) - _parts(new)
        fields, moves = tuple(_differing(old, new)), tuple(self._moves(old, new))
        return TaskChange(old, new, fields, moves, tuple(sorted(gained)), tuple(sorted(lost)), self._count(old))

    def added(self, was: TaskRow | None, new: TaskRow) -> TaskChange:
        """A new task, or one that comes back (`was`)."""
        row = new if was is None else replace(new, id=was.id)
        return TaskChange(None, row, gained=tuple(sorted(_parts(new))))

    def dropped(self, old: TaskRow) -> TaskChange:
        return TaskChange(old, None, lost=tuple(sorted(_parts(old))), held=self._count(old))

    def _count(self, task: TaskRow) -> dict[Status, int]:
        counted: dict[Status, int] = {}
        for o in self.held.get(task.id, ()):
            status = status_of(o.state, o.effective, o.done_on, self.today)
            if status not in ENDED:
                counted[status] = counted.get(status, 0) + 1
        return counted

    def _moves(self, old: TaskRow, new: TaskRow) -> Iterator[DateMove]:
        if old.rule == new.rule and self.plan.years == self.standing.years:
            return
        stored = self.stored.get(old.id, {})
        wanted = {one.label: one for one in wanted_of(new, self.standing, self.announced, self.known)}
        carried = {row.label: one for row, one in carried_on(stored, wanted)}
        owed = {o.occurrence_id for o in self.held.get(old.id, ()) if o.state == "open"}
        for label, row in stored.items():
            if row.state != "withdrawn":
                yield from _move(row, carried.get(label) or wanted.get(label), row.id in owed, self.today)
        taken = {one.label for one in carried.values()}
        for label, one in wanted.items():
            begins = label not in taken and (label not in stored or stored[label].state == "withdrawn")
            if begins and one.state == "open":
                yield DateMove(None, label, None, one.due)


def _move(row: OccurrenceRow, now: Wanted | None, owed: bool, today: dt.date) -> Iterator[DateMove]:
    if now is None:
        if owed:
            yield DateMove(row.id, row.label, row.due, None)
        return
    opens = now.effective is not None and now.effective >= today and row.state in ("past", "void")
    if now.due != row.due or now.label != row.label:
        yield DateMove(row.id, now.label, row.due, now.due, now.due != row.due and (owed or opens))


def _parts(task: TaskRow) -> set[tuple[str, str]]:
    leads = {member.unit for member in task.leads}
    helping = {("coordinating", member.unit) for member in task.coordinating if member.unit not in leads}
    return {("lead", unit) for unit in leads} | helping


def _differing(old: TaskRow, new: TaskRow) -> Iterator[str]:
    """The columns that say something else; a unit spelled otherwise is the same unit."""
    yield from (
        name for name in ("name", "section", "heading", "text", "product", "phrase") if _of(old, name) != _of(new, name)
    )
    if old.phrase == new.phrase and old.rule != new.rule:
        yield "phrase"
    if old.leads != new.leads or _groups(old, "lead") != _groups(new, "lead"):
        yield "lead"
    if old.coordinating != new.coordinating or _groups(old, "coordinating") != _groups(new, "coordinating"):
        yield "coordinating"


def _of(task: TaskRow, name: str) -> object:
    value: object = getattr(task, name)
    return value

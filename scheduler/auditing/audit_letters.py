"""The auditor's letters: whom each human act had to tell, reckoned from the act and the state of things when told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from db.audit import Books
from scheduler.auditing.audit_duties import Duties

Part: TypeAlias = tuple[str, str]
"""A unit, and as what it has to hear: in a role (or one whose place it took was told in its stead); as the `first` that
had the work, it and no other; at its own `desk`. Else a `mailbox`; ("", "monitor") is the monitor."""

_STATES = {"reported_late": "done", "confirmed": "done", "cancelled": "cancelled"}
"""How an obligation must still stand for the letter of an answer to hold, where it is not open."""
_DEEDS = {"reported_late": "done"}
"""The history's word for the deed that calls for a letter, where it is another."""
_REWRITTEN = ("plan_amended", "plan_restored", "task_unassigned", "task_assigned")


@dataclass(frozen=True)
class Letters:
    """The acts, and the letters that answer them."""

    duties: Duties

    @property
    def books(self) -> Books:
        return self.duties.books

    def gaps(self, before: dt.datetime) -> Iterator[tuple[Any, str]]:
        """Acts answered before that instant, each with a unit that had to hear and did not ("" is the monitor)."""
        for act in self.books.acts:
            if act.answered_at is not None and act.answered_at < before:
                told = {(item["unit"], item["role"]) for letter in self._letters(act) for item in letter.items}
                boxes = {letter.mailbox for letter in self._letters(act)}
                for unit, role in dict.fromkeys(self._parts(act)):
                    if not self._was_told(unit, role, told, boxes):
                        yield act, unit

    def _was_told(self, unit: str, role: str, told: set[Part], boxes: set[str]) -> bool:
        if role == "monitor":
            return bool(boxes)
        if role == "mailbox":
            return unit in boxes
        if role == "desk":
            own = self.duties.hearers.own(unit)
            return not own or bool(own & boxes)
        if role == "first":
            return not self.duties.hearers.is_reachable(unit) or any(heard == unit for heard, _ in told)
        units = self.duties.hearers.standing_for(unit)
        return not self.duties.hearers.is_reachable(unit) or any(heard in units for heard, _ in told)

    def _letters(self, act: Any) -> list[Any]:
        return self._by_act.get(act.id, [])

    @cached_property
    def _by_act(self) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        for mail in self.books.mails.values():
            if mail.act_id is not None:
                found.setdefault(mail.act_id, []).append(mail)
        return found

    def _parts(self, act: Any) -> Iterator[Part]:
        kind, (what, _, ref) = act.kind, act.ref.partition(":")
        if "lines" in act.detail:
            yield from self._of_lines(act)
        elif kind == "plan_adopted":
            yield from self._of_plan(act, int(ref))
        elif kind in ("event_opened", "event_revoked"):
            yield from self._of_event(act, int(ref))
        elif kind == "dates_moved":
            moved = {change[0] for change in act.detail["changes"]}
            yield from (p for row in self._rows(moved) if self._is(row, "open", act) for p in self._working(row, act))
        elif kind == "task_assigned":
            yield from self._of_assignment(act)
        elif what == "extension":
            yield from self._of_extension(act, int(ref))
        elif what == "obligation":
            yield from self._of_answer(act, int(ref))

    def _of_lines(self, act: Any) -> Iterator[Part]:
        """Acts that stored what they tell."""
        if act.kind == "units_merged":
            yield from ((box, "mailbox") for box in act.detail["to"])
            yield act.ref.partition(":")[2], "desk"
        else:
            yield from ((line["unit"], line["role"]) for line in act.detail["lines"])

    def _of_plan(self, act: Any, plan_id: int) -> Iterator[Part]:
        """Every unit with a part, as long as nobody has rewritten the parts since."""
        rewritten = any(one.kind in _REWRITTEN and one.ref == act.ref for one in self.books.acts)
        undone = self.books.plans[plan_id].status == "undone"
        if rewritten or undone:
            return
        for task in self.books.tasks.values():
            if task.plan_id == plan_id:
                yield from ((part.unit_code, part.role) for part in self.books.parts.get(task.id, ()))
        for row in self.books.obligations:
            task = self.books.tasks[self.books.occurrences[row.occurrence_id].task_id]
            if task.plan_id == plan_id and row.opened_on == act.day:
                yield row.first_unit, "first"

    def _of_assignment(self, act: Any) -> Iterator[Part]:
        """The units chosen that have the part still."""
        role = act.detail["role"]
        for part in self.books.parts.get(act.detail["task"], ()):
            if part.role == role and part.unit_code in act.detail["units"]:
                yield part.unit_code, role

    def _of_event(self, act: Any, number: int) -> Iterator[Part]:
        opened = {o.id for o in self.books.occurrences.values() if o.announcement_id == number}
        state = "withdrawn" if act.kind == "event_revoked" else "open"
        for row in self.books.obligations:
            if row.occurrence_id in opened and self._is(row, state, act):
                yield from self._working(row, act)

    def _of_extension(self, act: Any, number: int) -> Iterator[Part]:
        row = self.books.extensions[number]
        (duty,) = self._rows({row.obligation_id})
        what = act.kind.removeprefix("extension_")
        if what in ("asked", "offered") and self._history_until_told(f"obligation:{duty.id}", act):
            return  # it may have been settled before its letter left
        if what in ("asked", "withdrawn", "declined"):
            yield "", "monitor"
        elif what == "approved":
            yield from self._working(duty, act)
        else:
            yield self._holder(duty, act), "lead"

    def _of_answer(self, act: Any, number: int) -> Iterator[Part]:
        (row,) = self._rows({number})
        if self._history_until_told(act.ref, act) or not self._is(row, _STATES.get(act.kind, "open"), act):
            return  # the letter may have said nothing that still held
        if act.kind in ("declined", "reported_late"):
            yield "", "monitor"
        elif act.kind == "kept":
            yield from ((unit, "lead") for unit in act.detail["units"])
        elif act.kind == "confirmed":
            yield self._holder(row, act), "lead"
        else:
            yield from self._working(row, act)

    def _history_until_told(self, subject: str, act: Any) -> list[Any]:
        """What else was done to it until the letters left, if only at the same moment."""
        rows = self.books.history.get(subject, ())
        return [h for h in rows if act.at <= h.at <= act.answered_at and h.what != _DEEDS.get(act.kind, act.kind)]

    def _rows(self, ids: set[int]) -> list[Any]:
        return [row for row in self.books.obligations if row.id in ids]

    def _is(self, row: Any, state: str, act: Any) -> bool:
        """Whether the obligation stood so when the letters left, as far as can be told."""
        closed = self.duties.closed_at(row)
        if state == "open":
            return row.state not in ("void", "past") and (closed is None or closed > act.answered_at)
        return bool(row.state == state) and closed is not None and closed <= act.answered_at

    def _working(self, row: Any, act: Any) -> Iterator[Part]:
        """The lead, and the co-ordinators named singly as long as nobody has rewritten the parts; a unit that took
        another's place may have been one of a collective.
        """
        yield self._holder(row, act), "lead"
        task = self.books.tasks[self.books.occurrences[row.occurrence_id].task_id]
        plan = f"plan:{task.plan_id}"
        if any(one.kind in _REWRITTEN and one.ref == plan for one in self.books.acts):
            return
        parts = self.books.parts.get(task.id, ())
        leads = {part.unit_code for part in parts if part.role == "lead"} | {row.held_by}
        for part in parts:
            unit = part.unit_code
            alone = len(self.duties.hearers.standing_for(unit)) == 1
            if part.role == "coordinating" and not part.via and unit not in leads and alone:
                yield unit, "coordinating"

    def _holder(self, row: Any, act: Any) -> str:
        """The unit that held the obligation when the letters left."""
        rows = self.books.history.get(f"obligation:{row.id}", ())
        moved = [h.detail["old"] for h in rows if h.what == "handed over" and h.at > act.answered_at]
        return str(moved[0] if moved else row.held_by)

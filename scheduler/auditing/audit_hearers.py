"""Who has to hear, as an auditor reads it off the contacts: one that knows today's register and that people change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.audit import Books
from rules.audit import Ear
from scheduler.clock import local_day

_CHANGES = ("merged", "took over", "changed")
Away = tuple[tuple[dt.date, dt.date], ...]


@dataclass(frozen=True)
class Hearers:
    """The ears of duties, by unit."""

    books: Books

    def of(self, unit: str, helpers: Sequence[Ear]) -> tuple[Ear, ...]:
        """All who hear of a duty that the unit holds; `helpers` are those of `helping`."""
        monitors = self._has("monitor", None)
        found = list(helpers)
        if self._has("lead", unit) or self._has("head", unit) or monitors:
            found.append(self._ear("lead", unit, ("lead",)))
        if self._has("head", unit) or monitors:
            found.append(self._ear("head", unit, ("head",)))
        if monitors:
            found.append(self._ear("monitor", unit, ("monitor",)))
        return (*found, *self._leaders(unit))

    def helping(self, unit: str, member: bool, since: dt.date, until: dt.datetime | None) -> Iterator[Ear]:
        """The ear of a co-ordinating unit; none for a collective's member without an address."""
        ear = self._ear("coordinating", unit, ("coordinating", "lead"))
        own = self._has("coordinating", unit) or self._has("lead", unit)
        if not own and not member:
            boxes = self._boxes(("monitor",), None) | self._boxes(("head",), unit)
            ear = replace(ear, mailboxes=ear.mailboxes | boxes)
        if own or not member:
            yield replace(ear, member=member, since=since, until=until)

    def reached(self, unit: str) -> frozenset[str]:
        """The mailboxes that letters to the unit may go to."""
        nearest = self._boxes(("lead",), unit) | self._boxes(("head",), unit)
        return nearest | self._boxes(("monitor",), None)

    def own(self, unit: str) -> frozenset[str]:
        """The mailboxes that letters to the unit itself go to, or went to; empty where nobody of it is there now."""
        now = {c.mailbox for c in self.books.contacts if c.unit_code == unit and c.role == "lead"}
        then = {str(row.detail["address"]).casefold() for row in self._edits(unit) if row.detail.get("address")}
        return frozenset(now | then if now else ())

    def standing_for(self, unit: str) -> set[str]:
        """The unit and those whose place it took."""
        return {unit, *self._predecessors(unit)}

    def is_reachable(self, unit: str) -> bool:
        """Whether anybody at all hears for the unit."""
        return any(c.suspended_at is None and c.mailbox in self.reached(unit) for c in self.books.contacts)

    def _leaders(self, unit: str) -> Iterator[Ear]:
        mine = [c for c in self.books.contacts if c.role == "leadership" and c.unit_code in (unit, None)]
        for one in mine:
            before = self._boxes(("leadership",), unit) if one.unit_code else frozenset()
            yield replace(
                self._ear("leadership", one.unit_code or unit, ("leadership",), one.unit_code),
                unit=unit,
                mailboxes=before | {one.mailbox, *_substitute(one)},
                level=1 if one.unit_code else 2,
            )
        if not mine and self._has("monitor", None):
            yield replace(self._ear("leadership", unit, ("monitor",), None), level=2)

    def _ear(self, role: str, unit: str, roles: Sequence[str], of: str | None = "") -> Ear:
        place = unit if of == "" else of
        wide = role in ("monitor", "leadership") and "monitor" in roles
        boxes = self._boxes(roles, None if wide else place)
        return Ear(role, unit, boxes, sure_after=self._changed(place), away=self._away(place, boxes))

    def _has(self, role: str, unit: str | None) -> bool:
        anywhere = role == "monitor"
        return any(c.role == role and (anywhere or c.unit_code == unit) for c in self.books.contacts)

    def _boxes(self, roles: Sequence[str], unit: str | None) -> frozenset[str]:
        """Every mailbox that hears, or heard, in one of the roles for the unit or one whose place it took."""
        codes = {unit, *self._predecessors(unit)}
        rows = [c for c in self.books.contacts if c.role in roles and (c.unit_code in codes or "monitor" in roles)]
        now = {box for c in rows for box in (c.mailbox, *_substitute(c))}
        told = [row.detail for code in codes for row in self._edits(code) if row.detail.get("role") in roles]
        return frozenset(now | {str(d[k]).casefold() for d in told for k in ("address", "substitute") if d.get(k)})

    def _predecessors(self, unit: str | None) -> set[str]:
        found: set[str] = set()
        wanted = {unit} if unit else set()
        while wanted := {u.code for u in self.books.units.values() if u.successor in wanted} - found:
            found |= wanted
        return found

    def _edits(self, unit: str | None) -> list[Any]:
        rows = self.books.history.get(f"unit:{unit or '-'}", [])
        return [r for r in rows if "contact" in r.what or "absence" in r.what or r.what in _CHANGES]

    def _changed(self, unit: str | None) -> dt.date:
        """The last day on which somebody changed who hears for the unit, or a server refused one of its mailboxes."""
        days = [local_day(row.at) for row in self._edits(unit)]
        for c in self.books.contacts:
            if c.unit_code == unit:
                days += [local_day(row.at) for row in self.books.history.get(f"mailbox:{c.mailbox}", ())]
                days += [dt.date.max] if c.suspended_at else []
        return max(days, default=dt.date.min)

    def _away(self, unit: str | None, boxes: frozenset[str]) -> Away:
        now = [(c.absent_from, c.absent_to) for c in self.books.contacts if c.mailbox in boxes and c.absent_from]
        told = [row.detail for row in self._edits(unit) if row.detail.get("first") and row.detail.get("last")]
        return (*now, *((dt.date.fromisoformat(d["first"]), dt.date.fromisoformat(d["last"])) for d in told))


def _substitute(contact: Any) -> tuple[str, ...]:
    return (contact.substitute.casefold(),) if contact.substitute else ()

"""The unit register in the database: seeded from its file once, then the truth."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import sqlalchemy as sa

from db.tables import contact, group_member, group_spelling, unit, unit_alias, unit_group
from rules.ladder import Role

T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit. Validity days are inclusive local dates; None means always, and until further notice."""

    code: str
    name: str
    kind: str
    is_monitor: bool
    valid_from: dt.date | None
    valid_to: dt.date | None
    successor: str | None

    def has_ended(self, day: dt.date) -> bool:
        """Whether it was no more on that day."""
        return self.valid_to is not None and self.valid_to < day

    def is_valid(self, day: dt.date) -> bool:
        """Whether it was a unit on that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One mailbox in one role; `unit` None is the whole office. A suspended one is not written to.

    Absent from `absent_from` to `absent_to` (local days, both inclusive) it is not written to either, but `substitute`
    is, where there is one. `stands_for` is there on a substitute's row: the contact in whose place it hears.
    """

    id: int
    unit: str | None
    role: Role
    address: str
    mailbox: str
    name: str | None
    suspended: bool
    absent_from: dt.date | None = None
    absent_to: dt.date | None = None
    substitute: str | None = None
    stands_for: str | None = None

    def is_absent(self, day: dt.date) -> bool:
        """Whether that day lies in the absence."""
        return self.absent_from is not None and self.absent_to is not None and self.absent_from <= day <= self.absent_to

    @property
    def person(self) -> str:
        """Whom a letter names."""
        return self.name or self.address

    @property
    def mailboxes(self) -> tuple[str, ...]:
        """The mailboxes that hear for this contact in turn: what one of them heard is not told to the other again."""
        return (self.mailbox, self.substitute.casefold()) if self.substitute else (self.mailbox,)


@dataclass(frozen=True)
class Register:
    """Who there is, as of one read of the database.

    `day` is the local day for which absences count; without one nobody is absent.
    """

    units: Mapping[str, UnitRow] = field(default_factory=dict)
    contacts: tuple[ContactRow, ...] = ()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    day: dt.date | None = None

    def name_of(self, code: str) -> str:
        """The unit's or the collective's name; the code itself where nobody of that code is known."""
        return self.units[code].name if code in self.units else self.groups.get(code, code)

    def members_on(self, code: str, day: dt.date) -> tuple[str, ...]:
        """The members of a collective that were units on that day."""
        return tuple(one for one in self.members.get(code, ()) if self.units[one].is_valid(day))

    def of_role(self, role: Role, code: str | None) -> tuple[ContactRow, ...]:
        """The unit's contacts of `role` that may be written to, in their order; substitutes for those absent."""
        return self._heard.get((role, code), ())

    def monitors(self) -> tuple[ContactRow, ...]:
        """The monitor's mailboxes, of whichever unit they are."""
        return self._monitors

    def present(self) -> tuple[ContactRow, ...]:
        """The contacts that may be written to on the register's day, with substitutes in the place of those absent.

        Those of a unit that another has taken the place of hear no more.
        """
        return self._present

    def seats_of(self, mailbox: str) -> tuple[ContactRow, ...]:
        """What the mailbox hears for among those `present`; where it is none of them, its rows in the register."""
        return self._seats.get(mailbox) or tuple(c for c in self.contacts if c.mailbox == mailbox)

    def held(self, role: Role, code: str | None) -> tuple[ContactRow, ...]:
        """The unit's contacts of `role` as entered, whether or not they may be written to."""
        return self._entered.get((role, code), ())

    def absent(self, role: Role, code: str | None) -> tuple[ContactRow, ...]:
        """The unit's contacts of `role` that are absent on the register's day."""
        return tuple(c for c in self.held(role, code) if self._is_absent(c))

    def desk(self, role: Role, code: str | None) -> tuple[str, ...]:
        """Every mailbox that hears for the unit in `role`, or did for a unit whose place it took, at whatever time."""
        before = self.predecessors(code)
        ours = self.held(role, code)
        if before:
            codes = {code, *before}
            ours = tuple(one for one in self.contacts if one.role == role and one.unit in codes)
        return tuple(dict.fromkeys(mailbox for one in ours for mailbox in one.mailboxes))

    def heir(self, code: str, day: dt.date) -> str:
        """Who stands in the place of the unit on that day, down the line of successors: itself where nobody does."""
        passed: set[str] = set()
        while code in self.units and self.units[code].has_ended(day) and code not in passed:
            passed.add(code)
            code = self.units[code].successor or code
        return code

    def predecessors(self, code: str | None) -> frozenset[str]:
        """The units whose place it took, directly or through others."""
        if code not in self._succeeded:
            return frozenset()
        found: set[str] = set()
        wanted = {code} if code else set()
        while wanted := {before for one in wanted for before in self._succeeded.get(one, ())} - found:
            found |= wanted
        return frozenset(found)

    # A schedule asks for a dozen seats, of a register that may have a thousand units: looked up, never searched.

    @cached_property
    def _present(self) -> tuple[ContactRow, ...]:
        going = (one for one in self.contacts if not self._is_succeeded(one.unit))
        found = (self._in_place_of(one) if self._is_absent(one) else one for one in going)
        return tuple(one for one in found if one is not None and not one.suspended)

    @cached_property
    def _monitors(self) -> tuple[ContactRow, ...]:
        return tuple(c for c in self._present if c.role == "monitor")

    @cached_property
    def _heard(self) -> dict[tuple[Role, str | None], tuple[ContactRow, ...]]:
        return _grouped(self._present, lambda one: (one.role, one.unit))

    @cached_property
    def _entered(self) -> dict[tuple[Role, str | None], tuple[ContactRow, ...]]:
        return _grouped(self.contacts, lambda one: (one.role, one.unit))

    @cached_property
    def _seats(self) -> dict[str, tuple[ContactRow, ...]]:
        return _grouped(self._present, lambda one: one.mailbox)

    @cached_property
    def _succeeded(self) -> dict[str, tuple[str, ...]]:
        ended = (one for one in self.units.values() if one.successor is not None)
        return {successor: tuple(u.code for u in us) for successor, us in _grouped(ended, _successor).items()}

    def _is_succeeded(self, code: str | None) -> bool:
        one = self.units.get(code or "")
        return one is not None and self.day is not None and one.successor is not None and one.has_ended(self.day)

    def _is_absent(self, one: ContactRow) -> bool:
        return self.day is not None and one.is_absent(self.day)

    def _in_place_of(self, one: ContactRow) -> ContactRow | None:
        if one.substitute is None:
            return None
        mailbox = one.substitute.casefold()
        known = [other for other in self.contacts if other.mailbox == mailbox]
        if any(self._is_absent(other) for other in known):
            return None
        return replace(
            one,
            address=one.substitute,
            mailbox=mailbox,
            name=next((other.name for other in known if other.name), None),
            suspended=any(other.suspended for other in known),
            stands_for=one.person,
        )

    def fingerprint(self) -> str:
        """Changes when anything does that decides who hears."""
        away = [one.id for one in self.contacts if self._is_absent(one)]
        seen = repr((sorted(self.units.items()), self.contacts, sorted(self.members.items()), away))
        return hashlib.sha256(seen.encode()).hexdigest()[:16]


def _successor(one: UnitRow) -> str:
    return one.successor or ""


def _grouped(rows: Iterable[T], by: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    """The rows by what `by` says of each, in their order."""
    found: dict[K, list[T]] = {}
    for one in rows:
        found.setdefault(by(one), []).append(one)
    return {key: tuple(group) for key, group in found.items()}


def register_is_empty(conn: sa.Connection) -> bool:
    """Whether no unit was ever entered."""
    return conn.execute(sa.select(unit.c.code).limit(1)).first() is None


# In the order of what is made of the rows: to look each value up by its name costs more than to read the register.
_UNITS = sa.select(*(unit.c[name] for name in UnitRow.__match_args__)).order_by(unit.c.position)
_ENTERED = ("id", "unit_code", "role", "address", "mailbox", "name", "suspended_at")
_ABSENCE = ("absent_from", "absent_to", "substitute")
_CONTACTS = sa.select(*(contact.c[name] for name in (*_ENTERED, *_ABSENCE))).order_by(contact.c.position, contact.c.id)


def load_register(conn: sa.Connection, on: dt.date | None = None) -> Register:
    """The register as it stands; the absences are those of the local day `on`."""
    units = {one.code: one for one in (_unit(r) for r in conn.execute(_UNITS))}
    contacts = tuple(_contact(r, on) for r in conn.execute(_CONTACTS))
    members: dict[str, tuple[str, ...]] = {}
    rows = sa.select(group_member).join(unit, unit.c.code == group_member.c.unit_code).order_by(unit.c.position)
    for r in conn.execute(rows):
        members[r.group_code] = (*members.get(r.group_code, ()), r.unit_code)
    groups = {r.code: r.name for r in conn.execute(sa.select(unit_group))}
    return Register(units, contacts, members, groups, on)


def _unit(r: Any) -> UnitRow:
    return UnitRow(*r)


def _contact(r: Any, on: dt.date | None) -> ContactRow:
    """An absence that is over by then is none."""
    *who, suspended_at, first, last, substitute = r
    over = on is not None and last is not None and last < on
    values = (*who, suspended_at is not None, *((None, None, None) if over else (first, last, substitute)))
    return ContactRow(*values)


def add_unit(
    conn: sa.Connection, *, code: str, name: str, kind: str, folded: str, valid_from: dt.date | None = None
) -> None:
    """A new unit, last in the list, and the spelling of its name."""
    row = {"code": code, "name": name, "kind": kind, "valid_from": valid_from}
    conn.execute(sa.insert(unit).values(position=_last(unit), **row))
    add_spelling(conn, code=code, folded=folded, spelling=name)


def add_spelling(conn: sa.Connection, *, code: str, folded: str, spelling: str) -> None:
    """Another spelling of the name of a unit or collective; `folded` is what tells spellings apart."""
    if code.startswith("@"):
        conn.execute(sa.insert(group_spelling).values(folded=folded, spelling=spelling, group_code=code))
        return
    if conn.execute(sa.select(unit_alias.c.folded).where(unit_alias.c.folded == folded)).first():
        folded = key_in_turn(folded, code)
    conn.execute(sa.insert(unit_alias).values(folded=folded, spelling=spelling, unit_code=code))


def key_in_turn(folded: str, code: str) -> str:
    """The key of a spelling that another unit bore in other years: a code has no blank, so that it is nobody's name."""
    return f"{folded} @{code}"


def remove_spelling(conn: sa.Connection, *, code: str, folded: str) -> None:
    """Plans no longer mean the unit or collective by that spelling."""
    of_group = group_spelling.c.group_code == code
    conn.execute(sa.delete(group_spelling).where(of_group, group_spelling.c.folded == folded))
    keys = (folded, key_in_turn(folded, code))
    conn.execute(sa.delete(unit_alias).where(unit_alias.c.unit_code == code, unit_alias.c.folded.in_(keys)))


def add_group_spelling(conn: sa.Connection, *, code: str, folded: str, spelling: str) -> None:
    """Another spelling of a collective's name, in the same manner."""
    conn.execute(sa.insert(group_spelling).values(folded=folded, spelling=spelling, group_code=code))


def add_members(conn: sa.Connection, *, code: str, groups: Iterable[str]) -> None:
    """The unit belongs to `groups` from now on; plans that were adopted keep their own members."""
    for group in groups:
        conn.execute(sa.insert(group_member).values(group_code=group, unit_code=code))


def add_contact(conn: sa.Connection, *, code: str | None, role: str, address: str, name: str | None) -> None:
    """One more mailbox, tried after those there are; `code` None is the whole office."""
    row = {"unit_code": code, "role": role, "address": address, "mailbox": address.casefold(), "name": name}
    conn.execute(sa.insert(contact).values(position=_last(contact), **row))


def _last(numbered: sa.Table) -> sa.ScalarSelect[int]:
    """The place behind all rows of a table."""
    return sa.select(sa.func.coalesce(sa.func.max(numbered.c.position), -1) + 1).scalar_subquery()


def remove_contact(conn: sa.Connection, contact_id: int) -> None:
    """A mailbox hears no more in that role for that unit."""
    conn.execute(sa.delete(contact).where(contact.c.id == contact_id))


def set_absence(
    conn: sa.Connection, contact_id: int, *, first: dt.date | None, last: dt.date | None, substitute: str | None
) -> None:
    """The contact is absent from `first` to `last`, both inclusive; no days: it is not."""
    values = {"absent_from": first, "absent_to": last, "substitute": substitute}
    conn.execute(sa.update(contact).where(contact.c.id == contact_id).values(**values))


def end_unit(conn: sa.Connection, code: str, *, last: dt.date, successor: str) -> None:
    """The unit is no more after the local day `last`; `successor` stands in its place."""
    conn.execute(
        sa.update(unit).where(unit.c.code == code).values(valid_to=last, successor=successor, is_monitor=False)
    )


def make_monitor(conn: sa.Connection, code: str) -> None:
    """The unit follows the plans for the leaders from now on."""
    conn.execute(sa.update(unit).where(unit.c.code == code).values(is_monitor=True))


def resume(conn: sa.Connection, mailbox: str) -> None:
    """Write to `mailbox` again, in all its roles."""
    rows = sa.update(contact).where(contact.c.mailbox == mailbox)
    conn.execute(rows.values(suspended_at=None, suspended_why=None))


def suspend(conn: sa.Connection, mailbox: str, *, at: dt.datetime, why: str) -> None:
    """Write to `mailbox` no more, in any role, until somebody lifts it."""
    rows = sa.update(contact).where(contact.c.mailbox == mailbox, contact.c.suspended_at.is_(None))
    conn.execute(rows.values(suspended_at=at, suspended_why=why))


def spellings_of(conn: sa.Connection) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The spellings by which plans name each unit, and each collective."""
    units: dict[str, list[str]] = {}
    for r in conn.execute(sa.select(unit_alias).order_by(unit_alias.c.spelling)):
        units.setdefault(r.unit_code, []).append(r.spelling)
    groups: dict[str, list[str]] = {}
    for r in conn.execute(sa.select(group_spelling).order_by(group_spelling.c.spelling)):
        groups.setdefault(r.group_code, []).append(r.spelling)
    return units, groups

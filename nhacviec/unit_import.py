"""A register's file taken over into the database: what it adds and changes is shown first, then done as one.

The file speaks for what it holds. What only the database has (a unit, a name learnt from a review, an address) stays
and is named; only where that is asked for do names, addresses and members of a unit or group *that the file holds* go.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from db.engine import reading
from db.history import record
from db.register_sync import sync_register
from nhacviec.seeding import tables_of
from plans.units.contradictions import contradictions
from plans.units.names import key
from plans.units.register import Absence, Contact, Group, Register, Unit
from scheduler.changes.unit_edits import WHOLE_OFFICE, UnitEditError, edit
from scheduler.known_register import register_in
from scheduler.office import Office

_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the history to be, about `subject` ("unit:van-phong"); `detail` holds JSON values or dates."""

    subject: str
    what: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Import:
    """What taking over a file comes to. `left` are things that only the database has, in the same form as changes."""

    register: Register
    changes: tuple[Change, ...]
    left: tuple[Change, ...]


def compare(office: Office, file: Register, *, replace_all: bool) -> Import:
    """What `take_over` would do; nothing is written. `UnitEditError` where file and database contradict each other."""
    with reading(office.engine) as conn:
        return merged(register_in(conn), file, replace_all=replace_all)


def take_over(office: Office, file: Register, shown: Import, *, replace_all: bool, at: dt.datetime, actor: str) -> None:
    """Write what was `shown`, with its history. `UnitEditError` where the register was changed in between."""
    with edit(office, at) as conn:
        now = merged(register_in(conn), file, replace_all=replace_all)
        if now != shown:
            raise UnitEditError(reason="danh bạ vừa được người khác thay đổi; hãy chạy lại lệnh và xem lại")
        sync_register(conn, tables_of(now.register))
        for change in now.changes:
            record(conn, at=at, actor=actor, subject=change.subject, what=change.what, **change.detail)


def merged(stored: Register, file: Register, *, replace_all: bool) -> Import:
    """`stored` with what `file` holds; see this module. `UnitEditError` where they contradict each other."""
    whole = Register(
        units=_together(stored.units, file.units, _code, lambda old, new: _unit(old, new, replace_all)),
        groups=_together(stored.groups, file.groups, _code, lambda old, new: _group(old, new, replace_all)),
        contacts=_contacts(stored, file, replace_all),
    )
    if wrong := list(contradictions(whole.units, whole.groups, whole.contacts)):
        raise UnitEditError(reason=f"tệp không khớp với danh bạ hiện nay: {'; '.join(wrong)}")
    return Import(whole, tuple(_differences(stored, whole)), tuple(_left(file, whole)))


def _code(one: Unit | Group) -> str:
    return one.code


def _seat(contact: Contact) -> tuple[str | None, str, str]:
    return contact.unit, contact.role, contact.address.casefold()


def _together(
    stored: Sequence[_One], file: Sequence[_One], name: Callable[[_One], Any], both: Callable[[_One, _One], _One]
) -> tuple[_One, ...]:
    """All of `stored` in its order, each with what the file says of it, then what the file adds."""
    known, new = {name(one) for one in stored}, {name(one): one for one in file}
    kept = [both(one, new[name(one)]) if name(one) in new else one for one in stored]
    return (*kept, *(one for one in file if name(one) not in known))


def _unit(old: Unit, new: Unit, replace_all: bool) -> Unit:
    return replace(new, aliases=_names((old.name, *old.aliases), (new.name, *new.aliases), replace_all)[1:])


def _group(old: Group, new: Group, replace_all: bool) -> Group:
    spellings = _names((old.name, *old.spellings), (new.name, *new.spellings), replace_all)[1:]
    members = new.members if replace_all else (*new.members, *(m for m in old.members if m not in new.members))
    return replace(new, spellings=spellings, members=members)


def _names(old: Sequence[str], new: Sequence[str], replace_all: bool) -> tuple[str, ...]:
    """The names of the file, each once; behind them those that only the database has."""
    names: dict[str, str] = {}
    for name in (*new, *(() if replace_all else old)):
        names.setdefault(key(name), name)
    return tuple(names.values())


def _contacts(stored: Register, file: Register, replace_all: bool) -> tuple[Contact, ...]:
    """A file without any address says nothing of them."""
    spoken_for = {unit.code for unit in file.units} | {None} if file.contacts else set()
    seats = set(map(_seat, file.contacts))
    gone = [c for c in stored.contacts if replace_all and c.unit in spoken_for and _seat(c) not in seats]
    return _together(
        [c for c in stored.contacts if c not in gone],
        file.contacts,
        _seat,
        lambda old, new: _present(old, new, replace_all),
    )


def _present(old: Contact, new: Contact, replace_all: bool) -> Contact:
    """An absence that the file does not write stays, as names do: most files are older than it."""
    return new if replace_all or new.absence else replace(new, absence=old.absence)


def _differences(old: Register, new: Register) -> Iterator[Change]:
    before: dict[str, Unit] = {unit.code: unit for unit in old.units}
    for unit in new.units:
        yield from _of_unit(before.get(unit.code), unit)
    groups: dict[str, Group] = {group.code: group for group in old.groups}
    for group in new.groups:
        yield from _of_group(groups.get(group.code), group)
    yield from _of_contacts(old.contacts, new.contacts)


def _of_unit(old: Unit | None, new: Unit) -> Iterator[Change]:
    subject, fields = f"unit:{new.code}", ("name", "kind", "monitor", "valid_from", "valid_to", "successor")
    if old is None:
        said = {field: value for field in fields if (value := getattr(new, field))}
        yield Change(subject, "added", said | {"aliases": list(new.aliases)})
        return
    changed = {f: [getattr(old, f), getattr(new, f)] for f in fields if getattr(old, f) != getattr(new, f)}
    if changed:
        yield Change(subject, "changed", {field: list(map(_plain, values)) for field, values in changed.items()})
    names = _several(subject, "alias", "spelling", (old.name, *old.aliases), (new.name, *new.aliases), key)
    yield from (change for change in names if change.detail != {"spelling": new.name})  # its name is said above


def _of_group(old: Group | None, new: Group) -> Iterator[Change]:
    subject = f"group:{new.code}"
    if old is None:
        yield Change(subject, "added", {"name": new.name, "members": list(new.members)})
        return
    if old.name != new.name:
        yield Change(subject, "changed", {"name": [old.name, new.name]})
    yield from _several(subject, "alias", "spelling", (old.name, *old.spellings), (new.name, *new.spellings), key)
    yield from _several(subject, "member", "unit", old.members, new.members, str)


def _several(
    subject: str, noun: str, field: str, old: Iterable[str], new: Iterable[str], name: Callable[[str], str]
) -> Iterator[Change]:
    before, after = {name(one): one for one in old}, {name(one): one for one in new}
    yield from (Change(subject, f"{noun} added", {field: one}) for k, one in after.items() if k not in before)
    yield from (Change(subject, f"{noun} removed", {field: one}) for k, one in before.items() if k not in after)


def _of_contacts(old: Sequence[Contact], new: Sequence[Contact]) -> Iterator[Change]:
    before, after = {_seat(one): one for one in old}, {_seat(one): one for one in new}
    yield from (_contact(one, "contact added") for seat, one in after.items() if seat not in before)
    both = [(before[seat], one) for seat, one in after.items() if seat in before]
    yield from (_contact(one, "contact changed") for was, one in both if replace(was, absence=one.absence) != one)
    yield from (change for was, one in both for change in _absence(was, one))
    yield from (_contact(one, "contact removed") for seat, one in before.items() if seat not in after)


def _contact(one: Contact, what: str) -> Change:
    subject = f"unit:{one.unit or WHOLE_OFFICE}"
    return Change(subject, what, {"role": one.role, "address": one.address, "name": one.name} | _away(one.absence))


def _absence(old: Contact, new: Contact) -> Iterator[Change]:
    if old.absence == new.absence:
        return
    what = "added" if old.absence is None else "changed" if new.absence else "removed"
    detail = {"role": new.role, "address": new.address} | _away(new.absence or old.absence)
    yield Change(f"unit:{new.unit or WHOLE_OFFICE}", f"absence {what}", detail)


def _away(absence: Absence | None) -> dict[str, Any]:
    if absence is None:
        return {}
    return {"first": absence.first, "last": absence.last, "substitute": absence.substitute}


def _left(file: Register, whole: Register) -> Iterator[Change]:
    """What would be taken away again to come from the whole to the file: whole units, else parts of those it holds."""
    units, groups = {unit.code: unit for unit in file.units}, {group.code: group for group in file.groups}
    yield from (
        Change(f"unit:{one.code}", "only here", {"name": one.name}) for one in whole.units if one.code not in units
    )
    yield from (
        Change(f"group:{one.code}", "only here", {"name": one.name}) for one in whole.groups if one.code not in groups
    )
    back = [change for one in whole.units if one.code in units for change in _of_unit(one, units[one.code])]
    back += [change for one in whole.groups if one.code in groups for change in _of_group(one, groups[one.code])]
    ours = [one for one in whole.contacts if one.unit is None or one.unit in units]
    back += _of_contacts(ours, file.contacts)
    yield from (replace(c, what=c.what.replace("removed", "only here")) for c in back if c.what.endswith("removed"))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value

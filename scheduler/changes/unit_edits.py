"""The register changed by a person: units, the names plans give them, who hears for them.

Each change is one transaction with its history, and takes hold at once: what every open obligation owes next is
computed anew. Plans that were adopted keep the units they were adopted with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from db.engine import Connection, writing
from db.history import record
from db.register import (
    ContactRow,
    add_contact,
    add_members,
    add_spelling,
    add_unit,
    load_register,
    remove_contact,
    remove_spelling,
    resume,
    set_absence,
)
from plans.blocks import fold
from plans.units.entries import CODE
from plans.units.names import key
from plans.units.register import OFFICE_ROLES, ContactRole, Kind, Owner, Unit, names_of, rivals, spelling_owners
from rules.addresses import is_address
from rules.errors import NhacviecError
from rules.say import say_day
from scheduler.clock import local_day
from scheduler.duties.recompute import recompute
from scheduler.known_register import register_in
from scheduler.office import Office

WHOLE_OFFICE = "-"
"""Stands for the whole office where a unit's code is asked for: its leaders."""


class UnitEditError(NhacviecError):
    """Danh bạ giữ nguyên: {reason}."""

    @property
    def about(self) -> str:
        """What was given wrong, where several things were asked for; a name of an argument, or nothing."""
        return str(self.fields.get("about", ""))


@contextmanager
def edit(office: Office, at: dt.datetime) -> Iterator[Connection]:
    """One change; then every schedule that leans on the register is computed anew."""
    with writing(office.engine) as conn:
        yield conn
    recompute(office, at)


def enter_unit(
    office: Office,
    code: str,
    *,
    name: str,
    kind: Kind,
    groups: Sequence[str],
    valid_from: dt.date | None = None,
    at: dt.datetime,
    actor: str,
) -> None:
    """A new unit, in the collectives `groups`; it may bear the name of one that ended before it begins.

    Raises `UnitEditError`.
    """
    name = fold(name)
    if not CODE.fullmatch(code):
        raise UnitEditError(reason=f"mã «{code}» phải gồm chữ thường không dấu, số và gạch nối, ví dụ phong-to-chuc")
    with edit(office, at) as conn:
        known = load_register(conn)
        if code in known.units:
            raise UnitEditError(reason=f"mã «{code}» đã là của {known.units[code].name}")
        for group in groups:
            if group not in known.groups:
                listed = ", ".join(known.groups)
                raise UnitEditError(reason=f"không có nhóm «{group}»; các nhóm: {listed}")
        _refuse_taken(conn, Unit(code, name, kind, valid_from=valid_from))
        add_unit(conn, code=code, name=name, kind=kind, folded=key(name), valid_from=valid_from)
        add_members(conn, code=code, groups=dict.fromkeys(groups))
        said = {"name": name, "kind": kind, "groups": list(groups), "valid_from": valid_from}
        record(conn, at=at, actor=actor, subject=f"unit:{code}", what="added", **said)


def enter_alias(office: Office, code: str, spelling: str, *, at: dt.datetime, actor: str) -> None:
    """Another name by which plans mean the unit or collective. Raises `UnitEditError`."""
    spelling = fold(spelling)
    with edit(office, at) as conn:
        _refuse_taken(conn, _named(_owner(conn, code), spelling))
        add_spelling(conn, code=code, folded=key(spelling), spelling=spelling)
        record(conn, at=at, actor=actor, subject=_subject(code), what="alias added", spelling=spelling)


def drop_alias(office: Office, code: str, spelling: str, *, at: dt.datetime, actor: str) -> None:
    """Plans no longer mean the unit or collective by that name. Raises `UnitEditError`."""
    with edit(office, at) as conn:
        owner = _owner(conn, code)
        if key(spelling) == key(owner.name):
            raise UnitEditError(reason=f"«{spelling}» là tên chính thức của {code}, không bỏ được")
        if key(spelling) not in map(key, names_of(owner)):
            raise UnitEditError(reason=f"«{spelling}» không phải tên gọi của {owner.name}")
        remove_spelling(conn, code=code, folded=key(spelling))
        record(conn, at=at, actor=actor, subject=_subject(code), what="alias removed", spelling=spelling)


def _subject(code: str) -> str:
    return f"group:{code}" if code.startswith("@") else f"unit:{code}"


def _named(owner: Owner, name: str) -> Owner:
    """The owner as if that were its only name."""
    if isinstance(owner, Unit):
        return replace(owner, name=name, aliases=())
    return replace(owner, name=name, spellings=())


def _refuse_taken(conn: Connection, named: Owner) -> None:
    """Raise `UnitEditError` where another has the name at the same time, or this one has it already."""
    if not named.name or ";" in named.name:
        raise UnitEditError(reason="tên phải có chữ và không có dấu chấm phẩy")
    for owner in register_in(conn).owners:
        taken = rivals([owner, named]) if owner.code != named.code else spelling_owners([owner])
        if taken.keys() & spelling_owners([named]).keys():
            raise UnitEditError(reason=f"«{named.name}» đã là tên gọi của {owner.name} ({owner.code})")


def _owner(conn: Connection, code: str) -> Owner:
    known = {owner.code: owner for owner in register_in(conn).owners}
    if code not in known:
        raise UnitEditError(reason=f"không có đơn vị «{code}»; xem «nhacviec unit list»")
    return known[code]


def enter_contact(
    office: Office, code: str, role: ContactRole, address: str, *, name: str | None, at: dt.datetime, actor: str
) -> None:
    """One more mailbox hears for the unit in `role`, after those there are. Raises `UnitEditError`."""
    if not is_address(address):
        raise UnitEditError(reason=f"«{address}» không phải địa chỉ thư, ví dụ ten@coquan.gov.vn")
    if code == WHOLE_OFFICE and role not in OFFICE_ROLES:
        raise UnitEditError(
            reason=f"vai trò {role} ghi cho một đơn vị; toàn cơ quan (-) chỉ có {', '.join(OFFICE_ROLES)}"
        )
    with edit(office, at) as conn:
        _checked_unit(conn, code)
        if _contacts(conn, code, role, address):
            raise UnitEditError(reason=f"{address} đã nhận thư với vai trò này")
        add_contact(conn, code=_stored(code), role=role, address=address, name=fold(name or "") or None)
        record(conn, at=at, actor=actor, subject=f"unit:{code}", what="contact added", role=role, address=address)


def drop_contact(office: Office, code: str, role: ContactRole, address: str, *, at: dt.datetime, actor: str) -> None:
    """The mailbox hears no more for the unit in `role`; mail already written still goes out. Raises `UnitEditError`."""
    with edit(office, at) as conn:
        _checked_unit(conn, code)
        for one in _found(conn, code, role, address):
            remove_contact(conn, one.id)
        record(conn, at=at, actor=actor, subject=f"unit:{code}", what="contact removed", role=role, address=address)


def resume_contact(office: Office, code: str, role: ContactRole, address: str, *, at: dt.datetime, actor: str) -> None:
    """Write again to a mailbox that its server refused, in all its roles. Raises `UnitEditError`."""
    with edit(office, at) as conn:
        _checked_unit(conn, code)
        if not any(one.suspended for one in _found(conn, code, role, address)):
            raise UnitEditError(reason=f"{address} không bị ngừng gửi")
        resume(conn, address.casefold())
        record(conn, at=at, actor=actor, subject=f"unit:{code}", what="contact resumed", role=role, address=address)


def enter_absence(
    office: Office,
    code: str,
    role: ContactRole,
    address: str,
    *,
    days: tuple[dt.date, dt.date],
    substitute: str | None,
    at: dt.datetime,
    actor: str,
) -> None:
    """The contact is absent on `days`, both inclusive; mail goes to `substitute` then, else to whoever is next.

    It takes the place of an absence entered before. Raises `UnitEditError`.
    """
    first, last = days
    _refuse_absence(address, first, last, substitute, local_day(at))
    with edit(office, at) as conn:
        _checked_unit(conn, code)
        for one in _found(conn, code, role, address):
            set_absence(conn, one.id, first=first, last=last, substitute=substitute)
        detail = {"role": role, "address": address, "first": first, "last": last, "substitute": substitute}
        record(conn, at=at, actor=actor, subject=f"unit:{code}", what="contact absent", **detail)


def _refuse_absence(address: str, first: dt.date, last: dt.date, substitute: str | None, today: dt.date) -> None:
    if last < first:
        raise UnitEditError(reason=f"ngày cuối {say_day(last)} đứng trước ngày đầu {say_day(first)}", about="last")
    if last < today:
        raise UnitEditError(reason=f"đợt vắng mặt đã hết từ {say_day(last)}", about="last")
    if substitute is not None and not is_address(substitute):
        why = f"«{substitute}» không phải địa chỉ thư, ví dụ ten@coquan.gov.vn"
        raise UnitEditError(reason=why, about="substitute")
    if substitute is not None and substitute.casefold() == address.casefold():
        raise UnitEditError(reason=f"{address} không thay cho chính mình được", about="substitute")


def end_absence(office: Office, code: str, role: ContactRole, address: str, *, at: dt.datetime, actor: str) -> None:
    """The contact is there again, or will not be absent after all. Raises `UnitEditError`."""
    with edit(office, at) as conn:
        _checked_unit(conn, code)
        found = _found(conn, code, role, address)
        if all(one.absent_from is None for one in found):
            raise UnitEditError(reason=f"{address} không ghi vắng mặt")
        for one in found:
            set_absence(conn, one.id, first=None, last=None, substitute=None)
        record(conn, at=at, actor=actor, subject=f"unit:{code}", what="contact present", role=role, address=address)


def _stored(code: str) -> str | None:
    return None if code == WHOLE_OFFICE else code


def _contacts(conn: Connection, code: str, role: str, address: str) -> list[ContactRow]:
    wanted = (_stored(code), role, address.casefold())
    return [one for one in load_register(conn).contacts if (one.unit, one.role, one.mailbox) == wanted]


def _found(conn: Connection, code: str, role: str, address: str) -> list[ContactRow]:
    found = _contacts(conn, code, role, address)
    if not found:
        raise UnitEditError(reason=f"{address} không nhận thư với vai trò này; xem «nhacviec unit list»")
    return found


def _checked_unit(conn: Connection, code: str) -> None:
    if code != WHOLE_OFFICE and code not in load_register(conn).units:
        raise UnitEditError(reason=f"không có đơn vị «{code}»; xem «nhacviec unit list»")

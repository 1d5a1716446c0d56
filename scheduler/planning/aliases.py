"""Names of units that a person gave while reviewing a plan: remembered, so that the next plan needs no decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from db.engine import Connection
from db.history import record
from db.register import Register, add_group_spelling, add_spelling, load_register, spellings_of
from plans.units.names import key, spellings
from rules.errors import NhacviecError
from scheduler.clock import local_day


class NameTakenError(NhacviecError):
    """Chưa nạp gì: “{name}” nay đã là tên gọi của {owner}; hãy sửa tệp quyết định rồi nạp lại."""


def remember(
    conn: Connection, names: Iterable[tuple[str, str]], *, plan_id: int, at: dt.datetime, actor: str
) -> tuple[tuple[str, str], ...]:
    """Store `names`, each with its code, in the caller's transaction, with who gave it and for which plan.

    Gives back those that were new. Raises `NameTakenError` where another unit has come to bear a name meanwhile.
    """
    register = load_register(conn)
    owners = _owners(conn, register, local_day(at))
    stored = []
    for name, code in names:
        wanted = {key(spelling) for spelling in spellings(name)}
        if taken := [owners[one] for one in wanted if owners.get(one, code) != code]:
            raise NameTakenError(name=name, owner=register.name_of(taken[0]))
        if key(name) in owners:
            continue
        add = add_group_spelling if code in register.groups else add_spelling
        add(conn, code=code, folded=key(name), spelling=name)
        subject = f"group:{code}" if code in register.groups else f"unit:{code}"
        record(conn, at=at, actor=actor, subject=subject, what="alias added", spelling=name, plan=plan_id)
        owners |= dict.fromkeys(wanted, code)
        stored.append((name, code))
    return tuple(stored)


def _owners(conn: Connection, register: Register, today: dt.date) -> dict[str, str]:
    """The code that bears each spelling; a unit that is no more keeps none to itself."""
    units, groups = spellings_of(conn)
    going = {code for code, one in register.units.items() if one.valid_to is None or one.valid_to >= today}
    both = [*((code, names) for code, names in units.items() if code in going), *groups.items()]
    return {key(spelling): code for code, names in both for name in names for spelling in spellings(name)}

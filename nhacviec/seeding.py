"""The unit register between its two homes: the file fills an empty database, then the database is the truth."""

from __future__ import annotations

from typing import Any

from db.engine import Connection
from db.register import key_in_turn, register_is_empty
from db.register_sync import sync_register
from plans.units.names import key
from plans.units.register import Contact, Group, Register, Unit, names_of


def seed(conn: Connection, register: Register) -> bool:
    """Fill an empty register; False, and nothing written, where there is one already."""
    if not register_is_empty(conn):
        return False
    sync_register(conn, tables_of(register))
    return True


def tables_of(register: Register) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table of the register, in the order in which they refer to each other."""
    units, groups = register.units, register.groups
    return {
        "unit": [_unit(unit, place) for place, unit in enumerate(units)],
        "unit_alias": _apart([row for unit in units for row in _spellings(unit, "unit_code")]),
        "unit_group": [{"code": g.code, "name": g.name, "fixed": bool(g.members)} for g in groups],
        "group_spelling": [row for group in groups for row in _spellings(group, "group_code")],
        "group_member": [{"group_code": g.code, "unit_code": unit} for g in groups for unit in g.members],
        "contact": [_contact(contact, place) for place, contact in enumerate(register.contacts)],
    }


def _unit(unit: Unit, place: int) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "is_monitor": unit.monitor,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "successor": unit.successor,
        "position": place,
    }


def _spellings(owner: Unit | Group, column: str) -> list[dict[str, Any]]:
    """One row a spelling; two spellings that fold alike are one."""
    folded = {key(name): name for name in reversed(names_of(owner))}
    return [{"folded": fold, "spelling": name, column: owner.code} for fold, name in folded.items()]


def _apart(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where units bore one name in turn, all but the first of them with a key of their own."""
    taken: set[str] = set()
    for row in rows:
        if row["folded"] in taken:
            row["folded"] = key_in_turn(row["folded"], row["unit_code"])
        taken.add(row["folded"])
    return rows


def _contact(contact: Contact, place: int) -> dict[str, Any]:
    away = contact.absence
    return {
        "unit_code": contact.unit,
        "role": contact.role,
        "address": contact.address,
        "mailbox": contact.address.casefold(),
        "name": contact.name,
        "position": place,
        "absent_from": away.first if away else None,
        "absent_to": away.last if away else None,
        "substitute": away.substitute if away else None,
    }

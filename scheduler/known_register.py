"""The database's register as plans are read with it."""

from __future__ import annotations

from db.engine import Connection
from db.register import ContactRow, load_register, spellings_of
from plans.units.register import Absence, Contact, Group, Register, Unit


def register_in(conn: Connection) -> Register:
    """The register with every name that a unit or a collective is known by."""
    known, aliases, spellings = load_register(conn), *spellings_of(conn)
    units = tuple(
        Unit(
            code=u.code,
            name=u.name,
            kind="affiliated" if u.kind == "affiliated" else "external" if u.kind == "external" else "internal",
            aliases=tuple(a for a in aliases.get(u.code, ()) if a != u.name),
            monitor=u.is_monitor,
            valid_from=u.valid_from,
            valid_to=u.valid_to,
            successor=u.successor,
        )
        for u in known.units.values()
    )
    groups = tuple(
        Group(code, name, tuple(s for s in spellings.get(code, ()) if s != name), known.members.get(code, ()))
        for code, name in known.groups.items()
    )
    contacts = tuple(Contact(c.address, c.name, c.role, c.unit, _absence(c)) for c in known.contacts)
    return Register(units, groups, contacts)


def _absence(row: ContactRow) -> Absence | None:
    if row.absent_from is None or row.absent_to is None:
        return None
    return Absence(row.absent_from, row.absent_to, row.substitute)

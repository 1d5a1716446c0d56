"""The register as pages show it: the units with what they hold, one unit, one of its contacts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from db.accounts import AccountRow, accounts
from db.duties import held
from db.engine import reading
from db.mails import mailboxes_reached
from db.planned_mergers import planned_mergers
from db.register import ContactRow, Register, UnitRow, load_register, spellings_of
from plans.units.register import CONTACT_ROLES, OFFICE_ROLES, ContactRole
from plans.units.tables import ROLE_WORDS
from rules.say import say_day
from rules.text import bare
from scheduler.changes.unit_edits import WHOLE_OFFICE as OFFICE_CODE
from scheduler.office import Office
from scheduler.reports.unit_words import KINDS, STOPPED, WHOLE_OFFICE, escalation, say_away, validity

EACH = 50
"""Units on one page."""


@dataclass(frozen=True, slots=True)
class ContactSeen:
    """One mailbox of a unit. `trouble`: why it hears nothing, or has heard nothing yet, in words."""

    role: str
    role_words: str
    address: str
    person: str
    suspended: bool
    absent_from: dt.date | None
    absent_to: dt.date | None
    substitute: str
    trouble: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the list, or the whole office; `doubt`: what is to be seen to."""

    code: str
    name: str
    kind: str
    contacts: tuple[ContactSeen, ...]
    open: int
    overdue: int
    doubt: str


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """Some of the units that were asked for; `in_all` counts them."""

    lines: tuple[UnitLine, ...]
    page: int
    more: bool
    in_all: int


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """All that the register holds of one unit. `roles`: in which an address may be added."""

    line: UnitLine
    facts: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    roles: Mapping[ContactRole, str]
    accounts: tuple[AccountRow, ...]


def units_page(office: Office, asked: str, number: int, today: dt.date) -> UnitsPage:
    """The units of which a name, a code or an address has the words `asked` in it, whatever their diacritics."""
    with reading(office.engine) as conn:
        register, (spellings, _) = load_register(conn, today), spellings_of(conn)
        counts, reached = held(conn, today), mailboxes_reached(conn)
    found = [one for one in (None, *register.units.values()) if _matches(register, one, spellings, asked)]
    page = min(number, len(found) // EACH + 1)
    shown = found[(page - 1) * EACH : page * EACH]
    lines = tuple(_line(register, one, counts, reached, today) for one in shown)
    return UnitsPage(lines, page, len(found) > page * EACH, len(found))


def _matches(register: Register, one: UnitRow | None, spellings: Mapping[str, Sequence[str]], asked: str) -> bool:
    code = one.code if one else None
    names = (one.name, one.code, *spellings.get(one.code, ())) if one else (WHOLE_OFFICE,)
    addresses = [text for c in register.contacts if c.unit == code for text in (c.address, c.name or "")]
    return any(" ".join(bare(asked).split()) in bare(text) for text in (*names, *addresses))


def _line(
    register: Register,
    one: UnitRow | None,
    counts: Mapping[str, tuple[int, int]],
    reached: frozenset[str],
    today: dt.date,
) -> UnitLine:
    code = one.code if one else None
    contacts = tuple(_contact(c, reached) for c in register.contacts if c.unit == code)
    opened, overdue = counts.get(code or "", (0, 0))
    doubt = _doubt(register, one, today) if one else ""
    name, kind = (one.name, KINDS[one.kind]) if one else (WHOLE_OFFICE, "")
    return UnitLine(code or OFFICE_CODE, name, kind, contacts, opened, overdue, doubt)


def _doubt(register: Register, one: UnitRow, today: dt.date) -> str:
    if one.has_ended(today):
        return f"Đã kết thúc hết {say_day(one.valid_to or today)}"
    if not any(c.role == "lead" and not c.suspended for c in register.contacts if c.unit == one.code):
        return "Chưa có địa chỉ đầu mối"
    return ""


def _contact(one: ContactRow, reached: frozenset[str]) -> ContactSeen:
    unheard = "" if reached & set(one.mailboxes) else "chưa có thư nào tới địa chỉ này"
    return ContactSeen(
        one.role,
        ROLE_WORDS[one.role],
        one.address,
        one.name or "",
        one.suspended,
        one.absent_from,
        one.absent_to,
        one.substitute or "",
        "; ".join(filter(None, (STOPPED if one.suspended else unheard, say_away(one)))),
    )


def unit_seen(office: Office, code: str, today: dt.date) -> UnitSeen | None:
    """The unit of that code, or the whole office (`OFFICE_CODE`); None where there is none."""
    with reading(office.engine) as conn:
        register, (spellings, _) = load_register(conn, today), spellings_of(conn)
        one = register.units.get(code)
        if one is None and code != OFFICE_CODE:
            return None
        line = _line(register, one, held(conn, today), mailboxes_reached(conn), today)
        merging = [merger for merger in planned_mergers(conn) if code in merger.old]
        owners = tuple(account for account in accounts(conn) if account.unit == code)
    facts = tuple(_facts(register, one)) if one else ()
    facts += tuple(("Sẽ nhập vào", f"{register.name_of(m.new)} từ {say_day(m.day)}") for m in merging)
    aliases = tuple(name for name in spellings.get(code, ()) if one and name != one.name)
    steps = tuple(escalation(register, code)) if one else ()
    roles = {role: ROLE_WORDS[role] for role in (CONTACT_ROLES if one else OFFICE_ROLES)}
    return UnitSeen(line, facts, aliases, steps, roles, owners)


def _facts(register: Register, one: UnitRow) -> Iterator[tuple[str, str]]:
    yield "Mã", one.code
    yield "Loại", KINDS[one.kind]
    if one.is_monitor:
        yield "Phần việc", "theo dõi kế hoạch"
    yield "Hoạt động", validity(one) or "không ghi ngày bắt đầu, kết thúc"
    if one.successor:
        yield "Đơn vị kế tục", register.name_of(one.successor)
    if before := [unit.name for unit in register.units.values() if unit.successor == one.code]:
        yield "Kế tục", "; ".join(before)
    if groups := [register.groups[code] for code, members in register.members.items() if one.code in members]:
        yield "Nhóm", "; ".join(groups)


def contact_seen(unit: UnitSeen, role: str, address: str) -> ContactSeen | None:
    """The unit's contact of that role and address."""
    same = (one for one in unit.line.contacts if one.role == role and one.address.casefold() == address.casefold())
    return next(same, None)

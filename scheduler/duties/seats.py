"""Who hears of an obligation: the register's mailboxes in the roles of the ladder.

A role that nobody can be reached in goes to the next above it, down to the monitor, and the notice says so; where not
even the monitor has an address, the obligation bears a blocker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from db.plans import Member
from db.register import ContactRow, Register
from rules.ladder import Role, Seat
from rules.say import say_day

NO_ADDRESS = "no_address"


def seats(unit: str, coordinating: Sequence[Member], register: Register) -> tuple[Seat, ...]:
    """Every mailbox that hears of an obligation held by `unit`; empty only where nobody can be reached at all."""
    found = [
        *_lead(unit, register),
        *(seat for member in coordinating for seat in _coordinating(member, register)),
        *_head(unit, register),
        *_seat_all("monitor", register.monitors()[:1], unit, register),
        *_leadership(unit, register),
    ]
    return tuple(found) if any(seat.role == "lead" for seat in found) else ()


def lead_contact(unit: str, register: Register) -> ContactRow | None:
    """The mailbox that letters to the unit go to: its own, else its head's, else the monitor's."""
    nearest = [*register.of_role("lead", unit), *register.of_role("head", unit), *register.monitors()]
    return nearest[0] if nearest else None


def _seat_all(
    role: Role,
    contacts: Iterable[ContactRow],
    unit: str,
    register: Register,
    *,
    level: int = 0,
    note: str = "",
    collective: bool = False,
) -> list[Seat]:
    return [
        Seat(role, one.mailbox, unit, collective, level, _instead(one, note), _desk(one, role, unit, register))
        for one in contacts
    ]


def _instead(contact: ContactRow, note: str) -> str:
    """The note, and that a substitute hears in the place of somebody absent."""
    if contact.stands_for is None or contact.absent_to is None:
        return note
    said = f"gửi thay cho {contact.stands_for}, vắng mặt đến hết {say_day(contact.absent_to)}"
    return f"{note}; {said}" if note else said


def _desk(contact: ContactRow, role: Role, unit: str, register: Register) -> tuple[str, ...]:
    """Leaders hear each for himself; of a unit's other contacts one hears for all of a role."""
    if role == "leadership":
        own = next(one.mailboxes for one in register.held(contact.role, contact.unit) if one.id == contact.id)
        before = register.predecessors(contact.unit)
        gone = [one for one in register.contacts if one.role == role and one.unit in before] if before else []
        return (*own, *(m for one in gone for m in one.mailboxes))
    own = register.desk(role, unit)
    return own if (contact.role, contact.unit) == (role, unit) else (*own, *register.desk(contact.role, contact.unit))


def _nobody(role: Role, unit: str, register: Register, otherwise: str) -> str:
    """Why nobody of the unit hears in the role: all are absent, or as is said `otherwise`."""
    away = [one.absent_to for one in register.absent(role, unit) if one.absent_to]
    return f"người nhận thư vắng mặt đến hết {say_day(max(away))}" if away else otherwise


def _lead(unit: str, register: Register) -> list[Seat]:
    if own := register.of_role("lead", unit):
        return _seat_all("lead", own[:1], unit, register)
    why = _nobody("lead", unit, register, "đơn vị chưa có địa chỉ nhận thư")
    contact = lead_contact(unit, register)
    note = f"gửi thay cho {register.name_of(unit)}, {why}"
    return _seat_all("lead", [contact], unit, register, note=note) if contact else []


def _head(unit: str, register: Register) -> list[Seat]:
    if own := register.of_role("head", unit):
        return _seat_all("head", own[:1], unit, register)
    why = _nobody("head", unit, register, "chưa có địa chỉ nhận thư")
    note = f"gửi thay cho người đứng đầu {register.name_of(unit)}, {why}"
    return _seat_all("head", register.monitors()[:1], unit, register, note=note)


def _leadership(unit: str, register: Register) -> list[Seat]:
    """The deputy in charge of the unit, then the Director; where there is neither, the monitor hears in their place."""
    deputies, directors = register.of_role("leadership", unit), register.of_role("leadership", None)
    if deputies or directors:
        return [
            *_seat_all("leadership", deputies, unit, register, level=1),
            *_seat_all("leadership", directors, unit, register, level=2),
        ]
    note = "gửi thay cho Lãnh đạo Sở, chưa có địa chỉ nhận thư"
    return _seat_all("leadership", register.monitors()[:1], unit, register, level=2, note=note)


def _coordinating(member: Member, register: Register) -> list[Seat]:
    unit, collective = member.unit, bool(member.via)
    own = register.of_role("coordinating", unit) or register.of_role("lead", unit)
    if own or collective:
        return _seat_all("coordinating", own[:1], unit, register, collective=collective)
    why = _nobody("lead", unit, register, "đơn vị phối hợp chưa có địa chỉ nhận thư")
    note = f"gửi thay cho {register.name_of(unit)}, {why}"
    contacts = register.of_role("head", unit)[:1] if register.absent("lead", unit) else ()
    return _seat_all("coordinating", contacts or register.monitors()[:1], unit, register, note=note)

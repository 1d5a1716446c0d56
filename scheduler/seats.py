"""Who hears of an obligation: the register's mailboxes in the roles of the ladder.

A role that nobody can be reached in goes to the next above it, down to the monitor, and the notice says so; where not
even the monitor has an address, the obligation bears a blocker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from db.plans import Member
from db.register import ContactRow, Register
from rules.ladder import Role, Seat

NO_ADDRESS = "no_address"


def seats(unit: str, coordinating: Sequence[Member], register: Register) -> tuple[Seat, ...]:
    """Every mailbox that hears of an obligation held by `unit`; empty only where nobody can be reached at all."""
    found = [
        *_lead(unit, register),
        *(seat for member in coordinating for seat in _coordinating(member, register)),
        *_head(unit, register),
        *_seat_all("monitor", register.monitors()[:1], unit),
        *_leadership(unit, register),
    ]
    return tuple(found) if any(seat.role == "lead" for seat in found) else ()


def lead_contact(unit: str, register: Register) -> ContactRow | None:
    """The mailbox that letters to the unit go to: its own, else its head's, else the monitor's."""
    nearest = [*register.of_role("lead", unit), *register.of_role("head", unit), *register.monitors()]
    return nearest[0] if nearest else None


def _seat_all(role: Role, contacts: Iterable[ContactRow], unit: str, *, level: int = 0, note: str = "") -> list[Seat]:
    return [Seat(role, contact.mailbox, unit, level=level, note=note) for contact in contacts]


def _lead(unit: str, register: Register) -> list[Seat]:
    if own := register.of_role("lead", unit):
        return _seat_all("lead", own[:1], unit)
    note = f"gửi thay cho {register.name_of(unit)}, đơn vị chưa có địa chỉ nhận thư"
    contact = lead_contact(unit, register)
    return _seat_all("lead", [contact], unit, note=note) if contact else []


def _head(unit: str, register: Register) -> list[Seat]:
    if own := register.of_role("head", unit):
        return _seat_all("head", own[:1], unit)
    note = f"gửi thay cho người đứng đầu {register.name_of(unit)}, chưa có địa chỉ nhận thư"
    return _seat_all("head", register.monitors()[:1], unit, note=note)


def _leadership(unit: str, register: Register) -> list[Seat]:
    """The deputy in charge of the unit, then the Director; where there is neither, the monitor hears in their place."""
    deputies, directors = register.of_role("leadership", unit), register.of_role("leadership", None)
    if deputies or directors:
        return [
            *_seat_all("leadership", deputies, unit, level=1),
            *_seat_all("leadership", directors, unit, level=2),
        ]
    note = "gửi thay cho Lãnh đạo Sở, chưa có địa chỉ nhận thư"
    return _seat_all("leadership", register.monitors()[:1], unit, level=2, note=note)


def _coordinating(member: Member, register: Register) -> list[Seat]:
    own = register.of_role("coordinating", member.unit) or register.of_role("lead", member.unit)
    if own or member.via:
        return [Seat("coordinating", c.mailbox, member.unit, collective=bool(member.via)) for c in own[:1]]
    note = f"gửi thay cho {register.name_of(member.unit)}, đơn vị phối hợp chưa có địa chỉ nhận thư"
    return _seat_all("coordinating", register.monitors()[:1], member.unit, note=note)

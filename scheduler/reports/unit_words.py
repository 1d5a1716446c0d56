"""What the register holds of a unit, in words."""

from __future__ import annotations

from collections.abc import Iterator

from db.register import ContactRow, Register, UnitRow
from rules.say import say_day

KINDS: dict[str, str] = {"internal": "thuộc Sở", "affiliated": "trực thuộc Sở", "external": "ngoài Sở"}
WHOLE_OFFICE = "Chung toàn cơ quan"
STOPPED = "đã ngừng gửi: máy chủ thư từ chối"


def validity(one: UnitRow) -> str:
    """From which day to which, in words; nothing where neither is set."""
    first = f"từ {say_day(one.valid_from)}" if one.valid_from else ""
    last = f"đến hết {say_day(one.valid_to)}" if one.valid_to else ""
    return " ".join(filter(None, (first, last)))


def say_away(contact: ContactRow) -> str:
    """From when to when the contact is absent, and who hears meanwhile; nothing where it is not."""
    if contact.absent_from is None or contact.absent_to is None:
        return ""
    instead = f", {contact.substitute} nhận thay" if contact.substitute else ""
    return f"vắng mặt {say_day(contact.absent_from)} – {say_day(contact.absent_to)}{instead}"


def escalation(register: Register, code: str) -> Iterator[tuple[str, str]]:
    """Each step of the ladder with who hears, as of the register's day: a substitute where somebody is away."""
    steps = (
        ("Người đứng đầu", register.of_role("head", code)[:1], "chưa có ai nhận; gửi bộ phận theo dõi"),
        ("Theo dõi", register.monitors()[:1], "chưa có"),
        ("Lãnh đạo phụ trách", register.of_role("leadership", code), "chưa ghi; lên thẳng Lãnh đạo cơ quan"),
        ("Lãnh đạo cơ quan", register.of_role("leadership", None), "chưa có"),
    )
    for step, contacts, otherwise in steps:
        heard = "; ".join(f"{one.name} ({one.address})" if one.name else one.address for one in contacts)
        yield step, heard or f"({otherwise})"

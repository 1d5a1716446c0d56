"""Who hears of an obligation where somebody cannot be reached."""

from __future__ import annotations

import pytest

from db.register import ContactRow, Register, UnitRow
from rules.ladder import Role
from scheduler.duties.seats import seats

UNITS = {
    "ccvc": UnitRow("ccvc", "Phòng Công chức", "internal", False, None, None, None),
    "van-phong": UnitRow("van-phong", "Văn phòng Sở", "internal", True, None, None, None),
}


def contact(number: int, unit: str | None, role: Role, mailbox: str, *, suspended: bool = False) -> ContactRow:
    return ContactRow(number, unit, role, mailbox, mailbox, None, suspended)


LEAD, HEAD = contact(1, "ccvc", "lead", "lead@x"), contact(2, "ccvc", "head", "head@x")
MONITOR = contact(3, "van-phong", "monitor", "monitor@x")
DEPUTY, DIRECTOR = contact(4, "ccvc", "leadership", "deputy@x"), contact(5, None, "leadership", "director@x")
AWAY = contact(5, None, "leadership", "director@x", suspended=True)


@pytest.mark.parametrize(
    ("contacts", "leaders"),
    [
        ([LEAD, HEAD, MONITOR, DEPUTY, DIRECTOR], [("deputy@x", 1, ""), ("director@x", 2, "")]),
        ([LEAD, HEAD, MONITOR, DIRECTOR], [("director@x", 2, "")]),
        ([LEAD, HEAD, MONITOR, DEPUTY], [("deputy@x", 1, "")]),
        ([LEAD, HEAD, MONITOR], [("monitor@x", 2, "gửi thay cho Lãnh đạo Sở, chưa có địa chỉ nhận thư")]),
        ([LEAD, HEAD, MONITOR, AWAY], [("monitor@x", 2, "gửi thay cho Lãnh đạo Sở, chưa có địa chỉ nhận thư")]),
        ([LEAD, HEAD], []),
    ],
)
def test_a_list_that_reaches_no_leader_goes_to_the_monitor_and_says_so(
    contacts: list[ContactRow], leaders: list[tuple[str, int, str]]
) -> None:
    found = seats("ccvc", (), Register(UNITS, tuple(contacts)))
    assert [(seat.mailbox, seat.level, seat.note) for seat in found if seat.role == "leadership"] == leaders


@pytest.mark.parametrize(
    ("contacts", "lead", "head"),
    [
        ([LEAD, HEAD, MONITOR], ("lead@x", ""), ("head@x", "")),
        ([HEAD, MONITOR], ("head@x", "Phòng Công chức"), ("head@x", "")),
        ([MONITOR], ("monitor@x", "Phòng Công chức"), ("monitor@x", "người đứng đầu")),
    ],
)
def test_a_mail_goes_to_the_next_above_who_can_be_reached_and_says_for_whom(
    contacts: list[ContactRow], lead: tuple[str, str], head: tuple[str, str]
) -> None:
    found = {seat.role: seat for seat in seats("ccvc", (), Register(UNITS, tuple(contacts)))}
    for role, (mailbox, said) in (("lead", lead), ("head", head)):
        seat = next(one for name, one in found.items() if name == role)
        assert seat.mailbox == mailbox
        assert said in seat.note
        assert bool(said) == bool(seat.note)


def test_nobody_is_reached_where_there_is_no_address_at_all() -> None:
    assert seats("ccvc", (), Register(UNITS, (DIRECTOR,))) == ()

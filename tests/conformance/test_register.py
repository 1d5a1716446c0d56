"""The register as every database keeps it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from db.engine import reading, writing
from db.register import load_register, suspend
from db.register_sync import sync_register
from nhacviec.seeding import seed, tables_of
from nhacviec.unit_import import merged
from plans.units.register import Absence, Contact, Group, Register, Unit
from scheduler.known_register import register_in

END = dt.date(2025, 2, 28)
AT = dt.datetime(2025, 3, 1, 8, 0, tzinfo=dt.UTC)


AWAY = Absence(END, END + dt.timedelta(days=4), "a@so.vn")
SHARED = Contact("ha@so.vn", "Chị Hà", "lead", "a")
FIRST = Register(
    units=(
        Unit("a", "Phòng A", "internal", ("PA", "Phòng Á"), monitor=True),
        Unit("b", "Phòng B", "internal", valid_to=END, successor="c"),
        Unit("c", "Phòng C", "affiliated"),
    ),
    groups=(Group("@all", "Các phòng", ("Mọi phòng",), ("a", "b", "c")), Group("@some", "Phòng liên quan")),
    contacts=(SHARED, Contact("c@so.vn", None, "head", "c", AWAY), Contact("gd@so.vn", "Giám đốc", "leadership", None)),
)
SECOND = Register(
    units=(
        Unit("a", "Phòng Một", "internal", ("PA",)),
        Unit("b", "Phòng B", "external", ("PB",), valid_from=END, successor="d"),
        Unit("c", "Phòng C", "affiliated", ("Phòng Á",), monitor=True),
        Unit("d", "Phòng D", "internal"),
    ),
    groups=(Group("@all", "Tất cả", (), ("c", "d")), Group("@some", "Phòng liên quan", (), ("a",))),
    contacts=(
        replace(SHARED, address="Ha@so.vn", name="Bà Hà"),
        Contact("gd@so.vn", None, "leadership", "d", replace(AWAY, substitute=None)),
    ),
)


@pytest.mark.parametrize(("before", "after"), [(FIRST, SECOND), (SECOND, FIRST), (FIRST, FIRST)])
def test_the_register_becomes_what_it_is_to_be(engine: sa.Engine, before: Register, after: Register) -> None:
    wanted = merged(before, after, replace_all=True).register
    with writing(engine) as conn:
        sync_register(conn, tables_of(before))
        assert register_in(conn) == before
        sync_register(conn, tables_of(wanted))
        assert register_in(conn) == wanted


def test_a_row_that_stays_keeps_its_suspension(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        sync_register(conn, tables_of(FIRST))
        suspend(conn, "ha@so.vn", at=AT, why="550 không có hộp thư này")
        sync_register(conn, tables_of(merged(FIRST, SECOND, replace_all=True).register))
        found = load_register(conn).contacts
    assert [(one.address, one.name, one.suspended) for one in found if one.unit == "a"] == [("Ha@so.vn", "Bà Hà", True)]


def test_units_may_bear_one_name_in_turn(engine: sa.Engine) -> None:
    register = Register(
        units=(
            Unit("cu", "Sở Nội vụ", "external", ("Sở NV",), valid_to=END, successor="moi"),
            Unit("moi", "Sở Nội vụ", "external", ("Sở NV",), valid_from=END + dt.timedelta(1)),
        ),
        groups=(Group("@all", "Các sở", (), ("cu", "moi")),),
        contacts=(Contact("a@so.vn", None, "lead", "moi"),),
    )
    with writing(engine) as conn:
        assert seed(conn, register)
    with reading(engine) as conn:
        assert register_in(conn) == register
        known = load_register(conn)
    assert known.members_on("@all", END) == ("cu",)
    assert known.members_on("@all", END + dt.timedelta(1)) == ("moi",)

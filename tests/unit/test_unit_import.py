"""A register's file over the database's: what it says wins, what it leaves out stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings

from nhacviec.unit_import import merged
from plans.units.register import Absence, Contact, Register, Unit

from .registers import registers


@settings(deadline=None)  # a busy machine is no failure
@given(registers())
def test_a_register_over_itself_changes_nothing(register: Register) -> None:
    for replace_all in (False, True):
        found = merged(register, register, replace_all=replace_all)
        assert (found.register, found.changes, found.left) == (register, (), ())


@settings(deadline=None)  # a busy machine is no failure
@given(registers())
def test_over_an_empty_register_a_file_is_added_whole(register: Register) -> None:
    found = merged(Register((), (), ()), register, replace_all=False)
    assert (found.register, found.left) == (register, ())
    assert len(found.changes) == len(register.units) + len(register.groups) + len(register.contacts)


@settings(deadline=None)  # a busy machine is no failure
@given(registers())
def test_what_the_file_lacks_stays_unless_it_is_to_go(register: Register) -> None:
    bare = Register(
        tuple(replace(unit, aliases=()) for unit in register.units),
        tuple(replace(group, spellings=(), members=()) for group in register.groups),
        register.contacts[:1],
    )
    kept = merged(register, bare, replace_all=False)
    assert (kept.register, kept.changes) == (register, ())
    gone = merged(register, bare, replace_all=True)
    assert (gone.register, gone.left) == (replace(bare, contacts=gone.register.contacts), ())
    assert len(gone.changes) == len(kept.left)


def test_a_unit_renamed_keeps_its_old_name_among_those_plans_use() -> None:
    old = Register((Unit("a", "Phòng A", "internal", ("PA",)),), (), ())
    new = Register((Unit("a", "Phòng B", "internal"),), (), ())
    found = merged(old, new, replace_all=False)
    assert found.register.units == (Unit("a", "Phòng B", "internal", ("Phòng A", "PA")),)
    assert [(one.what, one.detail) for one in found.changes] == [("changed", {"name": ["Phòng A", "Phòng B"]})]


def test_a_file_without_addresses_says_nothing_of_them() -> None:
    old = Register((Unit("a", "Phòng A", "internal"),), (), (Contact("a@so.vn", None, "lead", "a"),))
    assert merged(old, replace(old, contacts=()), replace_all=True).register == old


def test_an_absence_that_the_file_does_not_write_stays_unless_it_is_to_go() -> None:
    week = Absence(dt.date(2026, 1, 5), dt.date(2026, 1, 9), "b@so.vn")
    away = Contact("a@so.vn", "Ông A", "lead", "a", week)
    old = Register((Unit("a", "Phòng A", "internal"),), (), (away,))
    file = replace(old, contacts=(replace(away, absence=None),))
    kept = merged(old, file, replace_all=False)
    assert (kept.register, kept.changes, [one.what for one in kept.left]) == (old, (), ["absence only here"])
    gone = merged(old, file, replace_all=True)
    assert (gone.register, [one.what for one in gone.changes], gone.left) == (file, ["absence removed"], ())
    longer = replace(old, contacts=(replace(away, absence=replace(week, last=dt.date(2026, 1, 16))),))
    (changed,) = merged(old, longer, replace_all=False).changes
    assert (changed.subject, changed.what, changed.detail["last"]) == (
        "unit:a",
        "absence changed",
        dt.date(2026, 1, 16),
    )
    assert [one.what for one in merged(file, old, replace_all=False).changes] == ["absence added"]

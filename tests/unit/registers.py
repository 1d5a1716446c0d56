"""Registers for tests of a thousand of them: without contradictions, their names as odd as names can be."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from plans.blocks import fold
from plans.units.register import CONTACT_ROLES, KINDS, OFFICE_ROLES, Absence, Contact, Group, Register, Unit

HOSTILE = (
    "=1+1",
    "+84",
    "-x",
    "@cmd",
    "'=1",
    "''",
    "'a",
    '="a"',
    "a,b",
    'nói "thế"',
    "a\\b",
    "1/2/2025",
    "TRUE",
    "007",
    "x_x000D_",
)
WORDS = st.sampled_from(["Phòng", "Ban", "Đơn vị", "Ỷ", "và", "1", "CCHC", "&", "#REF!", "😀", *HOSTILE])
NAMES = st.builds(lambda words: fold(" ".join(words)), st.lists(WORDS, min_size=1, max_size=4))
CODES = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)
DAYS = st.none() | st.dates(dt.date(1945, 1, 1), dt.date(2100, 1, 1))


def in_order(days: tuple[dt.date | None, dt.date | None]) -> bool:
    first, last = days
    return first is None or last is None or first <= last


SPANS: st.SearchStrategy[tuple[dt.date | None, dt.date | None]] = st.tuples(DAYS, DAYS).filter(in_order)
ADDRESSES = st.from_regex(r"[a-z0-9=+'-]{1,6}@[a-z]{1,5}\.vn", fullmatch=True)

AWAY = st.lists(st.dates(dt.date(1945, 1, 1), dt.date(2100, 1, 1)), min_size=2, max_size=2).map(sorted)
ABSENCES = st.builds(lambda days, instead: Absence(days[0], days[1], instead), AWAY, st.none() | ADDRESSES)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """A register; units later in the list are the ones that succeed."""
    codes = draw(st.lists(CODES, min_size=1, max_size=5, unique=True))
    units = tuple(
        Unit(
            code=code,
            name=f"{code} {draw(NAMES)}",
            kind=draw(st.sampled_from(KINDS)),
            aliases=tuple(
                dict.fromkeys(f"{name} {code}{n}" for n, name in enumerate(draw(st.lists(NAMES, max_size=3))))
            ),
            monitor=draw(st.booleans()) if code == codes[0] else False,
            valid_from=(days := draw(SPANS))[0],
            valid_to=days[1],
            successor=codes[n + 1] if n + 1 < len(codes) and not days[1] and draw(st.booleans()) else None,
        )
        for n, code in enumerate(codes)
    )
    groups = tuple(
        Group(f"@{code}", f"@{draw(NAMES)} {code}", (f"=nhóm {code}",), tuple(draw(st.permutations(codes)))[:3])
        for code in draw(st.lists(CODES, max_size=2, unique=True))
    )
    contacts: dict[Any, Contact] = {}
    for address in draw(st.lists(ADDRESSES, max_size=4)):
        role = draw(st.sampled_from(CONTACT_ROLES))
        unit = draw(st.sampled_from([*codes, None] if role in OFFICE_ROLES else codes))
        absence = draw(st.none() | ABSENCES)
        if absence and absence.substitute == address:
            absence = None
        contacts[address, role, unit] = Contact(address, draw(st.none() | NAMES), role, unit, absence)
    return Register(units, groups, tuple(contacts.values()))

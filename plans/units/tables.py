"""The register as tables that a clerk edits in Excel: their columns, the words in their cells, and back.

A workbook has a sheet for units, one for groups, one for addresses; a .csv file holds all three in one table, where the
first column says what a row is. Headers and words count without regard to capitals and blanks; a list has an item a
line, or is parted by `;`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, TypeAlias

from plans.blocks import fold
from plans.units.entries import Entry, EntryKind, Wording
from plans.units.register import Contact, ContactRole, Group, Kind, Register, Unit

Value: TypeAlias = str | dt.date | None
"""What is written into a cell; dates as dates."""

KIND_WORDS: Mapping[Kind, str] = {"internal": "thuộc", "affiliated": "trực thuộc", "external": "ngoài"}
ROLE_WORDS: Mapping[ContactRole, str] = {
    "lead": "đầu mối",
    "coordinating": "đầu mối phối hợp",
    "head": "người đứng đầu",
    "monitor": "theo dõi",
    "leadership": "lãnh đạo",
}
ROW_WORDS: Mapping[EntryKind, str] = {"unit": "đơn vị", "group": "nhóm", "contact": "địa chỉ"}
ROW_KIND = "loại dòng"
"""The header of the column of a .csv file that says what a row is."""
MARK = "x"
_YES, _NO = {MARK, "có", "v", "1", "true"}, {"", "không", "0", "false"}
_IGNORED = {"stt", "tt", "số tt", "ghi chú"}
_OTHER_ROLES = {"chủ trì": "lead", "phối hợp": "coordinating", "đứng đầu": "head", "thủ trưởng": "head"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column for one key: its header, how a cell of it is read, its width in characters."""

    key: str
    header: str
    read: Callable[[Any], Any]
    width: int = 24


def _text(cell: Any) -> Any:
    """Text; a whole number without a decimal point, as the clerk sees it."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return cell if isinstance(cell, str | dt.date) else str(cell)


def _several(cell: Any) -> Any:
    text = _text(cell)
    return [item for part in re.split(r"[;\n]", text) if (item := fold(part))] if isinstance(text, str) else text


def _codes(cell: Any) -> Any:
    """Codes have no comma, so that it may part them too."""
    text = _text(cell)
    return _several(text.replace(",", ";")) if isinstance(text, str) else text


def _flag(cell: Any) -> Any:
    word = fold(_text(cell)).casefold() if not isinstance(cell, dt.date) else None
    return True if word in _YES else False if word in _NO else cell


def _day(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if not isinstance(cell, str):
        return cell
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(fold(cell), form).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
    return cell


def _word(words: Mapping[Any, str], more: Mapping[str, str] | None = None) -> Callable[[Any], Any]:
    known = {word: code for code, word in words.items()} | dict(more or {})

    def read(cell: Any) -> Any:
        text = _text(cell)
        return known.get(fold(text).casefold(), text) if isinstance(text, str) else text

    return read


COLUMNS: Mapping[EntryKind, tuple[Column, ...]] = {
    "unit": (
        Column("code", "mã", _text, 16),
        Column("name", "tên", _text, 48),
        Column("kind", "loại", _word(KIND_WORDS), 12),
        Column("aliases", "tên gọi khác", _several, 40),
        Column("monitor", "theo dõi", _flag, 10),
        Column("valid_from", "hiệu lực từ", _day, 13),
        Column("valid_to", "hiệu lực đến", _day, 13),
        Column("successor", "đơn vị kế tục", _text, 16),
    ),
    "group": (
        Column("code", "mã", _text, 16),
        Column("name", "tên", _text, 48),
        Column("spellings", "tên gọi khác", _several, 48),
        Column("members", "thành viên", _codes),
    ),
    "contact": (
        Column("address", "địa chỉ", _text, 36),
        Column("name", "họ tên", _text, 36),
        Column("role", "vai trò", _word(ROLE_WORDS, _OTHER_ROLES), 18),
        Column("units", "đơn vị", _codes),
        Column("absent_from", "vắng mặt từ", _day, 13),
        Column("absent_to", "vắng mặt đến", _day, 13),
        Column("substitute", "người thay", _text, 36),
    ),
}
_NEEDED: Mapping[EntryKind, tuple[str, ...]] = {
    "unit": ("code", "name", "kind"),
    "group": ("code", "name"),
    "contact": ("address", "role"),
}
WORDING = Wording(
    keys={column.key: f"cột “{column.header}”" for columns in COLUMNS.values() for column in columns} | {"name": "tên"},
    choices=dict(chain[tuple[str, str]](KIND_WORDS.items(), ROLE_WORDS.items())),
    types={
        str: "chữ",
        list: "danh sách, mỗi dòng một mục",
        bool: f"“{MARK}” hoặc để trống",
        dt.date: "ngày viết như 01/03/2025",
    },
)


@dataclass(frozen=True, slots=True)
class Header:
    """Which key stands in which column (from 0) of a table whose rows are all of one kind."""

    kind: EntryKind
    places: Mapping[int, Column]

    @classmethod
    def over(cls, kind: EntryKind, cells: Sequence[Any], place: str, mistakes: list[str]) -> Header:
        """The header that `cells` write out; what it lacks or has too much is noted."""
        known = {column.header: column for column in COLUMNS[kind]}
        places: dict[int, Column] = {}
        for n, word in enumerate(header_word(cell) for cell in cells):
            if not word or word in _IGNORED:
                continue
            if word not in known:
                mistakes.append(f"{place}: không có cột “{word}” (các cột: {', '.join(known)})")
            elif known[word] in places.values():
                mistakes.append(f"{place}: cột “{word}” có hai lần")
            else:
                places[n] = known[word]
        there = {column.key for column in places.values()}
        lacking = [column.header for column in COLUMNS[kind] if column.key in _NEEDED[kind] and column.key not in there]
        if lacking:
            mistakes.append(f"{place}: thiếu cột {', '.join(f'“{word}”' for word in lacking)}")
        return cls(kind, places)

    def entry(self, cells: Sequence[Any], place: str, mistakes: list[str]) -> Entry:
        """The entry of one row."""
        table = {
            column.key: column.read(cells[n])
            for n, column in self.places.items()
            if n < len(cells) and not is_blank(cells[n])
        }
        return Entry(place, table, mistakes, WORDING)


def is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not fold(cell))


def header_word(cell: Any) -> str:
    """A header without regard to capitals, blanks and a star or colon behind it."""
    return fold(str(cell or "")).casefold().rstrip(" *:")


def rows_of(register: Register) -> Iterator[tuple[EntryKind, dict[str, Value]]]:
    """Each row to write, by key; the tables in the order of `COLUMNS`."""
    yield from (("unit", _unit(unit)) for unit in register.units)
    yield from (("group", _group(group)) for group in register.groups)
    yield from (("contact", _contact(contact, units)) for contact, units in gathered(register.contacts))


def gathered(contacts: Iterable[Contact]) -> Iterator[tuple[Contact, tuple[str, ...]]]:
    """Neighbours that differ in nothing but the unit as one, with their units (none: the whole office)."""
    held: Contact | None = None
    units: tuple[str, ...] = ()
    for one in contacts:
        same = held and replace(held, unit=one.unit) == one
        if held and same and units and one.unit and one.unit not in units:
            units = (*units, one.unit)
            continue
        if held:
            yield held, units
        held, units = one, (one.unit,) if one.unit else ()
    if held:
        yield held, units


def _unit(unit: Unit) -> dict[str, Value]:
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": KIND_WORDS[unit.kind],
        "aliases": "\n".join(unit.aliases),
        "monitor": MARK if unit.monitor else None,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "successor": unit.successor,
    }


def _group(group: Group) -> dict[str, Value]:
    return {
        "code": group.code,
        "name": group.name,
        "spellings": "\n".join(group.spellings),
        "members": "\n".join(group.members),
    }


def absence_of(contact: Contact) -> dict[str, Value]:
    """The keys of its absence."""
    away = contact.absence
    days = {"absent_from": away.first if away else None, "absent_to": away.last if away else None}
    return {**days, "substitute": away.substitute if away else None}


def _contact(contact: Contact, units: Sequence[str]) -> dict[str, Value]:
    return {
        "address": contact.address,
        "name": contact.name,
        "role": ROLE_WORDS[contact.role],
        "units": "\n".join(units),
        **absence_of(contact),
    }

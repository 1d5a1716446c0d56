"""One entry of a register's file, in whatever form it was written → a unit, a group, the contacts of a mailbox.

An entry is a table of the keys that `KEYS` names. Its `Wording` says how the file calls a key and a choice, so that a
mistake is told in the words that the person who wrote it sees.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, TypeVar

from plans.blocks import fold
from plans.units.register import CONTACT_ROLES, KINDS, OFFICE_ROLES, Absence, Contact, Group, Unit
from rules.addresses import is_address

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""A unit's code."""

EntryKind: TypeAlias = Literal["unit", "group", "contact"]
KEYS: Mapping[EntryKind, tuple[str, ...]] = {
    "unit": ("code", "name", "kind", "aliases", "monitor", "valid_from", "valid_to", "successor"),
    "group": ("code", "name", "spellings", "members"),
    "contact": ("address", "name", "role", "units", "absent_from", "absent_to", "substitute"),
}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Wording:
    """How a form of file calls keys and choices (none given: as they are), and what it wants for a type of value."""

    keys: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[type, str] = field(default_factory=dict)

    def key(self, key: str) -> str:
        return self.keys.get(key, key)

    def listed(self, choices: Sequence[Any]) -> str:
        return ", ".join(self.choices.get(choice, choice) for choice in choices)


@dataclass(frozen=True, slots=True)
class Entry:
    """Gives the values of its keys and notes what is wrong with them."""

    place: str
    table: Mapping[str, Any]
    mistakes: list[str]
    wording: Wording

    def wrong(self, what: str) -> None:
        self.mistakes.append(f"{self.place}: {what}")

    def _of(self, key: str, kind: type[_T]) -> _T | None:
        value = self.table.get(key)
        if value is None or type(value) is kind:
            return value
        self.wrong(f"{self.wording.key(key)} phải là {self.wording.types.get(kind, kind.__name__)}")
        return None

    def words(self, key: str) -> str | None:
        """Text, folded; None where there is none."""
        return self._sound(key, self._of(key, str) or "") or None

    def _sound(self, key: str, text: str) -> str:
        """The text folded, once it holds nothing that no name has."""
        if ";" in text:  # it parts names in plans and in cells
            self.wrong(f"{self.wording.key(key)} “{text}” có dấu chấm phẩy")
        if any(unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} and not sign.isspace() for sign in text):
            self.wrong(f"{self.wording.key(key)} {text!a} có ký tự không in được")
        return fold(text)

    def required(self, key: str) -> str:
        """Text that must be there."""
        text = self.words(key)
        if text is None and not isinstance(self.table.get(key), int | float | list | dict):
            self.wrong(f"thiếu {self.wording.key(key)}")
        return text or ""

    def matching(self, key: str, pattern: re.Pattern[str], wanted: str) -> str:
        """Text that must be there in a certain form."""
        text = self.required(key)
        if text and not pattern.fullmatch(text):
            self.wrong(f"{self.wording.key(key)} “{text}” không phải {wanted}")
        return text

    def choice(self, key: str, choices: tuple[_T, ...]) -> _T:
        """One of a few words."""
        text = self.required(key)
        if text and text not in choices:
            self.wrong(f"{self.wording.key(key)} “{text}” không phải một trong: {self.wording.listed(choices)}")
        return next((c for c in choices if c == text), choices[0])

    def several(self, key: str) -> tuple[str, ...]:
        """A list of texts, each once."""
        values = self._of(key, list) or []
        if not all(isinstance(value, str) and fold(value) for value in values):
            self.wrong(f"{self.wording.key(key)} phải là danh sách chữ trong ngoặc kép, không có mục trống")
        return tuple(dict.fromkeys(self._sound(key, value) for value in values if isinstance(value, str)))

    def flag(self, key: str) -> bool:
        return bool(self._of(key, bool))

    def day(self, key: str) -> dt.date | None:
        return self._of(key, dt.date)


def unit_of(entry: Entry) -> Unit:
    """The unit of an entry; what is wrong with it is noted there."""
    unit = Unit(
        code=entry.matching("code", CODE, "mã gồm chữ thường không dấu, số và gạch nối"),
        name=entry.required("name"),
        kind=entry.choice("kind", KINDS),
        aliases=entry.several("aliases"),
        monitor=entry.flag("monitor"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to"),
        successor=entry.words("successor"),
    )
    if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
        entry.wrong(f"{entry.wording.key('valid_to')} đứng trước {entry.wording.key('valid_from')}")
    return unit


def group_of(entry: Entry) -> Group:
    """The group of an entry, in the same manner."""
    return Group(
        code=entry.matching("code", re.compile(f"@{CODE.pattern}"), "mã nhóm, bắt đầu bằng @"),
        name=entry.required("name"),
        spellings=entry.several("spellings"),
        members=entry.several("members"),
    )


def contacts_of(entry: Entry) -> Iterator[Contact]:
    """The mailbox of an entry, once for each unit it is written to for."""
    if (address := entry.required("address")) and not is_address(address):
        entry.wrong(f"{entry.wording.key('address')} “{address}” không phải địa chỉ thư điện tử")
    name, role, units = entry.words("name"), entry.choice("role", CONTACT_ROLES), entry.several("units")
    if not units and role not in OFFICE_ROLES:
        entry.wrong(f"vai trò {entry.wording.listed([role])} cần {entry.wording.key('units')}")
    absence = _absence_of(entry, address)
    for unit in units or (None,):
        yield Contact(address, name, role, unit, absence)


def _absence_of(entry: Entry, address: str) -> Absence | None:
    """When the mailbox's owner is away, and who hears meanwhile; None where nothing of it is written."""
    called = {key: entry.wording.key(key) for key in ("absent_from", "absent_to", "substitute")}
    first, last, substitute = entry.day("absent_from"), entry.day("absent_to"), entry.words("substitute")
    if substitute is not None and not is_address(substitute):
        entry.wrong(f"{called['substitute']} “{substitute}” không phải địa chỉ thư điện tử")
    if substitute is not None and substitute.casefold() == address.casefold():
        entry.wrong(f"{called['substitute']} “{substitute}” là chính người vắng mặt")
    if first is None and last is None:
        if substitute is not None and not entry.table.keys() & {"absent_from", "absent_to"}:
            entry.wrong(f"{called['substitute']} cần {called['absent_from']} và {called['absent_to']}")
        return None
    if first is None or last is None:
        lacking = "absent_from" if first is None else "absent_to"
        if lacking not in entry.table:  # what is written wrongly is told already
            entry.wrong(f"thiếu {called[lacking]}: vắng mặt cần cả ngày đầu và ngày cuối")
        return None
    if last < first:
        entry.wrong(f"{called['absent_to']} đứng trước {called['absent_from']}")
    return Absence(first, last, substitute)

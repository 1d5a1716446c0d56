"""The unit register's file (TOML) → `Register`.

Its tables: `[[unit]]` with code, name, kind, and at will aliases, monitor, valid_from, valid_to, successor; `[[group]]`
with code, name, and at will spellings, members; `[[contact]]` with address, role, and at will name and the units it is
written to for (none: the whole office).
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from plans.blocks import fold
from plans.errors import MissingFileError, RegisterError
from plans.register import (
    CONTACT_ROLES,
    KINDS,
    Contact,
    ContactRole,
    Group,
    Kind,
    Register,
    Resolved,
    Unit,
    spelling_owners,
)

__all__ = ["Contact", "ContactRole", "Group", "Kind", "Register", "Resolved", "Unit", "load"]

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""A unit's code."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
"""An e-mail address that can be written to: ASCII, one @, a full domain."""
_KEYS: Mapping[str, frozenset[str]] = {
    "unit": frozenset({"code", "name", "kind", "aliases", "monitor", "valid_from", "valid_to", "successor"}),
    "group": frozenset({"code", "name", "spellings", "members"}),
    "contact": frozenset({"address", "role", "name", "units"}),
}
_T = TypeVar("_T")


def load(path: Path) -> Register:
    """The register in `path`. `RegisterError` names every mistake in it with its place, not only the first."""
    mistakes: list[str] = []
    raw = _toml(path)
    entries = {kind: tuple(_entries(raw, kind, mistakes)) for kind in _KEYS}
    units = tuple(map(_unit, entries["unit"]))
    groups = tuple(map(_group, entries["group"]))
    contacts = tuple(contact for entry in entries["contact"] for contact in _contacts(entry))
    # Contradictions between entries mean something only where each entry is sound.
    mistakes = mistakes or list(contradictions(units, groups, contacts))
    if mistakes:
        raise RegisterError(path=path, reason="; ".join(mistakes))
    return Register(units, groups, contacts)


def _toml(path: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise MissingFileError(path=path) from None
    except OSError as error:
        raise RegisterError(path=path, reason=f"hệ điều hành không cho đọc ({error.strerror})") from None
    except UnicodeDecodeError:
        raise RegisterError(path=path, reason="tệp không phải chữ UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise RegisterError(path=path, reason=f"tệp không đúng cú pháp TOML ({error})") from None
    if strange := raw.keys() - _KEYS.keys():
        raise RegisterError(path=path, reason=f"có phần không dùng: {', '.join(sorted(strange))}")
    if not raw.get("unit"):
        raise RegisterError(path=path, reason="chưa có đơn vị nào ([[unit]])")
    return raw


@dataclass(frozen=True, slots=True)
class _Entry:
    """One table of the file: gives the values of its keys and notes what is wrong with them."""

    place: str
    table: Mapping[str, Any]
    mistakes: list[str]

    def wrong(self, what: str) -> None:
        self.mistakes.append(f"{self.place}: {what}")

    def _of(self, key: str, kind: type[_T], wanted: str) -> _T | None:
        value = self.table.get(key)
        if value is None or type(value) is kind:
            return value
        self.wrong(f"{key} phải là {wanted}")
        return None

    def words(self, key: str) -> str | None:
        """Text, folded; None where there is none."""
        return fold(self._of(key, str, "chữ trong ngoặc kép") or "") or None

    def required(self, key: str) -> str:
        """Text that must be there."""
        text = self.words(key)
        if text is None:
            self.wrong(f"thiếu {key}")
        return text or ""

    def matching(self, key: str, pattern: re.Pattern[str], wanted: str) -> str:
        """Text that must be there in a certain form."""
        text = self.required(key)
        if text and not pattern.fullmatch(text):
            self.wrong(f"{key} “{text}” không phải {wanted}")
        return text

    def choice(self, key: str, choices: tuple[_T, ...]) -> _T:
        """One of a few words."""
        text = self.required(key)
        if text and text not in choices:
            self.wrong(f"{key} “{text}” không phải một trong: {', '.join(map(str, choices))}")
        return next((c for c in choices if c == text), choices[0])

    def several(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        values = self._of(key, list, "danh sách trong ngoặc vuông") or []
        if not all(isinstance(value, str) and fold(value) for value in values):
            self.wrong(f"{key} phải là danh sách chữ trong ngoặc kép, không có mục trống")
        return tuple(fold(value) for value in values if isinstance(value, str))

    def flag(self, key: str) -> bool:
        return bool(self._of(key, bool, "true hoặc false"))

    def day(self, key: str) -> dt.date | None:
        return self._of(key, dt.date, "ngày viết như 2025-03-01, không có ngoặc kép")


def _entries(raw: Mapping[str, Any], kind: str, mistakes: list[str]) -> Iterator[_Entry]:
    tables = raw.get(kind, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        mistakes.append(f"phần {kind} phải viết thành các mục [[{kind}]]")
        return
    for n, table in enumerate(tables, 1):
        name = table.get("code") or table.get("address") or ""
        entry = _Entry(f"[[{kind}]] thứ {n} ({name})", table, mistakes)
        if strange := table.keys() - _KEYS[kind]:
            entry.wrong(f"có khóa không dùng: {', '.join(sorted(strange))}")
        yield entry


def _unit(entry: _Entry) -> Unit:
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
        entry.wrong("valid_to đứng trước valid_from")
    return unit


def _group(entry: _Entry) -> Group:
    return Group(
        code=entry.matching("code", re.compile(f"@{CODE.pattern}"), "mã nhóm, bắt đầu bằng @"),
        name=entry.required("name"),
        spellings=entry.several("spellings"),
        members=entry.several("members"),
    )


def _contacts(entry: _Entry) -> Iterator[Contact]:
    address = entry.matching("address", ADDRESS, "địa chỉ thư điện tử")
    role = entry.choice("role", CONTACT_ROLES)
    units = entry.several("units")
    if not units and role not in {"leadership", "monitor"}:
        entry.wrong(f"vai trò {role} cần units")
    for unit in units or (None,):
        yield Contact(address, entry.words("name"), role, unit)


def contradictions(units: tuple[Unit, ...], groups: tuple[Group, ...], contacts: tuple[Contact, ...]) -> Iterator[str]:
    """What is wrong between entries that are each sound."""
    codes = Counter([unit.code for unit in units] + [group.code for group in groups])
    yield from (f"mã “{code}” dùng {n} lần" for code, n in codes.items() if n > 1)
    for spelling, owners in spelling_owners((*units, *groups)).items():
        if len(owners) > 1:
            yield f"tên “{spelling}” được ghi cho nhiều đơn vị: {', '.join(owners)}"
    known = {unit.code for unit in units}
    named = [(f"[[group]] {g.code}: thành viên", member) for g in groups for member in g.members]
    named += [(f"[[unit]] {u.code}: successor", u.successor) for u in units if u.successor]
    named += [(f"[[contact]] {c.address}: đơn vị", c.unit) for c in contacts if c.unit]
    yield from (f"{place} “{code}” không có trong danh bạ" for place, code in named if code not in known)
    monitors = [unit.code for unit in units if unit.monitor]
    if len(monitors) > 1:
        yield f"có hơn một đơn vị theo dõi (monitor): {', '.join(monitors)}"

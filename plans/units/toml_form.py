"""The register as TOML, for a file under version control. Its tables:

`[[unit]]` with code, name, kind, and at will aliases, monitor, valid_from, valid_to, successor; `[[group]]` with code,
name, and at will spellings, members; `[[contact]]` with address, role, and at will name, the units it is written to for
(none: the whole office), and an absence: absent_from, absent_to (both inclusive), substitute (an address).
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from plans.errors import RegisterError
from plans.units.entries import KEYS, Entry, EntryKind, Wording
from plans.units.register import Register
from plans.units.tables import absence_of, gathered

_WORDING = Wording(
    types={
        str: "chữ trong ngoặc kép",
        list: "danh sách trong ngoặc vuông",
        bool: "true hoặc false",
        dt.date: "ngày viết như 2025-03-01, không có ngoặc kép",
    }
)
_Value: TypeAlias = str | bool | dt.date | Sequence[str] | None


def read(data: bytes, path: Path, mistakes: list[str]) -> Mapping[EntryKind, list[Entry]]:
    """The entries of a file."""
    raw = _toml(data, path)
    return {kind: list(_entries(raw, kind, mistakes)) for kind in KEYS}


def _toml(data: bytes, path: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RegisterError(path=path, reason="tệp không phải chữ UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise RegisterError(path=path, reason=f"tệp không đúng cú pháp TOML ({error})") from None
    except RecursionError:
        raise RegisterError(path=path, reason="các ngoặc lồng nhau quá sâu") from None
    if strange := raw.keys() - KEYS.keys():
        raise RegisterError(path=path, reason=f"có phần không dùng: {', '.join(sorted(strange))}")
    return raw


def _entries(raw: Mapping[str, Any], kind: EntryKind, mistakes: list[str]) -> Iterator[Entry]:
    tables = raw.get(kind, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        mistakes.append(f"phần {kind} phải viết thành các mục [[{kind}]]")
        return
    for n, table in enumerate(tables, 1):
        name = table.get("code") or table.get("address") or ""
        entry = Entry(f"[[{kind}]] thứ {n} ({name})", table, mistakes, _WORDING)
        if strange := table.keys() - set(KEYS[kind]):
            entry.wrong(f"có khóa không dùng: {', '.join(sorted(strange))}")
        yield entry


def write(register: Register) -> bytes:
    """The file's content."""
    tables: list[tuple[EntryKind, dict[str, _Value]]] = []
    tables += [("unit", {key: getattr(unit, key) for key in KEYS["unit"]}) for unit in register.units]
    tables += [("group", {key: getattr(group, key) for key in KEYS["group"]}) for group in register.groups]
    for contact, units in gathered(register.contacts):
        values: dict[str, _Value] = {
            "address": contact.address,
            "name": contact.name,
            "role": contact.role,
            "units": units,
            **absence_of(contact),
        }
        tables.append(("contact", values))
    return "\n".join(_table(kind, values) for kind, values in tables).encode()


def _table(kind: EntryKind, values: Mapping[str, _Value]) -> str:
    lines = [f"{key} = {_said(value)}" for key, value in values.items() if value]
    return "\n".join([f"[[{kind}]]", *lines, ""])


def _said(value: _Value) -> str:
    if isinstance(value, bool):
        return "true"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # a basic string of TOML is written as JSON writes it
    return f"[{', '.join(map(_said, value or ()))}]"

"""A file of decisions in TOML → `Decisions`; its keys stand in `plans.review.decisions`."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plans.blocks import fold
from plans.review.decisions import KEYS, Decisions, DecisionsError, build, written_place

_WANTED = {
    str: "chữ trong ngoặc kép",
    list: "danh sách đơn vị trong ngoặc vuông",
    bool: "true hoặc false",
}


def read(content: bytes, path: Path) -> Decisions:
    """The decisions in `content`. `DecisionsError` names every mistake in it with its place."""
    raw = _toml(content, path)
    mistakes = [f"không dùng phần [{name}]" for name in raw if name not in (*KEYS, "units")]
    mistakes += [f"phần [{name}] phải gồm các khóa" for name in raw if not isinstance(raw[name], dict)]
    if not mistakes:
        raw["plan"] = {key: _as_text(value) for key, value in raw.get("plan", {}).items()}
        mistakes += _wrong_values("plan", "", raw["plan"])
        mistakes += [*_wrong_entries(raw, "tasks"), *_wrong_entries(raw, "duties"), *_wrong_units(raw)]
    Decisions(path).refuse(mistakes)
    return build(path, raw)


def _toml(content: bytes, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise DecisionsError(path=path, reason="tệp không phải chữ UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        place = f"dòng {found[1]}, cột {found[2]}" if found else "cuối tệp"
        raise DecisionsError(path=path, reason=f"{place}: không đúng cú pháp TOML") from None
    except RecursionError:
        raise DecisionsError(path=path, reason="các ngoặc lồng nhau quá sâu") from None


def _as_text(value: Any) -> Any:
    """A day may be written with quotes and without; a day with a time means something else."""
    return value.isoformat() if type(value) is dt.date else value


def _wrong_entries(raw: Mapping[str, Any], kind: str) -> Iterator[str]:
    for name, table in raw.get(kind, {}).items():
        if isinstance(table, dict):
            yield from _wrong_values(kind, name, table)
        else:
            yield f"{written_place(kind, name)}: cần các khóa {', '.join(KEYS[kind])}"


def _wrong_values(kind: str, name: str, table: Mapping[str, Any]) -> Iterator[str]:
    place = written_place(kind, name)
    for key, value in table.items():
        wanted = KEYS[kind].get(key)
        if wanted is None:
            quoted = "; mã phải đặt trong ngoặc kép" if isinstance(value, dict) else ""
            yield f"{place}: không có khóa {key}{quoted} (các khóa: {', '.join(KEYS[kind])})"
        elif not _fits(value, wanted):
            yield f"{place}: {key} phải là {_WANTED[wanted]}"


def _fits(value: Any, wanted: type) -> bool:
    if wanted is list:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, wanted)


def _wrong_units(raw: Mapping[str, Any]) -> Iterator[str]:
    for name, code in raw.get("units", {}).items():
        if not isinstance(code, str) or not fold(name):
            yield f"{written_place('units', name)}: cần một tên và một mã đơn vị trong ngoặc kép"

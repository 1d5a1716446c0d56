"""A change of the register, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from nhacviec.unit_import import Change
from plans.units.tables import KIND_WORDS, ROLE_WORDS
from scheduler.changes.unit_edits import WHOLE_OFFICE

_VERBS = {"added": "thêm ", "changed": "đổi ", "removed": "bỏ ", "only here": ""}
_NOUNS = {"alias": "tên gọi", "member": "thành viên", "contact": "địa chỉ", "absence": "đợt vắng mặt của"}
_FIELDS = {
    "name": "tên",
    "kind": "loại",
    "monitor": "theo dõi",
    "valid_from": "hiệu lực từ",
    "valid_to": "hiệu lực đến",
    "successor": "đơn vị kế tục",
}


def in_words(change: Change, names: Mapping[str, str]) -> str:
    """One line; `names` gives the names of units and groups by code."""
    sort, _, code = change.subject.partition(":")
    named = "Toàn cơ quan" if code == WHOLE_OFFICE else f"{names.get(code, code)} ({code})"
    match change.what.split(" ", 1):
        case ["only", _]:
            return named
        case ["added"]:
            return f"Thêm {'nhóm' if sort == 'group' else 'đơn vị'} {named}"
        case [noun, verb]:
            thing = f"{_NOUNS[noun]} {_thing(noun, change.detail, names)}"
            return f"{named}: {_VERBS[verb]}{thing}"
    return f"{named}: {'; '.join(_field(field, *values) for field, values in change.detail.items())}"


def _thing(noun: str, detail: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if noun == "alias":
        return f"“{detail['spelling']}”"
    if noun == "member":
        return f"{names.get(detail['unit'], detail['unit'])} ({detail['unit']})"
    if noun == "absence":
        return f"{detail['address']} ({ROLE_WORDS[detail['role']]}), {_away(detail)}"
    away = f", vắng mặt {_away(detail)}" if "first" in detail else ""
    person = f" – {detail['name']}" if detail["name"] else ""
    return f"{detail['address']}{person} ({ROLE_WORDS[detail['role']]}){away}"


def _away(detail: Mapping[str, Any]) -> str:
    """From when to when, and who hears meanwhile."""
    instead = f", thay: {detail['substitute']}" if detail["substitute"] else ""
    return f"từ {detail['first']:%d/%m/%Y} đến hết {detail['last']:%d/%m/%Y}{instead}"


def _field(field: str, old: Any, new: Any) -> str:
    return f"{_FIELDS[field]}: {_said(field, old)} → {_said(field, new)}"


def _said(field: str, value: Any) -> str:
    if value is None:
        return "(không ghi)"
    if isinstance(value, bool):
        return "có" if value else "không"
    if field in {"valid_from", "valid_to"}:
        return f"{dt.date.fromisoformat(value):%d/%m/%Y}"
    return str(KIND_WORDS[value] if field == "kind" else value)

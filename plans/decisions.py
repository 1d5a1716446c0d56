"""What a person decided about a plan under review: an editable file (TOML) → the review with it carried out.

[tasks."1.I.3"]                        # a task, by its printed name
phrase = "Quý II/2022"                 # the deadline is read in these words instead
lead = ["van-phong"]                   # these units, by code, instead; and so with coordinating
skip = true                            # the task is left out
same_as = "1.I.2"                      # in an amended plan: it is this task of the plan in force …
new = true                             # … or none of them
[units]
"Bộ phận Một cửa" = "van-phong"        # a name that the register does not have, for this reading
[duties."0.V.1#2"]                     # a duty found in the text, by its id
adopt = true                           # it is followed (false: it is not); phrase, lead, coordinating as above
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from plans.blocks import fold
from plans.errors import MissingFileError
from plans.model import Document, TaskRow, TextDuty, names
from plans.names import key
from plans.register import Owner, Register, spelling_owners
from plans.review import Review, ReviewedDuty, ReviewedTask, assemble, review
from rules.errors import InputError
from rules.parse import parse


class DecisionsError(InputError):
    """Tệp quyết định {path} có lỗi: {reason}."""


@dataclass(frozen=True, slots=True)
class Decision:
    """About one task or duty; None where it stays as printed. `taken`: whether it is to be followed.

    `same_as` names the task of the plan in force that it amends, `new` says that there is none (plans.comparison).
    """

    phrase: str | None = None
    lead: tuple[str, ...] | None = None
    coordinating: tuple[str, ...] | None = None
    taken: bool | None = None
    same_as: str | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Decisions:
    """A file of decisions as read: by the name of a task, by the id of a duty, by a unit's name its code."""

    path: Path
    tasks: Mapping[str, Decision]
    duties: Mapping[str, Decision]
    units: Mapping[str, str]


_KEYS: Mapping[str, Mapping[str, type]] = {
    "tasks": {"phrase": str, "lead": list, "coordinating": list, "skip": bool, "same_as": str, "new": bool},
    "duties": {"phrase": str, "lead": list, "coordinating": list, "adopt": bool},
}
_WANTED = {str: "chữ trong ngoặc kép", list: "danh sách mã đơn vị trong ngoặc vuông", bool: "true hoặc false"}
_One = TypeVar("_One", ReviewedTask, ReviewedDuty)


def load(path: Path) -> Decisions:
    """The decisions in `path`. `DecisionsError` names every mistake in it with its place."""
    raw = _toml(path)
    mistakes = [f"không dùng phần [{name}]" for name in raw if name not in (*_KEYS, "units")]
    mistakes += [f"phần [{name}] phải gồm các khóa" for name in raw if not isinstance(raw[name], dict)]
    if not mistakes:
        mistakes = [*_wrong_entries(raw, "tasks"), *_wrong_entries(raw, "duties"), *_wrong_units(raw)]
    if mistakes:
        raise DecisionsError(path=path, reason="; ".join(mistakes))
    tasks, duties = ({n: _decision(t) for n, t in raw.get(kind, {}).items()} for kind in ("tasks", "duties"))
    return Decisions(path, tasks, duties, raw.get("units", {}))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise MissingFileError(path=path) from None
    except OSError as error:
        raise DecisionsError(path=path, reason=f"hệ điều hành không cho đọc ({error.strerror})") from None
    except UnicodeDecodeError:
        raise DecisionsError(path=path, reason="tệp không phải chữ UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        place = f"dòng {found[1]}, cột {found[2]}" if found else "cuối tệp"
        raise DecisionsError(path=path, reason=f"{place}: không đúng cú pháp TOML") from None


def _wrong_entries(raw: Mapping[str, Any], kind: str) -> Iterator[str]:
    for name, table in raw.get(kind, {}).items():
        place = f'[{kind}."{name}"]'
        if not isinstance(table, dict):
            yield f"{place}: cần các khóa {', '.join(_KEYS[kind])}"
            continue
        for word, value in table.items():
            wanted = _KEYS[kind].get(word)
            if wanted is None:
                quoted = "; mã phải đặt trong ngoặc kép" if isinstance(value, dict) else ""
                yield f"{place}: không có khóa {word}{quoted} (các khóa: {', '.join(_KEYS[kind])})"
            elif not _fits(value, wanted):
                yield f"{place}: {word} phải là {_WANTED[wanted]}"
            elif wanted is str and not fold(str(value)):
                yield f"{place}: {word} còn trống"


def _fits(value: Any, wanted: type) -> bool:
    if wanted is list:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, wanted)


def _wrong_units(raw: Mapping[str, Any]) -> Iterator[str]:
    for name, code in raw.get("units", {}).items():
        if not isinstance(code, str) or not fold(name):
            yield f'[units] "{name}": cần một tên và một mã đơn vị trong ngoặc kép'


def _decision(table: Mapping[str, Any]) -> Decision:
    lead, coordinating = (tuple(table[word]) if word in table else None for word in ("lead", "coordinating"))
    phrase = fold(table["phrase"]) if "phrase" in table else None
    taken = not table["skip"] if "skip" in table else table.get("adopt")
    return Decision(phrase, lead, coordinating, taken, table.get("same_as"), table.get("new", False))


def apply(document: Document, register: Register, decisions: Decisions) -> Review:
    """The review of `document` with the decisions carried out; `decided` says them in words.

    A phrase that is still not understood stays a question. `DecisionsError` where they speak of a task, duty or unit
    that there is not.
    """
    task_names = names(document.tasks)
    mistakes = [
        *(f'[tasks."{name}"]: văn bản không có nhiệm vụ này' for name in decisions.tasks if name not in task_names),
        *_unknown_duties(document, decisions),
        *_unknown_codes(register, decisions),
    ]
    known = register if mistakes else _with_names(register, decisions.units)
    mistakes += _shared_names(known, decisions.units)
    if mistakes:
        raise DecisionsError(path=decisions.path, reason="; ".join(mistakes))
    printed = review(document, known)
    tasks = {
        name: _carried_out(one, one.row, decisions.tasks.get(name, Decision()), known)
        for name, one in zip(task_names, printed.tasks, strict=True)
    }
    duties = tuple(
        _carried_out(one, one.duty, decisions.duties.get(one.duty.id, Decision()), known) for one in printed.duties
    )
    kept = tuple(one for name, one in tasks.items() if decisions.tasks.get(name, Decision()).taken is not False)
    followed = {name: one.taken for name, one in decisions.duties.items() if one.taken is not None}
    return replace(assemble(document, known, kept, duties, followed), decided=tuple(_in_words(document, decisions)))


def _unknown_duties(document: Document, decisions: Decisions) -> Iterator[str]:
    ids = {duty.id for duty in document.duties}
    yield from (f'[duties."{name}"]: lời văn không có việc này' for name in decisions.duties if name not in ids)


def _unknown_codes(register: Register, decisions: Decisions) -> Iterator[str]:
    codes = {owner.code for owner in register.owners}
    named = [(f'[units] "{name}"', [code]) for name, code in decisions.units.items()]
    for kind, entries in (("tasks", decisions.tasks), ("duties", decisions.duties)):
        for name, one in entries.items():
            named += [(f'[{kind}."{name}"] lead', list(one.lead or ()))]
            named += [(f'[{kind}."{name}"] coordinating', list(one.coordinating or ()))]
    for place, given in named:
        yield from (f"{place}: danh bạ không có mã “{code}”" for code in given if code not in codes)


def _with_names(register: Register, new: Mapping[str, str]) -> Register:
    """The register with further names of its units and groups."""

    def of(owner: Owner) -> tuple[str, ...]:
        return tuple(name for name, code in new.items() if code == owner.code)

    units = tuple(replace(unit, aliases=(*unit.aliases, *of(unit))) for unit in register.units)
    groups = tuple(replace(group, spellings=(*group.spellings, *of(group))) for group in register.groups)
    return Register(units, groups, register.contacts)


def _shared_names(register: Register, new: Iterable[str]) -> list[str]:
    owners = spelling_owners(register.owners)
    return [
        f'[units] "{name}": danh bạ có tên này cho nhiều đơn vị ({", ".join(owners[key(name)])})'
        for name in new
        if len(owners.get(key(name), ())) > 1
    ]


def _carried_out(one: _One, printed: TaskRow | TextDuty, decision: Decision, register: Register) -> _One:
    cells = [(decision.lead, printed.lead_text), (decision.coordinating, printed.coordinating_text)]
    unknown = [name for decided, text in cells if decided is None for name in register.resolve(text).unknown]
    return replace(
        one,
        lead=one.lead if decision.lead is None else decision.lead,
        coordinating=one.coordinating if decision.coordinating is None else decision.coordinating,
        unknown=tuple(dict.fromkeys(unknown)),
        reading=one.reading if decision.phrase is None else parse(decision.phrase),
    )


def _in_words(document: Document, decisions: Decisions) -> Iterator[str]:
    phrases = dict(zip(names(document.tasks), (row.phrase for row in document.tasks), strict=True))
    phrases |= {duty.id: duty.phrase for duty in document.duties}
    for name, code in decisions.units.items():
        yield f"“{name}” là đơn vị {code}"
    for name, one in (*decisions.tasks.items(), *decisions.duties.items()):
        if one.taken is not None:
            yield f"{name}: {'có' if one.taken else 'không'} theo dõi"
        if one.phrase is not None:
            yield f"{name}: đọc thời hạn là “{one.phrase}” (văn bản ghi: {_quoted(phrases[name])})"
        if one.lead is not None:
            yield f"{name}: chủ trì {', '.join(one.lead) or '(không có)'}"
        if one.same_as is not None:
            yield f"{name}: là nhiệm vụ {one.same_as} của kế hoạch đang theo dõi"
        if one.new:
            yield f"{name}: là nhiệm vụ mới"
        if one.coordinating is not None:
            yield f"{name}: phối hợp {', '.join(one.coordinating) or '(không có)'}"


def _quoted(phrase: str | None) -> str:
    return f"“{phrase}”" if phrase else "không ghi"

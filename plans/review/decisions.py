"""What a person decided about a plan under review, as values; read from a file by `plans.review.decision_files`.

The keys of such a file, in TOML; a workbook (`plans.review.sheets`) has a column for each:

[plan]
period = "2021-2025"                   # what the head of the document does not say; issued = "5/11/2021"
totals_checked = true                  # the printed totals were compared with what was read
[tasks."1.I.3"]                        # a task, by its printed name
phrase = "Quý II/2022"                 # the deadline is read in these words instead
lead = ["van-phong"]                   # these units, by code or name, instead; and so with coordinating
confirm = true                         # the deadline is read right, or there is none
skip = true                            # the task is left out
same_as = "1.I.2"                      # in an amended plan: it is this task of the plan in force …
new = true                             # … or none of them
[units]
"Bộ phận Một cửa" = "van-phong"        # a name that the register does not have; adoption remembers it
"VTV" = "không"                        # it names nobody whose work is followed, in this plan
[duties."0.V.1#2"]                     # a duty found in the text, by its id
adopt = true                           # it is followed (false: it is not); phrase, lead, coordinating, confirm as above
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from plans.blocks import fold
from rules.errors import InputError


class DecisionsError(InputError):
    """Tệp quyết định {path} có lỗi: {reason}."""


Tables: TypeAlias = dict[str, dict[str, Any]]
"""A file of decisions as its tables: `plan` by key, `units` by name, `tasks` and `duties` by name, then by key."""
Place: TypeAlias = tuple[str, str, str]
"""A value in a file of decisions: kind of table, name of its entry, key."""
KEYS: Mapping[str, Mapping[str, type]] = {
    "plan": {"period": str, "issued": str, "totals_checked": bool},
    "tasks": {
        "phrase": str,
        "lead": list,
        "coordinating": list,
        "confirm": bool,
        "skip": bool,
        "same_as": str,
        "new": bool,
    },
    "duties": {"phrase": str, "lead": list, "coordinating": list, "confirm": bool, "adopt": bool},
}
"""The kinds of tables with their keys and what each holds; `units` beside them maps names to codes."""
NOBODY = "không"
"""Stands for a unit's code where a name means nobody whose work is followed."""
_YEAR = r"(?:19|20|21)\d\d"


@dataclass(frozen=True, slots=True)
class Decision:
    """About one task or duty; None where it stays as printed. `taken`: whether it is to be followed.

    `confirmed`: its deadline is read right, or there is none. `same_as` names the task of the plan in force that it
    amends, `new` says that there is none (plans.comparison).
    """

    phrase: str | None = None
    lead: tuple[str, ...] | None = None
    coordinating: tuple[str, ...] | None = None
    taken: bool | None = None
    confirmed: bool = False
    same_as: str | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Decisions:
    """A file of decisions as read: by the name of a task, by the id of a duty, by a unit's name its code or name.

    `period` (inclusive years) and `issued` stand in for the head of the document. `cells` say in Vietnamese where a
    value stands, in a file whose keys do not say it.
    """

    path: Path
    tasks: Mapping[str, Decision] = field(default_factory=dict)
    duties: Mapping[str, Decision] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    period: tuple[int, int] | None = None
    issued: dt.date | None = None
    totals_checked: bool = False
    cells: Mapping[Place, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    def place(self, kind: str, name: str, key: str = "") -> str:
        """Where a value stands, as a message tells it."""
        return self.cells.get((kind, name, key)) or written_place(kind, name, key)

    def refuse(self, mistakes: Iterable[str]) -> None:
        """Raise `DecisionsError` with all `mistakes`, if there are any."""
        if listed := list(mistakes):
            raise DecisionsError(path=self.path, reason="; ".join(listed))


def written_place(kind: str, name: str, key: str = "") -> str:
    """The place of a value in TOML."""
    table = f'[{kind}."{name}"]' if kind in {"tasks", "duties"} else f'[{kind}] "{name}"' if name else f"[{kind}]"
    return f"{table} {key}".rstrip()


def build(path: Path, raw: Mapping[str, Any], cells: Mapping[Place, str] | None = None) -> Decisions:
    """The decisions in the tables of `raw`, each value of the kind that `KEYS` names. Raises `DecisionsError`.

    An entry without any key decides nothing and is left out.
    """
    tasks, duties = ({n: _decision(t) for n, t in raw.get(kind, {}).items() if t} for kind in ("tasks", "duties"))
    plan = raw.get("plan", {})
    period = _period(plan["period"]) if "period" in plan else None
    issued = _day(plan["issued"]) if "issued" in plan else None
    units = {name: fold(code) for name, code in raw.get("units", {}).items()}
    found = Decisions(path, tasks, duties, units, period, issued, plan.get("totals_checked", False), cells or {})
    found.refuse(_wrong_values(found, plan))
    return found


def tables_of(decisions: Decisions) -> Tables:
    """The tables from which `build` makes the decisions again."""
    plan: dict[str, Any] = {}
    if decisions.period:
        plan["period"] = "-".join(map(str, decisions.period))
    if decisions.issued:
        plan["issued"] = decisions.issued.isoformat()
    if decisions.totals_checked:
        plan["totals_checked"] = True
    found: Tables = {"plan": plan, "units": dict(decisions.units)}
    for kind, entries, taken in (("tasks", decisions.tasks, "skip"), ("duties", decisions.duties, "adopt")):
        found[kind] = {name: _table(one, taken) for name, one in entries.items()}
    return found


def _table(one: Decision, taken: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "phrase": one.phrase,
        "lead": None if one.lead is None else list(one.lead),
        "coordinating": None if one.coordinating is None else list(one.coordinating),
        taken: one.taken if one.taken is None or taken == "adopt" else not one.taken,
        "confirm": one.confirmed or None,
        "same_as": one.same_as,
        "new": one.new or None,
    }
    return {key: value for key, value in said.items() if value is not None}


def _decision(table: Mapping[str, Any]) -> Decision:
    lead, coordinating = (tuple(map(fold, table[key])) if key in table else None for key in ("lead", "coordinating"))
    phrase = fold(table["phrase"]) if "phrase" in table else None
    taken = not table["skip"] if "skip" in table else table.get("adopt")
    return Decision(
        phrase, lead, coordinating, taken, table.get("confirm", False), table.get("same_as"), table.get("new", False)
    )


def _wrong_values(found: Decisions, plan: Mapping[str, Any]) -> Iterator[str]:
    if "period" in plan and found.period is None:
        yield f"{found.place('plan', '', 'period')} phải viết như 2021-2025 hoặc 2022"
    if "issued" in plan and found.issued is None:
        yield f"{found.place('plan', '', 'issued')} phải là một ngày, viết như 2021-11-05 hoặc 5/11/2021"
    for kind, entries in (("tasks", found.tasks), ("duties", found.duties)):
        for name, one in entries.items():
            if one.phrase == "":
                yield f"{found.place(kind, name, 'phrase')} còn trống"
    for name, code in found.units.items():
        if not fold(name) or not code:
            yield f"{found.place('units', name)}: cần một tên và một đơn vị trong danh bạ"


def _period(text: str) -> tuple[int, int] | None:
    match = re.fullmatch(rf"({_YEAR})(?:\s*[-–]\s*({_YEAR}))?", fold(text))
    years = (int(match[1]), int(match[2] or match[1])) if match else None
    return years if years and years[0] <= years[1] else None


def _day(text: str) -> dt.date | None:
    text = fold(text)
    office, iso = re.fullmatch(rf"(\d\d?)/(\d\d?)/({_YEAR})", text), re.fullmatch(rf"({_YEAR})-(\d\d)-(\d\d)", text)
    parts = iso.groups() if iso else office.groups()[::-1] if office else ()
    try:
        year, month, day = map(int, parts)
        return dt.date(year, month, day)
    except ValueError:
        return None

"""Decisions of a person carried out on the review of a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from plans.blocks import fold
from plans.model import Document, TaskRow, TextDuty, names
from plans.review.decisions import NOBODY, Decision, Decisions
from plans.review.review import Review, ReviewedDuty, ReviewedTask, assemble, review
from plans.units.names import key
from plans.units.register import Owner, Register, has_ended, spelling_owners
from rules.parse import parse
from rules.say import say_day

_One = TypeVar("_One", ReviewedTask, ReviewedDuty)


def apply(document: Document, register: Register, decisions: Decisions) -> Review:
    """The review of `document` with the decisions carried out, those about its head too; `decided` says them in words.

    A phrase that is still not understood stays a question. `DecisionsError` where they speak of a task, duty, name or
    unit that there is not.
    """
    head = document.head
    head = replace(head, period=decisions.period or head.period, issued=decisions.issued or head.issued)
    document = replace(document, head=head)
    task_names = names(document.tasks)
    looked_up = _LookedUp(register, decisions)
    tasks, duties, units = looked_up.entries("tasks"), looked_up.entries("duties"), looked_up.units()
    decisions.refuse([*_strangers(document, task_names, decisions), *looked_up.mistakes])
    known = _with_names(register, units)
    decisions.refuse(_shared_names(known, decisions, head.day))
    nobody = {key(name) for name, unit in decisions.units.items() if _is_nobody(unit)}
    printed = review(document, known)
    by_name = {
        name: _carried_out(one, one.row, tasks.get(name, Decision()), known, head.day, nobody)
        for name, one in zip(task_names, printed.tasks, strict=True)
        if tasks.get(name, Decision()).taken is not False
    }
    reviewed_duties = tuple(
        _carried_out(one, one.duty, duties.get(one.duty.id, Decision()), known, head.day, nobody)
        for one in printed.duties
    )
    followed = {name: one.taken for name, one in duties.items() if one.taken is not None}
    found = assemble(document, known, by_name, reviewed_duties, followed, totals_checked=decisions.totals_checked)
    said = tuple(_in_words(document, decisions, {**tasks, **duties}, units, register))
    return replace(found, decided=said, new_names=tuple((fold(name), code) for name, code in units.items()))


def _strangers(document: Document, task_names: Iterable[str], decisions: Decisions) -> Iterator[str]:
    """Decisions about what the document does not have."""
    known = set(task_names)
    for name in (name for name in decisions.tasks if name not in known):
        yield f"{decisions.place('tasks', name)}: văn bản không có nhiệm vụ {name}"
    ids = {duty.id for duty in document.duties}
    for name in (name for name in decisions.duties if name not in ids):
        yield f"{decisions.place('duties', name)}: lời văn không có việc {name}"
    both: tuple[TaskRow | TextDuty, ...] = (*document.tasks, *document.duties)
    printed = "\n".join(key(text) for one in both for text in (one.lead_text, one.coordinating_text) if text)
    for name in decisions.units:
        if key(name) not in printed:
            yield f"{decisions.place('units', name)}: văn bản không ghi tên “{fold(name)}”"


@dataclass(frozen=True, slots=True)
class _LookedUp:
    """The decisions with every unit, written by code or name, as its code; `mistakes` name those that are not known."""

    register: Register
    decisions: Decisions
    mistakes: list[str] = field(default_factory=list)

    def units(self) -> dict[str, str]:
        """The code of each name that is a unit's."""
        given = self.decisions.units.items()
        return {name: self._code(unit, "units", name, "") for name, unit in given if not _is_nobody(unit)}

    def entries(self, kind: str) -> dict[str, Decision]:
        """The decisions about tasks, or about duties."""
        given = self.decisions.tasks if kind == "tasks" else self.decisions.duties
        return {
            name: replace(
                one,
                lead=self._codes(one.lead, kind, name, "lead"),
                coordinating=self._codes(one.coordinating, kind, name, "coordinating"),
            )
            for name, one in given.items()
        }

    def _codes(self, given: tuple[str, ...] | None, kind: str, name: str, word: str) -> tuple[str, ...] | None:
        """The codes; members that are chosen stand in for a collective that has none of its own."""
        if given is None:
            return None
        codes = tuple(dict.fromkeys(self._code(one, kind, name, word) for one in given))
        empty = {group.code for group in self.register.groups if not group.members}
        return tuple(code for code in codes if code not in empty) or codes

    def _code(self, given: str, kind: str, name: str, word: str) -> str:
        if given in {owner.code for owner in self.register.owners}:
            return given
        owners = spelling_owners(self.register.owners).get(key(given), ())
        if len(owners) == 1:
            return owners[0]
        near = self.register.nearest(given)
        hint = f" (gần giống: “{near}”)" if near else ""
        self.mistakes.append(f"{self.decisions.place(kind, name, word)}: danh bạ không có đơn vị “{given}”{hint}")
        return given


def _is_nobody(unit: str) -> bool:
    return unit.casefold() == NOBODY


def _with_names(register: Register, new: Mapping[str, str]) -> Register:
    """The register with further names of its units and groups."""

    def of(owner: Owner) -> tuple[str, ...]:
        return tuple(fold(name) for name, code in new.items() if code == owner.code)

    units = tuple(replace(unit, aliases=(*unit.aliases, *of(unit))) for unit in register.units)
    groups = tuple(replace(group, spellings=(*group.spellings, *of(group))) for group in register.groups)
    return replace(register, units=units, groups=groups)


def _shared_names(register: Register, decisions: Decisions, on: dt.date | None) -> Iterator[str]:
    """A name that the register has already may be given to another unit only where its unit is no more."""
    owners = spelling_owners(one for one in register.owners if not has_ended(one, on))
    names_of = {owner.code: owner.name for owner in register.owners}
    for name in decisions.units:
        if len(codes := owners.get(key(name), ())) > 1:
            bearers = "; ".join(f"{names_of[code]} ({code})" for code in codes)
            yield f"{decisions.place('units', name)}: “{fold(name)}” không thể là tên gọi của nhiều đơn vị: {bearers}"


def _carried_out(
    one: _One,
    printed: TaskRow | TextDuty,
    decision: Decision,
    register: Register,
    on: dt.date | None,
    nobody: Container[str],
) -> _One:
    """With the decision about it; the keys of names in `nobody` are no units."""
    cells = [(decision.lead, printed.lead_text), (decision.coordinating, printed.coordinating_text)]
    left = [register.resolve(text, on) for decided, text in cells if decided is None]
    unknown = [name for cell in left for name in cell.unknown if key(name) not in nobody]
    return replace(
        one,
        ended=tuple(dict.fromkeys(unit for cell in left for unit in cell.ended)),
        lead=one.lead if decision.lead is None else decision.lead,
        coordinating=one.coordinating if decision.coordinating is None else decision.coordinating,
        unknown=tuple(dict.fromkeys(unknown)),
        reading=one.reading if decision.phrase is None else parse(decision.phrase),
        lead_decided=decision.lead is not None,
        confirmed=decision.confirmed,
    )


def _in_words(
    document: Document,
    decisions: Decisions,
    entries: Mapping[str, Decision],
    units: Mapping[str, str],
    register: Register,
) -> Iterator[str]:
    unit_names = {owner.code: owner.name for owner in register.owners}
    phrases = dict(zip(names(document.tasks), (row.phrase for row in document.tasks), strict=True))
    phrases |= {duty.id: duty.phrase for duty in document.duties}
    if decisions.period:
        yield f"kế hoạch thực hiện trong các năm {decisions.period[0]}–{decisions.period[1]}"
    if decisions.issued:
        yield f"ban hành ngày {say_day(decisions.issued)}"
    if decisions.totals_checked:
        yield "đã đối chiếu tổng số nhiệm vụ với văn bản"
    for name in decisions.units:
        code = units.get(name)
        yield f"“{fold(name)}” {f'là {unit_names[code]} ({code})' if code else 'không phải đơn vị cần theo dõi'}"
    for name, one in entries.items():
        yield from (f"{name}: {what}" for what in _one_in_words(one, phrases[name], unit_names))


def _one_in_words(one: Decision, phrase: str | None, unit_names: Mapping[str, str]) -> Iterator[str]:
    if one.taken is not None:
        yield f"{'có' if one.taken else 'không'} theo dõi"
    if one.phrase is not None:
        yield f"đọc thời hạn là “{one.phrase}” (văn bản ghi: {f'“{phrase}”' if phrase else 'không ghi'})"
    for role, codes in (("chủ trì", one.lead), ("phối hợp", one.coordinating)):
        if codes is not None:
            yield f"{role} {'; '.join(unit_names[code] for code in codes) or '(không có)'}"
    if one.confirmed:
        yield "đúng như đã đọc"

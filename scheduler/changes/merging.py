"""Units are merged: what they have not finished goes over to another, with its key and what was said of it.

An obligation keeps its number, its due date and the notices given, so no rung of the ladder is given twice. Where two
of one occurrence come into one hand, the one due earlier stays and the other closes as *merged*. What is closed keeps
the name of the unit that had it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from db.duties import ObligationRow, change_obligations, obligations
from db.engine import Connection, reading, writing
from db.history import record
from db.mails import add_act
from db.planned_mergers import PlannedMerger, merger_done, planned_mergers
from db.plans import TaskRow, change_tasks, plans, tasks
from db.register import (
    ContactRow,
    Register,
    UnitRow,
    add_members,
    add_spelling,
    end_unit,
    load_register,
    make_monitor,
    spellings_of,
)
from plans.units.names import key
from rules.errors import NhacviecError
from rules.say import say_day
from rules.workdays import ONE_DAY
from scheduler.clock import local_day
from scheduler.duties.recompute import recompute
from scheduler.duties.unfold import Deed
from scheduler.office import Office, World, world
from scheduler.planning.heirs import inherited
from scheduler.writing.merger_lines import told_lines

_UNSETTLED = ("open", "past", "void", "withdrawn")
"""What may still be owed, or come back; in the order in which one of two that meet stays."""


class MergeError(NhacviecError):
    """Chưa hợp nhất đơn vị nào: {reason}."""


@dataclass(frozen=True, slots=True)
class Merger:
    """The units `old` (codes) end, and `new` stands in their place from the local day `day` on."""

    old: tuple[str, ...]
    new: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merger comes to.

    `moved` are obligations that come over, `closed` those that close as merged (each with the one that stays), `tasks`
    those whose units change, as they are then. `groups` and `names` are new to the unit; `silent` hear no more.
    """

    merger: Merger
    moved: tuple[ObligationRow, ...]
    closed: tuple[tuple[ObligationRow, ObligationRow], ...]
    tasks: tuple[TaskRow, ...]
    groups: tuple[str, ...]
    names: tuple[str, ...]
    silent: tuple[ContactRow, ...]
    ending: tuple[str, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether all of it was done before."""
        return not (self.ending or self.moved or self.closed or self.tasks)


def preview(office: Office, merger: Merger, at: dt.datetime) -> Merged:
    """What `merge` would do on that day, by what is known today; nothing is written. Raises `MergeError`."""
    day = max(local_day(at), merger.day)
    with reading(office.engine) as conn:
        _refuse_planned(conn, merger)
        return _merged(conn, world(office, conn, on=day), merger, day)


def merge(office: Office, merger: Merger, *, at: dt.datetime, actor: str) -> Merged:
    """Merge the units: register, tasks, obligations, history and the letter's lines in one transaction.

    Done a second time it changes nothing. Raises `MergeError`.
    """
    today = local_day(at)
    with writing(office.engine) as conn:
        if merger.day > today:
            raise MergeError(reason=f"ngày {say_day(merger.day)} chưa đến")
        known = world(office, conn, on=today)
        _refuse_planned(conn, merger)
        found = _merged(conn, known, merger, today)
        for one in planned_mergers(conn):
            if same(one, merger):
                merger_done(conn, one.id, at)
        if found.changes_nothing:
            return found
        names = ", ".join(map(known.register.name_of, merger.old))
        deed = Deed(conn, at, today, actor, f"{names} nhập vào {known.register.name_of(merger.new)}")
        lines = told_lines(conn, known, merger.old, found.moved, today)
        _write_register(deed, known.register, found)
        change_tasks(conn, found.tasks)
        _hand_over(deed, found)
        if lines:
            to = sorted({one.mailbox for one in found.silent if one.role == "lead" and not one.suspended})
            detail = {"old": list(merger.old), "since": merger.day, "lines": lines, "to": to}
            add_act(conn, "units_merged", f"unit:{merger.new}", at=at, day=today, **detail)
    recompute(office, at)
    return found


def _merged(conn: Connection, known: World, merger: Merger, today: dt.date) -> Merged:
    register = known.register
    _refuse(merger, register, today)
    after = _register_after(register, merger)
    rows = [task for plan in plans(conn, "adopted", "closed") for task in tasks(conn, plan_id=plan.id, withdrawn=True)]
    changed = [(task, inherited(task, after, today)) for task in rows]
    moved, closed = _meeting(conn, merger)
    groups = [code for code, members in register.members.items() if {*merger.old} & {*members}]
    return Merged(
        merger,
        tuple(moved),
        tuple(closed),
        tuple(new for old, new in changed if old != new),
        tuple(code for code in groups if merger.new not in register.members[code]),
        tuple(_names(conn, register, merger, today)),
        tuple(one for one in register.contacts if one.unit in merger.old),
        tuple(code for code in merger.old if register.units[code].successor != merger.new),
    )


def same(one: PlannedMerger, merger: Merger) -> bool:
    """Whether the one that waits is this merger."""
    return ({*one.old}, one.new, one.day) == ({*merger.old}, merger.new, merger.day)


def _refuse_planned(conn: Connection, merger: Merger) -> None:
    """A unit that is to end on a day ahead is not merged otherwise meanwhile, nor is anything merged into it then."""
    for one in planned_mergers(conn):
        taken = {*one.old} & {*merger.old, *([merger.new] if merger.day >= one.day else [])}
        if taken and not same(one, merger):
            names = load_register(conn).name_of
            raise MergeError(
                reason=f"{', '.join(map(names, sorted(taken)))} đã được ghi sẽ nhập vào {names(one.new)} từ "
                f"{say_day(one.day)}; muốn đổi thì bỏ trước: nhacviec unit merge {' '.join(one.old)} --into {one.new} "
                f"--from {one.day} --cancel"
            )


def _refuse(merger: Merger, register: Register, today: dt.date) -> None:
    for code in (*merger.old, merger.new):
        if code not in register.units:
            raise MergeError(reason=f"không có đơn vị «{code}»; xem «nhacviec unit list»")
    if merger.new in merger.old:
        raise MergeError(reason=f"không nhập {register.name_of(merger.new)} vào chính nó được")
    new = register.units[merger.new]
    if new.has_ended(today) or new.has_ended(merger.day):
        raise MergeError(reason=f"{new.name} đã kết thúc hoạt động ngày {say_day(new.valid_to or today)}")
    if new.valid_from and new.valid_from > merger.day:
        raise MergeError(reason=f"{new.name} hoạt động từ {say_day(new.valid_from)}, sau ngày hợp nhất")
    if round_trip := {*merger.old} & {*_successors(register, merger.new)}:
        names = ", ".join(map(register.name_of, sorted(round_trip)))
        raise MergeError(reason=f"{names} được ghi là đơn vị kế tục của {new.name}; hợp nhất như vậy thành vòng")
    for code in merger.old:
        _refuse_old(register.units[code], merger, register)
    elsewhere = [one for one in register.contacts if one.role == "monitor" and one.unit not in merger.old]
    if any(register.units[code].is_monitor for code in merger.old) and not elsewhere:
        raise MergeError(
            reason=f"chưa có địa chỉ theo dõi ở {new.name}; hãy ghi trước: nhacviec unit contact {new.code} "
            "--role monitor --add ĐỊA_CHỈ"
        )


def _refuse_old(old: UnitRow, merger: Merger, register: Register) -> None:
    last = merger.day - ONE_DAY
    if old.successor and old.successor != merger.new and old.valid_to:
        into = f"{register.name_of(old.successor)} ({old.successor})"
        raise MergeError(reason=f"{old.name} đã nhập vào {into} từ {say_day(old.valid_to + ONE_DAY)}")
    if old.valid_to and old.valid_to != last:
        begins = old.valid_to + ONE_DAY
        raise MergeError(
            reason=f"{old.name} đã kết thúc hoạt động ngày {say_day(old.valid_to)}; hãy ghi --from {begins}"
        )
    if old.valid_from and old.valid_from > last:
        raise MergeError(reason=f"{old.name} mới hoạt động từ {say_day(old.valid_from)}")


def _successors(register: Register, code: str) -> Iterator[str]:
    passed: set[str] = set()
    one = register.units[code].successor
    while one is not None and one not in passed and one in register.units:
        yield one
        passed.add(one)
        one = register.units[one].successor


def _register_after(register: Register, merger: Merger) -> Register:
    ended = {
        code: replace(register.units[code], valid_to=merger.day - ONE_DAY, successor=merger.new) for code in merger.old
    }
    return replace(register, units={**register.units, **ended})


def _meeting(conn: Connection, merger: Merger) -> tuple[list[ObligationRow], list[tuple[ObligationRow, ObligationRow]]]:
    """What moves, and pairs of what closes and what stays."""
    held: dict[int, list[ObligationRow]] = {}
    for unit in (*merger.old, merger.new):
        for row in obligations(conn, unit=unit):
            if row.state in _UNSETTLED:
                held.setdefault(row.occurrence_id, []).append(row)
    moved, closed = [], []
    for rows in held.values():
        if all(row.held_by == merger.new for row in rows):
            continue
        stays, *others = sorted(rows, key=lambda row: _earlier(row, merger))
        moved += [stays] if stays.held_by != merger.new else []
        closed += [(row, stays) for row in others]
    return moved, closed


def _earlier(row: ObligationRow, merger: Merger) -> tuple[object, ...]:
    return _UNSETTLED.index(row.state), row.due or dt.date.max, row.held_by != merger.new, row.id


def _names(conn: Connection, register: Register, merger: Merger, today: dt.date) -> Iterator[str]:
    """Names of the units that end and that nobody else bears from now on."""
    units, groups = spellings_of(conn)
    going = {code for code, one in register.units.items() if code not in merger.old and not one.has_ended(today)}
    both = [*((code, names) for code, names in units.items() if code in going), *groups.items()]
    taken = {key(name) for _, names in both for name in names}
    for name in (name for code in merger.old for name in units.get(code, ())):
        if key(name) not in taken:
            taken.add(key(name))
            yield name


def _write_register(deed: Deed, register: Register, found: Merged) -> None:
    conn, merger = deed.conn, found.merger
    for code in found.ending:
        end_unit(conn, code, last=merger.day - ONE_DAY, successor=merger.new)
        said = {"into": merger.new, "since": merger.day}
        record(conn, at=deed.at, actor=deed.actor, subject=f"unit:{code}", what="merged", **said)
    if any(register.units[code].is_monitor for code in merger.old):
        make_monitor(conn, merger.new)
    add_members(conn, code=merger.new, groups=found.groups)
    for name in found.names:
        add_spelling(conn, code=merger.new, folded=key(name), spelling=name)
    took = {"units": list(merger.old), "since": merger.day, "obligations": [row.id for row in found.moved]}
    more = {"groups": list(found.groups), "names": list(found.names)}
    record(conn, at=deed.at, actor=deed.actor, subject=f"unit:{merger.new}", what="took over", **took, **more)


def _hand_over(deed: Deed, found: Merged) -> None:
    new = found.merger.new
    change_obligations(deed.conn, [row.id for row in found.moved], held_by=new)
    for row in found.moved:
        if row.state in ("open", "past"):
            deed.record(row.id, "handed over", old=row.held_by, new=new)
    change_obligations(
        deed.conn, [row.id for row, _ in found.closed], state="merged", next_notice_at=None, blocker=None
    )
    for row, stays in found.closed:
        deed.record(row.id, "merged", into=stays.id)

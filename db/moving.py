"""An office's data moved from one database into another: all or nothing, compared, and never in use at both places.

    lock both ─▶ keep writers from the source ─▶ copy, compare (one transaction of the target)
              ─▶ the source is marked as left ─▶ the target's transaction is committed

A kill up to the mark leaves the source in use and the target as it was. One between the last two steps leaves neither
in use: the same move, begun again, finds that nothing arrived and copies once more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from db.carrying import OWN, Sum, broken_reference, carry, look_through, summed
from db.engine import check_new_file, in_trouble, may_rest, place_of, reading, writing_anywhere
from db.identity import known_revisions
from db.lock import sole_daemon
from db.move_ends import (
    counted,
    file_of,
    opened,
    opened_beside,
    refuse_powerless,
    refuse_rows,
    refuse_running,
)
from db.moved import Move, MovedDatabaseError, address_of, arrive, arrived, leave, left, refuse_left, shown, stay
from db.row_numbers import go_on_as
from db.tables import metadata, office
from db.upgrade import revision, upgrade
from rules.errors import NhacviecError

TABLES = metadata.sorted_tables
"""Each after those that it refers to."""


class SpoiledSourceError(NhacviecError):
    """Không chuyển được: {place} đã hỏng bên trong ({reason}). Chưa có gì được chuyển; hãy khôi phục bản sao lưu \
lành trước."""


class DifferentRowsError(NhacviecError):
    """Không chuyển: bảng {table} chép sang {place} không khớp (đọc {here} dòng, chép được {there} dòng, hoặc nội \
dung khác). Phần đã chép được hủy, nơi cũ dùng tiếp như trước."""


class UnsettledMoveError(NhacviecError):
    """Mất kết nối đúng lúc hoàn tất, chưa rõ dữ liệu đã sang {target} hay chưa, nên {source} tạm ngừng dùng; hãy \
chạy lại đúng lệnh này khi kết nối được."""


@dataclass(frozen=True, slots=True)
class Wished:
    """One move as it is asked for: `number` is one that no other has, `holder` is told to whoever finds the locks."""

    number: str
    at: dt.datetime
    by: str
    holder: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, or would be: the rows of each table. `changed` texts had U+0000, which PostgreSQL cannot keep.

    `address` is the target's as config.toml is to say it, `revision` the schema's at the source before. `settled`: an
    earlier try had moved all of it.
    """

    source: str
    target: str
    address: str
    revision: str
    rows: Mapping[str, int]
    changed: int
    settled: bool


def move(source: str, target: str, wished: Wished) -> Moved:
    """Move everything from the address `source` to the address `target`. The source is brought to the newest revision
    and gets a mark; nothing else of it changes.

    A target that holds data is refused, unless they had been moved from there to the source. Raises what opening and
    locking either raises, what carrying a row raises, and the errors above.
    """
    with opened(source) as old, sole_daemon(old, wished.holder) as old_is_ours:
        before = _revision(old)
        upgrade(old)
        with opened_beside(old, target) as new:
            planned = Move(wished.number, wished.at, wished.by, address_of(old.url), address_of(new.url))
            if _settled(old, new, planned):
                return _moved(old.url, new.url, before, _sums(new), settled=True)
            _refuse_full(old, new)
            upgrade(new)
            with sole_daemon(new, wished.holder) as new_is_ours:
                sums = _carry_over(old, new, planned, (old_is_ours, new_is_ours))
            return _moved(old.url, new.url, before, sums)


def rehearse(source: str, target: str) -> Moved:
    """What `move` would move, and all that it would refuse as far as looking can tell; writes nothing.

    A source of an earlier revision is counted only.
    """
    with opened(source) as old:
        refuse_running(old)
        with reading(old) as here:
            refuse_left(here)
        file = file_of(target)
        if file is not None and not file.exists():
            check_new_file(file)
            return _looked_through(old, sa.make_url(f"sqlite:///{file}"))
        with opened_beside(old, target) as new:
            refuse_running(new)
            _refuse_full(old, new)
            refuse_powerless(new)
            return _looked_through(old, new.url)


def _revision(engine: sa.Engine) -> str:
    return revision(engine) or ""


def _settled(old: sa.Engine, new: sa.Engine, planned: Move) -> bool:
    """Whether the data had left the source for this very target, and arrived.

    `MovedDatabaseError` where they left it for another, or are there no more.
    """
    with reading(old) as here:
        gone = left(here)
    if gone is None:
        return False
    if gone.target != planned.target:
        raise MovedDatabaseError(source=shown(gone.source), target=shown(gone.target))
    if revision(new) is None:
        return False
    with reading(new) as there:
        came = arrived(there)
        if came is None or came.number != gone.number:
            return False
        refuse_left(there)
    return True


def _refuse_full(old: sa.Engine, new: sa.Engine) -> None:
    with reading(old) as here, reading(new) as there:
        refuse_rows(here, there)


def _carry_over(
    old: sa.Engine, new: sa.Engine, planned: Move, still_ours: tuple[Callable[[], None], ...]
) -> dict[str, Sum]:
    """The two transactions: that of the source, with its mark, is committed just before that of the target."""
    marked = False
    try:
        with writing_anywhere(new) as there:
            may_rest(there)
            with writing_anywhere(old) as turn, reading(old) as here:  # `turn` keeps writers away while `here` is read
                may_rest(turn)
                may_rest(here)
                sums = _copied(here, there)
                with in_trouble(new):
                    arrive(there, planned)
                leave(turn, planned)
                for make_sure in still_ours:
                    make_sure()
            marked = True
    except BaseException as error:
        if not marked:
            raise
        _settle(old, new, planned, error)
    return sums


def _copied(here: sa.Connection, there: sa.Connection) -> dict[str, Sum]:
    with in_trouble(there.engine):
        refuse_rows(here, there)  # nobody writes there from now on
        for table in reversed(TABLES):
            there.execute(sa.delete(table).where(*[office.c.key.not_in(OWN)] if table is office else []))
    sums = {table.name: carry(here, there, table) for table in TABLES}
    _prove(here)
    with in_trouble(there.engine):
        _compare(there, sums)
    go_on_as(here, there)
    return sums


def _compare(there: sa.Connection, sums: Mapping[str, Sum]) -> None:
    for table in TABLES:
        found, read = summed(there, table), sums[table.name]
        if (found.rows, found.digest) != (read.rows, read.digest):
            place = place_of(there.engine.url)
            raise DifferentRowsError(table=table.name, place=place, here=read.rows, there=found.rows)
    if (broken := broken_reference(there)) is not None:
        raise broken


def _prove(here: sa.Connection) -> None:
    """That a file of SQLite is sound beyond the rows that were read: its indexes, its checks."""
    if here.dialect.name == "sqlite":
        said = here.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        if said != "ok":
            raise SpoiledSourceError(place=place_of(here.engine.url), reason=said)


def _settle(old: sa.Engine, new: sa.Engine, planned: Move, error: BaseException) -> None:
    """After the mark the target's commit failed, or its answer was lost: unless all arrived, the source is in use."""
    try:
        with reading(new) as there:
            came = arrived(there)
        if came is not None and came.number == planned.number:
            return
        with writing_anywhere(old) as conn:
            stay(conn)
    except NhacviecError as trouble:
        raise UnsettledMoveError(target=shown(planned.target), source=shown(planned.source)) from trouble
    raise error


def _looked_through(old: sa.Engine, target: sa.URL) -> Moved:
    before = _revision(old)
    if before != known_revisions()[-1]:
        return _moved(old.url, target, before, _sums(old))
    with reading(old) as here:
        sums = {table.name: look_through(here, target.get_backend_name(), table) for table in TABLES}
        _prove(here)
        if (broken := broken_reference(here)) is not None:
            raise broken
    return _moved(old.url, target, before, sums)


def _moved(old: sa.URL, new: sa.URL, before: str, sums: Mapping[str, Sum], *, settled: bool = False) -> Moved:
    rows, changed = {name: one.rows for name, one in sums.items()}, sum(one.changed for one in sums.values())
    return Moved(place_of(old), place_of(new), address_of(new), before, rows, changed, settled)


def _sums(engine: sa.Engine) -> dict[str, Sum]:
    """Of tables that are counted and not read."""
    return {name: Sum(rows) for name, rows in counted(engine).items()}

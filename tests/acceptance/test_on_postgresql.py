"""The program on PostgreSQL does what it does on SQLite; see also the golden year and the kills."""

from __future__ import annotations

import datetime as dt
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

from db.duties import obligations
from db.engine import reading
from db.mails import mails
from nhacviec.reading import decisions_in, read_for_adoption
from scheduler.changes.events import Announcement, announce
from scheduler.clock import LOCAL
from scheduler.planning.amendment import amend
from scheduler.planning.undoing import undo
from scheduler.tick import write_mails

from .amended_plan import write_amended
from .conftest import World
from .installation import UNITS, Installation
from .processes import Process

NHACVIEC = [sys.executable, "-m", "nhacviec"]
MORNING = dt.datetime(2022, 1, 4, 8, 0, tzinfo=LOCAL)  # a Tuesday, the first working day of 2022


# Two at once ----------------------------------------------------------------------------------------------------------


def test_two_ticks_at_once_write_each_mail_once(make_world: Callable[..., World], database: str) -> None:
    alone, both = make_world(), make_world(database)
    for world in (alone, both):
        world.adopt(MORNING - dt.timedelta(hours=1))
    start = Barrier(2)

    def step(_: int) -> tuple[int, int]:
        start.wait()
        return write_mails(both.office, MORNING)

    expected = write_mails(alone.office, MORNING)
    with ThreadPoolExecutor(2) as pool:
        (one, other) = pool.map(step, range(2))
    assert (one[0] + other[0], one[1] + other[1]) == expected
    assert written(both) == written(alone)
    both.office.engine.dispose()


def written(world: World) -> list[tuple[str, str]]:
    with reading(world.office.engine) as conn:
        return sorted((mail.key, mail.subject) for mail in mails(conn))


# A second daemon ------------------------------------------------------------------------------------------------------


def test_a_second_daemon_and_a_tick_are_refused_from_another_folder(postgresql: str, tmp_path: Path) -> None:
    here, there = office(tmp_path / "một", postgresql), office(tmp_path / "hai", postgresql)
    with Process([*NHACVIEC, "run"], here.folder) as daemon:
        daemon.wait_for("daemon_started")
        for command in ("run", "tick"):
            done = there.run(command)
            assert (done.status, done.err.count("\n")) == (2, 1)
            assert f"mã tiến trình {daemon.pid} trên máy " in done.err
        assert f"đang chạy (mã tiến trình {daemon.pid} trên máy " in there.run("doctor").out
        daemon.end(signal.SIGKILL)
    assert there.run("tick").status == 0


def office(folder: Path, database: str) -> Installation:
    folder.mkdir()
    config = f'[data]\nunits = "{UNITS}"\ndatabase = "{database}"\n'
    (folder / "config.toml").write_text(config, encoding="utf-8")
    return Installation(folder)


# A plan amended and brought back --------------------------------------------------------------------------------------


def test_an_amendment_and_its_undoing_say_what_they_say_on_sqlite(
    make_world: Callable[..., World], postgresql: str, tmp_path: Path
) -> None:
    there, here = make_world(postgresql), make_world()
    path = write_amended(tmp_path)
    assert told(there, path) == told(here, path)
    there.office.engine.dispose()


def told(world: World, path: Path) -> tuple[list[dict[str, Any]], list[object]]:
    """Every mail of a plan adopted, an event announced, an amendment and its undoing; and how its duties stand."""
    world.adopt(early("01-04"))
    world.tick(MORNING)
    announce(world.office, Announcement("1.III.3", dt.date(2022, 2, 16)), at=early("02-16"), actor="test")
    world.tick(early("02-17") + dt.timedelta(hours=1))
    _, reviewed = read_for_adoption(world.office, path)
    amend(world.office, 1, reviewed, decisions_in(None), source=path, period=None, at=early("03-01"), actor="test")
    world.tick(early("03-01") + dt.timedelta(hours=1))
    undo(world.office, 1, why="ban hành nhầm", sure=False, at=early("04-04"), actor="test")
    world.tick(early("04-04") + dt.timedelta(hours=1))
    with reading(world.office.engine) as conn:
        return world.lines, [(row.id, row.label, row.held_by, row.state, row.due) for row in obligations(conn)]


def early(day: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(f"2022-{day}"), dt.time(7), LOCAL)

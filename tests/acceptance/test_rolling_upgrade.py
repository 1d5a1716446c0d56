"""An upgrade while the office works: the code under test is the older release, a copy of it with more migrations the
newer one. Nothing is lost, and nothing comes twice but under a claim that expired.
"""

from __future__ import annotations

import datetime as dt
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from db.backup import back_up
from db.duties import obligations
from db.engine import reading
from db.mails import mails, possible_duplicates
from db.upgrade import revision
from nhacviec import config
from nhacviec.app import make_mailer
from scheduler.answering.answers import Teller, acknowledge, decline, report_done
from scheduler.changes.events import Announcement, announce
from scheduler.clock import LOCAL
from scheduler.daemon import unfold_all
from tests.releases import CONTRACTED, EXPANDED, NOW, Release
from tests.waiting import until

from .conftest import World
from .installation import NHACVIEC, Installation, Run
from .processes import Process
from .test_fleet import fleet
from .test_on_postgresql import early, office
from .troubled_server import TroubledServer, free_port

DRIVER = Path(__file__).with_name("serve_at.py")
MORNING = dt.datetime(2022, 1, 4, 8, 0, tzinfo=LOCAL)  # a Tuesday, the first working day of 2022
MAILS = 600  # in the outbox of a `busy` office
LETTERS = 9  # units that lead a task of the plan: each gets one letter on adoption
LONG = dt.timedelta(minutes=10)  # after which a claim has expired
EXPIRED = "mail_claimed_again"


@pytest.fixture
def mail_server() -> Iterator[TroubledServer]:
    with TroubledServer().listening() as up:
        yield up


# Older code on the newer schema ---------------------------------------------------------------------------------------


def test_older_code_does_the_same_on_a_schema_that_a_later_release_added_to(
    make_world: Callable[..., World], database: str, expanding: Release, mail_server: TroubledServer
) -> None:
    assert expanding.upgrade(database) == ""
    ahead, level = make_world(database), make_world()
    smtp = config.Smtp(host="127.0.0.1", port=mail_server.port, mode="none")
    ahead.sink = make_mailer(config.Config(smtp=smtp))
    assert weeks_of(ahead) == weeks_of(level)
    with reading(ahead.office.engine) as conn:
        rows = mails(conn)
        weights = set(conn.execute(sa.text("SELECT weight FROM obligation")).scalars())
    assert sorted(mail_server.message_ids) == sorted(row.message_id for row in rows)
    assert ({row.state for row in rows}, len(rows) > LETTERS, weights) == ({"sent"}, True, {1})
    ahead.office.engine.dispose()


def weeks_of(world: World) -> tuple[list[dict[str, Any]], list[object]]:
    """Every mail of some weeks in which units answer and an event happens; and how the duties stand then."""
    world.adopt(early("01-04"))
    world.tick(MORNING)
    with reading(world.office.engine) as conn:
        seen, refused, done, *_ = obligations(conn, state="open")
    acknowledge(world.office, seen.id, Teller("test", early("01-05")))
    decline(world.office, refused.id, Teller("test", early("01-05")), why="Thuộc Thanh tra Sở")
    report_done(world.office, done.id, on=dt.date(2022, 1, 5), at=early("01-05"), actor="test")
    announce(world.office, Announcement("1.III.3", dt.date(2022, 1, 6)), at=early("01-06"), actor="test")
    for day in (5, 6, 7, 17, 24):
        unfold_all(world.office, early(f"01-{day:02}"))
        world.tick(early(f"01-{day:02}") + dt.timedelta(hours=2))
    with reading(world.office.engine) as conn:
        return world.lines, [(row.id, row.label, row.held_by, row.state, row.due) for row in obligations(conn)]


def test_older_code_backs_up_what_a_later_release_added_to(
    make_world: Callable[..., World], expanding: Release, tmp_path: Path
) -> None:
    world = make_world()
    world.adopt(early("01-04"))
    url = str(world.office.engine.url)
    assert expanding.upgrade(url) == ""
    contents = back_up(url, tmp_path / "sao-luu.db", MORNING)
    assert (contents.revision, contents.rows["plan"], contents.rows["meeting"]) == (EXPANDED, 1, 0)


# While a daemon works -------------------------------------------------------------------------------------------------


@pytest.fixture
def adopted_there(make_world: Callable[..., World], postgresql: str) -> str:
    """The address of an office on PostgreSQL that has just adopted its plan; nobody is connected to it."""
    world = make_world(postgresql)
    world.adopt(MORNING - dt.timedelta(minutes=1))
    world.office.engine.dispose()
    return postgresql


def daemon_on(url: str, server: TroubledServer, at: dt.datetime, **environment: str) -> Process:
    """A daemon that has started, of the older release unless `environment` is another's."""
    command = [sys.executable, str(DRIVER), url, str(server.port), at.isoformat(), "smtp.connections=2"]
    process = Process(command, Path.cwd(), **environment)
    process.wait_for("daemon_started")
    return process


def troubles(daemon: Process) -> list[str]:
    return [line for line in daemon.log if " INFO " not in line]


def states(world: World) -> set[str]:
    with reading(world.office.engine) as conn:
        return {row.state for row in mails(conn)}


def examine(world: World, server: TroubledServer, letters: int) -> int:
    """So many mails were written and all have arrived; gives how many may have come twice, and none more did."""
    with reading(world.office.engine) as conn:
        rows, counted = mails(conn), possible_duplicates(conn)
    assert ({row.state for row in rows}, len(rows)) == ({"sent"}, letters)
    assert set(server.message_ids) == {row.message_id for row in rows}
    assert len(server.message_ids) - letters <= counted
    return counted


def test_a_daemon_goes_on_through_a_migration_and_one_of_the_next_release_after_it(
    make_world: Callable[..., World], adopted_there: str, expanding: Release, mail_server: TroubledServer
) -> None:
    mail_server.on_mail = lambda: mail_server.released.wait(3)
    with daemon_on(adopted_there, mail_server, MORNING) as older:
        mail_server.wait_for_mails(1)
        assert expanding.upgrade(adopted_there) == ""
        assert len(mail_server.kept) < LETTERS, "the migration came when all was over"
        mail_server.released.set()
        mail_server.wait_for_mails(LETTERS)
        world = make_world(adopted_there)
        assert revision(world.office.engine) == EXPANDED
        announce(world.office, Announcement("1.III.3", MORNING.date()), at=MORNING, actor="test")
        mail_server.wait_for_mails(LETTERS + 1)
        assert older.end()[0] == 0
    assert troubles(older) == []
    with daemon_on(adopted_there, mail_server, MORNING + LONG, **expanding.environment) as newer:
        announce(world.office, Announcement("1.III.3", MORNING.date(), again=True), at=MORNING, actor="test")
        mail_server.wait_for_mails(LETTERS + 2)
        assert newer.end()[0] == 0
    assert troubles(newer) == []
    assert examine(world, mail_server, LETTERS + 2) == 0


def test_a_daemon_killed_after_the_migration_leaves_its_mails_to_the_next_release(
    make_world: Callable[..., World], adopted_there: str, expanding: Release, mail_server: TroubledServer
) -> None:
    mail_server.in_data = "hold"
    with daemon_on(adopted_there, mail_server, MORNING) as older:
        mail_server.wait_for_mails(2)
        assert expanding.upgrade(adopted_there) == ""
        older.end(signal.SIGKILL)
    mail_server.in_data = "take"
    mail_server.released.set()
    with daemon_on(adopted_there, mail_server, MORNING + LONG, **expanding.environment) as newer:
        mail_server.wait_for_mails(LETTERS + 2)
        assert newer.end()[0] == 0
    assert examine(make_world(adopted_there), mail_server, LETTERS) >= 2


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_the_nodes_of_a_fleet_are_upgraded_one_by_one(
    by: signal.Signals, busy: World, expanding: Release, mail_server: TroubledServer
) -> None:
    """Two of the older release, each replaced; the second ends as it is told, or is killed with mails in its hands."""
    mail_server.on_mail = lambda: mail_server.released.wait(0.3)
    claims = ("smtp.timeout_seconds=1", "daemon.claim_seconds=10") if by == signal.SIGKILL else ()
    with fleet(busy, mail_server, 2, *claims) as (first, second):
        mail_server.wait_for_mails(20)
        with fleet(busy, mail_server, 1, *claims, **expanding.environment) as (third,):
            assert first.end()[0] == 0
            assert revision(busy.office.engine) == EXPANDED
            with fleet(busy, mail_server, 1, *claims, **expanding.environment) as (fourth,):
                assert len(mail_server.kept) < MAILS, "the upgrade came when all was over"
                second.end(by)
                mail_server.released.set()
                until(lambda: states(busy) == {"sent"}, seconds=60)
                assert [node.end()[0] for node in (third, fourth)] == [0, 0]
    assert [line for node in (first, second, third, fourth) for line in troubles(node) if EXPIRED not in line] == []
    counted = examine(busy, mail_server, MAILS)
    assert counted == 0 or by == signal.SIGKILL


# What is taken away waits ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "by"), [("worker", signal.SIGKILL), ("web", signal.SIGTERM)])
def test_a_later_release_waits_for_the_end_of_older_processes(
    role: str,
    by: signal.Signals,
    make_world: Callable[..., World],
    adopted_there: str,
    contracting: Release,
    tmp_path: Path,
) -> None:
    here = office(tmp_path / "một", adopted_there)
    listen = {"NHACVIEC_WEB__LISTEN": f"127.0.0.1:{free_port()}"}
    with Process([*NHACVIEC, "run", "--role", role], here.folder, PYTHONUNBUFFERED="1", **listen) as older:
        older.wait_for("daemon_started" if role == "worker" else "page_started")
        refused = of_release(contracting, here, "run")
        assert (refused.status, refused.out, refused.err.count("\n")) == (2, "", 1)
        assert f":{older.pid} (bản {NOW})); hãy dừng hoặc nâng cấp nó trước, rồi chạy lại." in refused.err
        told = of_release(contracting, here, "doctor")
        assert (told.status, f":{older.pid} (bản {NOW})" in told.out) == (1, True)
        assert here.run("plan", "list").status == 0
        older.end(by)
    assert of_release(contracting, here, "plan", "list").status == 0
    late = here.run("run", "--role", role)
    assert (late.status, late.out, late.err.count("\n")) == (2, "", 1)
    assert f"ở bản {CONTRACTED}, mới hơn bản {NOW} mà chương trình này hiểu; hãy cài nhacviec bản mới" in late.err


def of_release(release: Release, here: Installation, *command: str) -> Run:
    return here.run(*command, env=release.environment)


def test_doctor_tells_both_releases_that_the_upgrade_is_half_done(
    adopted_there: str, expanding: Release, tmp_path: Path
) -> None:
    here = office(tmp_path / "một", adopted_there)
    with Process([*NHACVIEC, "run"], here.folder) as older:
        older.wait_for("daemon_started")
        newer_says = of_release(expanding, here, "doctor").out
        assert "còn chương trình bản cũ đang chạy: nhacviec@" in newer_says
        assert f":{older.pid} (bản {NOW})" in newer_says
        assert f"bản {EXPANDED}, mới hơn bản {NOW} của chương trình này" in here.run("doctor").out
        assert older.end()[0] == 0
    assert "bản cũ" not in of_release(expanding, here, "doctor").out

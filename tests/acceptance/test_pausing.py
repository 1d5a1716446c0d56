"""A restored office: what happens to the days that the backup does not know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from db.backup import back_up
from db.engine import reading, writing
from db.history import story
from db.mails import MailRow, mails, possible_duplicates
from db.pause import Pause, pause, paused
from db.restoring import restore
from db.tables import outbox
from nhacviec import config
from nhacviec.app import open_office
from rules.workdays import days
from scheduler.answering.verdicts import cancel
from scheduler.changes.merging import Merger
from scheduler.changes.planned_mergers import plan_merger
from scheduler.delivering.pausing import MARKED, live_through, mark_as_sent, send, waiting
from scheduler.office import world as known
from scheduler.simulation.simulate import as_line
from scheduler.tick import next_instant, tick

from .conftest import World
from .installation import UNITS
from .test_answers import one

SAVED = dt.datetime(2022, 3, 9, 12, tzinfo=dt.UTC)  # after the mails of the day
LOST = dt.datetime(2022, 3, 18, 11, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
BACK = dt.datetime(2022, 3, 19, 2, tzinfo=dt.UTC)


class Refusing:
    """A mail server that is down."""

    def __init__(self) -> None:
        self.asked = 0

    async def send(self, sender: str, recipient: str, message: bytes) -> Any:
        self.asked += 1
        raise AssertionError("nothing may be sent")

    async def check(self) -> str:
        raise AssertionError("nobody asks")

    async def close(self) -> None:
        """Nothing is open."""


def lived(world: World, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """The mails of each opening of the days, both inclusive."""
    hours = world.office.settings.hours
    return [line for day in days(first, last) for line in world.tick(hours.opening(day))]


def content(line: dict[str, Any]) -> tuple[Any, ...]:
    return line["at"], line["to"], line["subject"], line["items"]


@pytest.fixture
def office(make_world: Callable[..., World]) -> World:
    made = make_world()
    made.adopt(dt.datetime(2022, 2, 28, tzinfo=dt.UTC))
    lived(made, dt.date(2022, 2, 28), dt.date(2022, 3, 9))
    return made


def rows(world: World) -> list[MailRow]:
    with reading(world.office.engine) as conn:
        return mails(conn)


def restored(world: World, folder: Path) -> World:
    """Another installation, from a backup taken at `SAVED`."""
    back_up(str(world.office.engine.url), folder / "saved.db", SAVED)
    url = f"sqlite:///{folder}/again.db"
    restore(folder / "saved.db", url, at=BACK, actor="an", suffix="old")
    settings = config.Config(data=config.Data(units=UNITS, mail=folder / "mail"))
    again = World(open_office(settings, BACK, database=url))
    again.seen = max(row.id for row in rows(again))
    return again


@pytest.fixture
def again(office: World, tmp_path: Path) -> World:
    return restored(office, tmp_path)


def test_nothing_is_written_or_sent_until_somebody_decides(again: World) -> None:
    before, server = rows(again), Refusing()
    for day in days(dt.date(2022, 3, 21), dt.date(2022, 4, 1)):
        tick(again.office, server, again.office.settings.hours.opening(day))
    assert (rows(again), server.asked) == (before, 0)
    assert next_instant(again.office, BACK) is None


def test_marked_as_sent_the_lost_days_are_as_if_they_had_been_kept(office: World, again: World) -> None:
    kept = len(rows(office))
    lost = lived(office, dt.date(2022, 3, 10), dt.date(2022, 3, 18))
    assert lost
    done = mark_as_sent(again.office, LOST, at=BACK, actor="an")
    assert [content(as_line(row)) for row in done.written] == [content(line) for line in lost]
    marked = rows(again)[kept:]
    assert [row.message_id for row in marked] == [row.message_id for row in rows(office)[kept:]]
    assert {(row.state, row.answer) for row in marked} == {("sent", MARKED)}
    assert all(row.sent_at == row.created_at for row in marked)
    again.seen = marked[-1].id
    span = dt.date(2022, 3, 19), dt.date(2022, 4, 29)
    assert [content(line) for line in lived(again, *span)] == [content(line) for line in lived(office, *span)]


def test_units_merged_in_the_lost_days_are_merged_and_their_letters_known(office: World, tmp_path: Path) -> None:
    kept = len(rows(office))
    merger = Merger(("thanh-tra",), "ccvc", dt.date(2022, 3, 15))
    plan_merger(office.office, merger, at=SAVED - DAY, actor="an")
    again = restored(office, tmp_path)
    lost = lived(office, dt.date(2022, 3, 10), dt.date(2022, 3, 18))
    done = mark_as_sent(again.office, LOST, at=BACK, actor="an")
    assert [content(as_line(row)) for row in done.written] == [content(line) for line in lost]
    assert "letter" in {row.sort for row in done.written}
    assert len(rows(again)) - kept == len(lost)


def test_mails_after_the_decision_have_message_ids_of_their_own(office: World, again: World) -> None:
    send(again.office, at=BACK, actor="an")
    day = dt.date(2022, 3, 21)
    mine, theirs = lived(again, day, day), lived(office, day, day)
    assert {line["to"][0] for line in mine} & {line["to"][0] for line in theirs}
    ids = [{row.message_id for row in rows(world)} for world in (again, office)]
    common = {row.message_id for row in rows(office) if row.created_at < SAVED}
    assert ids[0] & ids[1] == common


def test_sent_the_days_since_are_owed_in_one_digest_a_mailbox(office: World, again: World) -> None:
    lost = lived(office, dt.date(2022, 3, 10), dt.date(2022, 3, 18))
    send(again.office, at=BACK, actor="an")
    told = lived(again, dt.date(2022, 3, 19), dt.date(2022, 3, 21))
    boxes = [line["to"][0] for line in told]
    assert len(boxes) == len(set(boxes))
    assert {line["to"][0] for line in lost if line["class"] == "digest"} <= set(boxes)


def test_a_mail_that_waited_goes_out_under_its_message_id_and_is_counted(office: World, tmp_path: Path) -> None:
    last = rows(office)[-1]
    with writing(office.office.engine) as conn:
        conn.exec_driver_sql(
            f"UPDATE outbox SET state = 'queued', next_try_at = created_at, sent_at = NULL WHERE id = {last.id}"
        )
    again = restored(office, tmp_path)
    with reading(again.office.engine) as conn:
        assert [(one.id, one.message_id) for one in waiting(conn)] == [(last.id, last.message_id)]
    assert send(again.office, at=BACK, actor="an") == 1
    with reading(again.office.engine) as conn:
        assert possible_duplicates(conn) == 1
    tick(again.office, again.sink, again.office.settings.hours.opening(dt.date(2022, 3, 21)))
    (gone,) = [row for row in rows(again) if row.id == last.id]
    assert (gone.state, gone.message_id) == ("sent", last.message_id)


def test_a_mail_that_waited_may_be_marked_as_sent(office: World, tmp_path: Path) -> None:
    last = rows(office)[-1]
    with writing(office.office.engine) as conn:
        conn.execute(sa.update(outbox).where(outbox.c.id == last.id).values(state="sending", claimed_by="x"))
    again = restored(office, tmp_path)
    done = mark_as_sent(again.office, SAVED, at=BACK, actor="an")
    assert ([one.id for one in done.waited], done.written) == ([last.id], ())
    with reading(again.office.engine) as conn:
        assert (waiting(conn), paused(conn)) == ((), None)


def test_a_break_in_the_middle_of_marking_is_mended_by_doing_it_again(again: World) -> None:
    with reading(again.office.engine) as conn:
        held = paused(conn)
    assert held is not None
    assert held.since == SAVED
    first = live_through(again.office, held.since, dt.datetime(2022, 3, 14, 11, tzinfo=dt.UTC))
    done = mark_as_sent(again.office, LOST, at=BACK, actor="an")
    keys = [row.key for row in (*first, *done.written)]
    assert len(keys) == len(set(keys))
    assert {row.state for row in rows(again)} == {"sent"}


def test_what_people_did_after_the_restore_is_told_all_the_same(office: World, tmp_path: Path) -> None:
    again = restored(office, tmp_path)
    cancel(
        again.office, one(again, "1.IV.2", "2022").id, why="thôi giao", at=BACK + dt.timedelta(minutes=5), actor="an"
    )
    done = mark_as_sent(again.office, BACK, at=BACK + dt.timedelta(minutes=9), actor="an")
    assert "decision" not in {row.kind for row in done.written}
    told = lived(again, dt.date(2022, 3, 21), dt.date(2022, 3, 21))
    assert "decision" in {line["kind"] for line in told}


def test_numbers_given_after_the_restore_were_never_given_before(office: World, again: World) -> None:
    lived(office, dt.date(2022, 3, 10), dt.date(2022, 3, 18))
    send(again.office, at=BACK, actor="an")
    again.seen = max(row.id for row in rows(again))
    lived(again, dt.date(2022, 3, 21), dt.date(2022, 3, 21))
    assert rows(again)[-1].id > 10_000 > rows(office)[-1].id


def test_the_history_says_who_decided_what(again: World) -> None:
    mark_as_sent(again.office, LOST, at=BACK, actor="an")
    with reading(again.office.engine) as conn:
        told = [(entry.actor, entry.what, entry.detail.get("decision")) for entry in story(conn, "delivery")]
    assert told == [("an", "restored", None), ("an", "resumed", "mark_sent")]


def test_a_pause_wished_for_changes_no_message_id(office: World) -> None:
    before = known(office.office).instance
    with writing(office.office.engine) as conn:
        pause(conn, Pause(SAVED, None, "an"))
    assert lived(office, dt.date(2022, 3, 10), dt.date(2022, 3, 18)) == []
    assert send(office.office, at=LOST, actor="an") == 0
    assert known(office.office).instance == before
    assert lived(office, dt.date(2022, 3, 19), dt.date(2022, 3, 22))

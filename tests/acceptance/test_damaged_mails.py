"""A mail that the database cannot read any more is put aside and written anew; the others leave without it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from db.engine import reading
from db.mails import mail_by_id, mails
from nhacviec import config
from nhacviec.app import make_mailer
from nhacviec.health import examine
from scheduler.clock import LOCAL, Hours
from scheduler.tick import tick, write_mails

from .conftest import World
from .troubled_server import TroubledServer

MORNING = dt.datetime(2022, 1, 4, 8, 0, tzinfo=LOCAL)
DAMAGE = {
    "items": "items = '[{\"task\": '",
    "body_text": "body = 'không phải thư'",
    "body_bytes": "body = zeroblob(40)",
    "subject": "subject = CAST(x'c3' AS TEXT)",
    "created_at": "created_at = 'hôm qua'",
}


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    made = make_world()
    made.adopt(MORNING - dt.timedelta(minutes=1))
    return made


def spoil(world: World, how: str, mail: int) -> None:
    with closing(sqlite3.connect(str(world.office.engine.url.database), isolation_level=None)) as other:
        other.execute(f"UPDATE outbox SET {how} WHERE id = ?", [mail])


def deliver(world: World, server: TroubledServer, at: dt.datetime) -> None:
    smtp = config.Smtp(host="127.0.0.1", port=server.port, mode="none", timeout_seconds=1)
    tick(world.office, make_mailer(config.Config(smtp=smtp)), at)


@pytest.mark.parametrize("column", DAMAGE)
def test_a_damaged_letter_is_put_aside_and_written_anew(world: World, column: str) -> None:
    server = TroubledServer()
    write_mails(world.office, MORNING)
    with reading(world.office.engine) as conn:
        first = mails(conn)[0]
    spoil(world, DAMAGE[column], first.id)
    with server.listening():
        deliver(world, server, MORNING + dt.timedelta(minutes=1))
        deliver(world, server, MORNING + dt.timedelta(minutes=2))
    with reading(world.office.engine) as conn:
        rows = mails(conn)
        assert mail_by_id(conn, first.id) is not None, "it can be looked at"
    assert [(row.id, row.state) for row in rows if row.state != "sent"] == [(first.id, "failed")]
    assert first.mailbox in server.mailboxes
    assert (len(server.kept), server.most_often) == (9, 1)
    assert any(column.partition("_")[0] in (row.answer or "") for row in rows if row.id == first.id)


def test_a_damaged_digest_fails_and_its_notices_are_owed_again(world: World) -> None:
    server, day = TroubledServer(), dt.date(2022, 1, 4)
    with server.listening():
        deliver(world, server, MORNING)
        while True:
            day += dt.timedelta(days=1)
            write_mails(world.office, Hours().opening(day))
            with reading(world.office.engine) as conn:
                if waiting := mails(conn, state="queued"):
                    break
        spoil(world, DAMAGE["items"], waiting[0].id)
        for more in range(5):
            deliver(world, server, Hours().opening(day + dt.timedelta(days=more)) + dt.timedelta(hours=1))
    with reading(world.office.engine) as conn:
        again = [row for row in mails(conn) if row.mailbox == waiting[0].mailbox and row.state == "sent"]
    told = {item["task"] for row in again for item in row.items if item["rung"]}
    assert told >= {item["task"] for item in waiting[0].items}


def test_the_doctor_names_it(world: World) -> None:
    write_mails(world.office, MORNING)
    spoil(world, DAMAGE["body_text"], 1)
    server = TroubledServer()
    with server.listening():
        deliver(world, server, MORNING + dt.timedelta(minutes=1))
    settings = config.Config(data=config.Data(database=str(world.office.engine.url)))
    said = [one.text for one in examine(settings, None, MORNING) if one.subject == "Hàng thư"]
    assert any("đã để riêng và viết lại: số 1 (gửi " in text for text in said)

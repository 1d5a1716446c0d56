"""`/healthz`, `/readyz`, `/metrics`: true, without personal data, and for this machine alone."""

from __future__ import annotations

import asyncio
import datetime as dt
import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from db.engine import reading, writing
from db.facts import set_fact
from db.mails import counts, possible_duplicates
from db.outbox import end_rest, rest
from db.pause import Pause, pause, unpause
from db.register import load_register
from scheduler.daemon import unfold_all
from scheduler.office import Office
from scheduler.vitals import keep_beat, nightly_missed, vitals
from web.app import make_app
from web.health import FORWARDED
from web.server import PageServer

from .conftest import World
from .test_answers import at

NOW = at("2022-11-30")


@dataclass
class Watched:
    """An office with its listener; `now` is what its clock says, `alive` whether its loop goes round."""

    office: Office
    now: dt.datetime = NOW
    alive: bool = True
    headers: Message = field(default_factory=Message)

    @contextmanager
    def served(self, host: str = "127.0.0.1", **options: Any) -> Iterator[Callable[..., tuple[int, str]]]:
        app = make_app(self.office, lambda: self.now, alive=lambda: self.alive, **options)
        server = PageServer(app, f"{host}:0")
        listening = threading.Event()

        async def serve() -> None:
            serving = asyncio.create_task(server.run_until_stopped())
            await asyncio.sleep(0)  # its first step listens
            listening.set()
            await serving

        thread = threading.Thread(target=lambda: asyncio.run(serve()))
        thread.start()
        assert listening.wait(20)

        def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
            connection = http.client.HTTPConnection(host.strip("[]"), server.port, timeout=20)
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            got = connection.getresponse()
            said = got.read().decode()
            self.headers = got.headers
            connection.close()
            return got.status, said

        yield ask
        server.stop()
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def lived(make_world: Callable[..., World]) -> World:
    made = make_world()
    made.adopt(at("2022-11-01", 7))
    for day in ("2022-11-01", "2022-11-15", "2022-11-30"):
        made.tick(at(day, 8))
    return made


@pytest.fixture
def watched(lived: World) -> Watched:
    """Beaten and unfolded lately, not paused."""
    with writing(lived.office.engine) as conn:
        unpause(conn)
        for name in ("beat_at", "unfolded_at"):
            set_fact(conn, name, (NOW - dt.timedelta(minutes=1)).isoformat())
    return Watched(lived.office)


def test_alive_is_said_while_the_loop_goes_round(watched: Watched) -> None:
    with watched.served() as ask:
        assert ask("/healthz") == (200, '{"alive":true}')
        watched.alive = False
        assert ask("/healthz") == (503, '{"alive":false}')


def test_ready_is_said_only_when_mail_can_leave(watched: Watched) -> None:
    with watched.served() as ask:
        assert ask("/readyz") == (200, '{"ready":true,"reasons":[]}')
        watched.now = NOW + dt.timedelta(minutes=10)
        status, said = ask("/readyz")
        assert (status, json.loads(said)["reasons"]) == (
            503,
            ["Tiến trình nền không chạy hoặc không xong lượt nào trong 5 phút qua."],
        )
        keep_beat(watched.office, watched.now)
        assert ask("/readyz")[0] == 200
        watched.now = NOW + dt.timedelta(hours=27)
        keep_beat(watched.office, watched.now)
        assert json.loads(ask("/readyz")[1])["reasons"] == ["Chưa tính lại toàn bộ thời hạn trong 26 giờ qua."]


def test_a_pause_is_a_reason_and_tells_no_name(watched: Watched) -> None:
    with writing(watched.office.engine) as conn:
        pause(conn, Pause(NOW, NOW, "nguyen.van.an"))
    with watched.served() as ask:
        status, said = ask("/readyz")
    assert (status, json.loads(said)["reasons"]) == (503, ["Đang tạm dừng gửi thư, chờ quyết định."])


def test_a_database_that_does_not_answer_is_a_reason(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    from db.engine import DatabaseTroubleError

    def refuse(*_: object) -> None:
        raise DatabaseTroubleError(place="/var/lib/x.db", reason="ổ đĩa báo lỗi khi đọc hoặc ghi")

    monkeypatch.setattr("scheduler.vitals.counts", refuse)
    with watched.served() as ask:
        assert ask("/healthz")[0] == 200
        assert ask("/readyz") == (503, '{"ready":false,"reasons":["Không đọc được cơ sở dữ liệu."]}')
        assert ask("/metrics") == (503, "")


def test_the_figures_are_those_of_the_database_in_prometheus_words(watched: Watched) -> None:
    with watched.served() as ask:
        status, said = ask("/metrics")
    assert (status, watched.headers["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    found = {(s.name, s.labels.get("state")): s.value for m in text_string_to_metric_families(said) for s in m.samples}
    known = vitals(watched.office, NOW)
    assert found[("nhacviec_mails", "sent")] == known.mails["sent"] > 0
    assert found[("nhacviec_mails", "queued")] == 0
    assert found[("nhacviec_obligations_overdue", None)] == known.overdue
    assert found[("nhacviec_possible_duplicates_total", None)] == 0
    assert found[("nhacviec_oldest_queued_seconds", None)] == 0
    assert found[("nhacviec_delivery_paused", None)] == 0
    assert found[("nhacviec_last_beat_timestamp_seconds", None)] == NOW.timestamp() - 60
    assert found[("nhacviec_last_nightly_timestamp_seconds", None)] == NOW.timestamp() - 60
    assert found[("nhacviec_build_info", None)] == 1
    assert f'database_revision="{known.revision}"' in said


def test_overdue_and_waiting_are_counted(watched: Watched) -> None:
    later = vitals(watched.office, at("2023-03-01"))
    assert later.overdue > vitals(watched.office, at("2022-11-01")).overdue
    assert later.oldest_queued_at is None


def test_a_silent_mail_server_is_a_figure_and_no_reason_to_start_anew(watched: Watched) -> None:
    def silent(said: str) -> bool:
        return "nhacviec_mail_server_silent 1.0" in said.splitlines()

    with watched.served() as ask:
        assert not silent(ask("/metrics")[1])
        with writing(watched.office.engine) as conn:
            rest(conn, NOW + dt.timedelta(minutes=5))
        assert silent(ask("/metrics")[1])
        assert ask("/readyz")[0] == 200
        with writing(watched.office.engine) as conn:
            end_rest(conn)
        assert not silent(ask("/metrics")[1])


def test_no_personal_data_is_told(watched: Watched) -> None:
    with reading(watched.office.engine) as conn:
        register = load_register(conn)
    secrets = {c.mailbox for c in register.contacts} | {c.name for c in register.contacts if c.name}
    secrets |= {unit.name for unit in register.units.values()}
    with watched.served() as ask:
        said = "".join(ask(path)[1] for path in ("/healthz", "/readyz", "/metrics"))
    assert not [word for word in secrets if word in said]


@pytest.mark.parametrize("header", FORWARDED)
def test_what_comes_through_a_proxy_does_not_find_them(watched: Watched, header: str) -> None:
    with watched.served() as ask:
        for path in ("/healthz", "/readyz", "/metrics"):
            status, said = ask(path, **{header: "203.0.113.7"})
            assert (status, "Không có trang này" in said) == (404, True)


def test_an_office_may_open_them(watched: Watched) -> None:
    with watched.served(open_health=True) as ask:
        assert ask("/readyz", X_Forwarded_For="203.0.113.7")[0] == 200


def test_they_are_only_looked_at(watched: Watched) -> None:
    with watched.served() as ask:
        assert [ask(path, "POST")[0] for path in ("/healthz", "/readyz", "/metrics")] == [405] * 3


def test_the_beat_is_kept_once_a_minute(watched: Watched) -> None:
    keep_beat(watched.office, NOW)
    for seconds, kept in ((30, 0), (59, 0), (60, 60), (90, 60), (-5, -5)):
        moment = NOW + dt.timedelta(seconds=seconds)
        keep_beat(watched.office, moment)
        beat = vitals(watched.office, NOW).beat_at
        assert beat is not None
        assert beat - NOW == dt.timedelta(seconds=kept)


def test_a_night_off_is_made_up_for(watched: Watched) -> None:
    later = NOW + dt.timedelta(days=2)
    assert (nightly_missed(watched.office, NOW), nightly_missed(watched.office, later)) == (False, True)
    unfold_all(watched.office, later)
    assert not nightly_missed(watched.office, later)


def test_mails_are_counted_without_reading_their_bytes(watched: Watched) -> None:
    asked: list[str] = []
    sa.event.listen(watched.office.engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
    with reading(watched.office.engine) as conn:
        counts(conn)
        possible_duplicates(conn)
        for query in [words for words in asked if "outbox" in words]:
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", (0,) * query.count("?")).all()
            assert next(row[-1] for row in plan) == "SCAN outbox USING COVERING INDEX ix_outbox_counts"
    assert len([words for words in asked if words.startswith("EXPLAIN")]) == 2

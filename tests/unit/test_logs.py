"""What stands in a log line, and what never does."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from typing import Any

import pytest

from nhacviec.config import Config, Data, Smtp
from nhacviec.logs import HIDDEN, Line, OneLine, OneObject
from scheduler.answering.links import Link, signed

AT = dt.datetime(2026, 3, 2, 1, 0, 4, 900_000, tzinfo=dt.UTC)
TOKEN = signed(Link(7, "van-phong", "van-phong@snv.example.test", AT), b"key")
FORMS = [OneLine, OneObject]


def record(name: str, /, exc_info: Any = None, **fields: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "scheduler.delivering.courier", "levelname": "INFO", "msg": name, **fields})
    made.created, made.exc_info = AT.timestamp(), exc_info
    return made


def test_an_object_has_the_event_its_fields_and_the_local_instant() -> None:
    said = OneObject().format(record("mail_delivered", mail=12, again=False, to="an@b.vn", answer=None))
    assert json.loads(said) == {
        "at": "2026-03-02T08:00:04+07:00",
        "level": "INFO",
        "event": "mail_delivered",
        "logger": "scheduler.delivering.courier",
        "mail": 12,
        "again": False,
        "to": "an@b.vn",
        "answer": None,
    }


def test_vietnamese_is_written_as_it_is_and_a_line_stays_one_line() -> None:
    said = OneObject().format(record("beat_failed", reason="ổ đĩa đã đầy\nhãy dọn\u2028bớt", since=AT))
    assert "ổ đĩa đã đầy\\nhãy dọn" in said
    assert len(said.splitlines()) == 1
    assert json.loads(said)["since"] == "2026-03-02T08:00:04+07:00"


def test_a_field_cannot_take_the_place_of_what_every_object_has() -> None:
    said = json.loads(OneObject().format(record("x", at="giả", level="giả", event="giả")))
    assert (said["at"], said["level"], said["event"]) == ("2026-03-02T08:00:04+07:00", "INFO", "x")
    assert (said["at_"], said["level_"], said["event_"]) == ("giả", "giả", "giả")


def test_text_is_as_before() -> None:
    said = OneLine().format(record("mail_delivered", mail=12, answer="250 OK"))
    assert said == '2026-03-02T08:00:04+07:00 INFO mail_delivered mail=12 answer="250 OK"'


@pytest.mark.parametrize("form", FORMS)
def test_no_password_of_the_configuration_is_in_a_log(form: type[Line]) -> None:
    config = Config(
        data=Data(database="postgresql://nhacviec:m%40t-kh%E1%BA%A9u@may-chu/nhacviec"),
        smtp=Smtp(password="rất-bí-mật"),  # type: ignore[arg-type]
    )
    assert set(config.secrets) == {"rất-bí-mật", "m%40t-kh%E1%BA%A9u", "m@t-khẩu"}
    formatter = form(config.secrets)
    said = formatter.format(record("login rất-bí-mật failed", url=config.data.database, answer="535 m@t-khẩu ?"))
    assert not [one for one in config.secrets if one in said]
    assert said.count(HIDDEN) == 3


@pytest.mark.parametrize("form", FORMS)
def test_no_token_is_in_a_log_with_its_address_or_without(form: type[Line]) -> None:
    paths = {"path": f"/tra-loi/{TOKEN}", "short": "/tra-loi/abc", "calendar": "/lich/abc.ics"}
    said = form().format(record("page_failed", token=TOKEN, **paths))
    assert TOKEN[:20] not in said
    assert "abc" not in said
    assert said.count(HIDDEN) == 4


@pytest.mark.parametrize("form", FORMS)
def test_a_traceback_is_told_on_the_same_line_and_hides_as_much(form: type[Line]) -> None:
    try:
        raise ValueError(f"GET /tra-loi/{TOKEN} bí-mật")
    except ValueError:
        said = form(("bí-mật",)).format(record("work_failed", exc_info=sys.exc_info()))
    assert "ValueError: GET /tra-loi/•••" in said
    assert "bí-mật" not in said.replace(f"/tra-loi/{HIDDEN}", "").partition("ValueError: ")[2]
    assert "\n" not in said


def test_a_word_too_short_for_a_secret_hides_nothing() -> None:
    assert "a=1" in OneLine(("a", "")).format(record("x", a=1))

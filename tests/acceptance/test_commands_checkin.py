"""`nhacviec checkin …` through the real program."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.duties import obligations
from db.engine import open_engine, writing
from db.history import record
from scheduler.clock import local_day, now

from .installation import Installation


@pytest.fixture
def running(tmp_path: Path) -> Installation:
    """The plan adopted for this year and the next, so that its continuous duties go on today."""
    made, year = Installation.made_in(tmp_path), local_day(now()).year
    made.adopt("--period", f"{year}-{year + 1}")
    return made


def test_a_unit_answers_and_the_list_the_plan_and_the_json_show_it(running: Installation) -> None:
    listed = running.run("checkin", "list", "--unit", "van-phong", "--json").json
    first, *rest = listed
    assert {one["result"] for one in listed} == {None}
    note = ("--result", "difficulty", "--note", "thiếu kinh phí")
    said = running.run("checkin", "answer", first["task"], "--unit", "Văn phòng Sở", *note)
    assert (said.status, said.err) == (0, "")
    assert f"1 việc ({first['task']}), có vướng mắc." in said.out
    every = running.run("checkin", "answer", "--all", "--unit", "van-phong")
    assert f"{len(rest)} việc (" in every.out
    again = running.run("checkin", "answer", "--all", "--unit", "van-phong")
    assert "0 việc: đơn vị đã trả lời hết" in again.out
    now = running.run("checkin", "list", "--unit", "van-phong", "--json").json
    assert [one["result"] for one in now] == ["difficulty"] + ["under_way"] * len(rest)
    assert "có vướng mắc: thiếu kinh phí" in running.run("checkin", "list").out
    shown = running.run("plan", "show", "1", "--json").json["tasks"]
    (task,) = [one for one in shown if one["task"] == first["task"]]
    assert [(one["unit"], one["result"], one["via"]) for one in task["check_ins"]] == [
        ("van-phong", "difficulty", "command")
    ]
    assert "thiếu kinh phí" in " ".join(running.run("plan", "show", "1").out.split())


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("answer", "1.I.1", "--unit", "khong-co"), "Không có đơn vị «khong-co»"),
        (("answer", "9.X.9", "--unit", "van-phong"), "không chủ trì việc thường xuyên nào tên 9.X.9"),
        (("answer", "--unit", "van-phong"), "Cần đúng một trong hai: tên nhiệm vụ hoặc --all."),
        (("list", "--period", "2199-Q1"), "«2199-Q1» không phải một kỳ đã bắt đầu"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(here: Installation, words: tuple[str, ...], why: str) -> None:
    refused = here.run("checkin", *words)
    assert (refused.status, refused.out, why in refused.err) == (2, "", True)


def test_the_story_of_a_duty_with_dates_tells_what_was_said_of_its_task_in_check_ins(here: Installation) -> None:
    engine = open_engine(f"sqlite:///{here.folder}/var/nhacviec.db")
    with writing(engine) as conn:
        duty = obligations(conn, state="open")[0]
        told = {"unit": "van-phong", "period": "2022-Q1", "result": "difficulty", "note": "thiếu kinh phí"}
        record(conn, at=now(), actor="vp", subject=f"task:{duty.task_id}", what="checked_in", **told)
    engine.dispose()
    said = "trả lời rà soát định kỳ (đơn vị van-phong, kỳ Quý I/2022, kết quả: có vướng mắc, nội dung: thiếu kinh phí)"
    assert f"{said}, bởi vp" in here.run("obligation", "show", str(duty.id)).out

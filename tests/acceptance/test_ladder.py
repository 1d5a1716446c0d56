"""Other rungs for a plan, a section or a task: in a simulated year, on the command line, beside the plans in force."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import World
from .installation import Installation

OVERRIDES = """
[[ladder.override]]
plan = 1
section = "II"
lead_days_before = [10, 0]

[[ladder.override]]
plan = "1"
task = "2.II.2"
head_after = 3
"""


def rungs(lines: list[dict[str, Any]], role: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        for item in line["items"]:
            if item["task"] and item["role"] == role and item["rung"]:
                found[item["task"]].add(item["rung"])
    return found


def test_a_section_and_a_task_are_reminded_by_their_own_rungs(make_world: Callable[..., World]) -> None:
    override = (
        {"plan": 1, "section": "III", "lead_days_before": [10, 0]},
        {"plan": 1, "task": "1.IV.1", "head_after": 4},
    )
    lines = make_world(ladder={"override": list(override)}).live(dt.date(2022, 1, 1), dt.date(2022, 4, 30))
    lead, head = rungs(lines, "lead"), rungs(lines, "head")
    own = {rung for task, said in lead.items() if task.split(".")[1] == "III" for rung in said if rung[0] == "T"}
    others = {rung for task, said in lead.items() if task.split(".")[1] != "III" for rung in said if rung[0] == "T"}
    assert own == {"T-10", "T-0"}
    assert others == {"T-30", "T-14", "T-7", "T-3", "T-1", "T-0"}
    assert head["1.IV.1"] == {"O+4"}
    assert {rung for task, said in head.items() if task != "1.IV.1" for rung in said} == {"O+2"}


def test_the_rungs_are_explained_with_the_override_that_each_comes_from(here: Installation) -> None:
    config = here.folder / "config.toml"
    config.write_text(config.read_text("utf-8") + OVERRIDES, "utf-8")
    general = here.run("ladder", "explain").out
    assert "Đơn vị chủ trì: nhắc trước hạn 30, 14, 7, 3, 1 ngày và đúng ngày đến hạn." in general
    assert "Mốc riêng của mục II, kế hoạch số 1: lead_days_before = [10, 0]" in general
    task = here.run("ladder", "explain", "2.II.2", "--plan", "1")
    assert "nhắc trước hạn 10 ngày và đúng ngày đến hạn. [theo mốc riêng của mục II, kế hoạch số 1]" in task.out
    assert "[theo mốc riêng của nhiệm vụ 2.II.2, kế hoạch số 1]" in task.out
    said = here.run("ladder", "explain", "2.II.2", "--plan", "1", "--json").json
    assert (said["policy"]["head_after"], said["policy"]["lead_days_before"]) == (3, [10, 0])
    assert set(said["overridden"]) == {"head_after", "lead_days_before"}


def test_an_obligations_rungs_have_their_real_days_and_a_changed_configuration_moves_the_mails(
    here: Installation,
) -> None:
    (one,) = here.run("obligation", "list", "--from", "2150-12-14", "--to", "2150-12-14", "--json").json
    number = str(one["id"])
    said = here.run("ladder", "explain", number, "--json").json
    assert [(n["date"], n["rung"], n["role"]) for n in said["ahead"]][:2] == [
        ("2150-11-13", "T-30", "lead"),
        ("2150-11-30", "T-14", "lead"),
    ]
    assert said["nothing_owed"] is None
    page = here.run("ladder", "explain", number).out
    assert "  13/11/2150  van-phong@snv.example.test (chủ trì, Văn phòng Sở): mốc nhắc 30 ngày trước hạn" in page
    config = here.folder / "config.toml"
    own = '\n[[ladder.override]]\nplan = 1\ntask = "{task}"\nlead_days_before = [20]\n'.format(task=one["task"])
    config.write_text(config.read_text("utf-8") + own, "utf-8")
    (first, *_) = here.run("ladder", "explain", number, "--json").json["ahead"]
    assert (first["date"], first["rung"]) == ("2150-11-23", "T-20")
    mails = here.run("tick", "--at", "2150-11-23T09:00", "--json").out
    assert '"rung": "T-20"' in mails


def test_why_nothing_is_owed_is_said(here: Installation) -> None:
    (past, *_) = here.run("obligation", "list", "--status", "past", "--json").json
    assert "đã qua hạn trước khi kế hoạch được theo dõi" in here.run("ladder", "explain", str(past["id"])).out
    here.run("event", "announce", "bo-noi-vu-cong-bo-tthc", "--date", "2026-03-02")
    (waiting,) = here.run("obligation", "list", "--status", "waiting", "--json").json
    assert "Chưa nhắc ai: việc chưa có ngày đến hạn." in here.run("ladder", "explain", str(waiting["id"])).out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["2.II.2"], "«2.II.2» không phải số của một việc; là nhiệm vụ thì ghi thêm --plan KẾ-HOẠCH."),
        (["2.II.99", "--plan", "1"], "Kế hoạch không có nhiệm vụ «2.II.99»"),
        (["--plan", "99/KH-SNV"], "Không có kế hoạch nào đang theo dõi mang số «99/KH-SNV»"),
        (["9999"], "Không có việc số 9999"),
    ],
)
def test_what_is_not_there_is_not_explained(here: Installation, words: list[str], why: str) -> None:
    run = here.run("ladder", "explain", *words)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(why)


def test_doctor_names_overrides_that_mean_nothing(here: Installation) -> None:
    config = here.folder / "config.toml"
    unused = (
        '\n[[ladder.override]]\nplan = "99/KH-SNV"\nhead_after = 3\n[[ladder.override]]\nplan = 1\nsection = "XX"\n'
    )
    config.write_text(config.read_text("utf-8") + OVERRIDES + unused + "head_after = 3\n", "utf-8")
    run = here.run("doctor")
    assert run.status == 0
    assert [line for line in run.out.splitlines() if "Mốc nhắc riêng" in line] == [
        "! cần xem  Mốc nhắc riêng: không có kế hoạch nào đang theo dõi mang số 99/KH-SNV; "
        "mốc ghi cho kế hoạch ấy không dùng đến.",
        "! cần xem  Mốc nhắc riêng: kế hoạch 1 không có mục XX; mốc riêng ghi cho mục XX không dùng đến.",
    ]

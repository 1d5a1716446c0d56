"""`nhacviec plan import`, `list`, `show`: a plan from its file into the database."""

from __future__ import annotations

import os
import pty
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from .installation import NHACVIEC, Installation

IMPORT = ["plan", "import", "ke-hoach.md", "--period", "2150-2152", "--issued", "2021-11-01"]


@pytest.fixture
def here(tmp_path: Path) -> Installation:
    return Installation.made_in(tmp_path)


def answered(here: Installation, answer: str) -> tuple[int, str]:
    """The import with a person at the terminal who gives `answer`: its status and all it says."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*NHACVIEC, *IMPORT], cwd=here.folder, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        os.write(ours, f"{answer}\n".encode())
        assert process.stdout is not None
        said = process.stdout.read().decode()
    os.close(ours)
    os.close(theirs)
    return process.returncode, said


def test_an_import_without_a_yes_shows_the_review_and_stores_nothing(here: Installation) -> None:
    run = here.run(*IMPORT)
    assert run.status == 2
    assert "Đơn vị phải chọn cho từng nhiệm vụ (1)" in run.out
    assert run.err == "Chưa thay đổi gì: hãy xem phần rà soát rồi chạy lại với --yes để nạp kế hoạch này.\n"
    assert here.run("plan", "list", "--json").json == []


def test_a_person_at_the_terminal_may_say_no(here: Installation) -> None:
    status, said = answered(here, "không")
    assert status == 1
    assert said.rstrip().endswith("Chưa nạp gì.")
    assert here.run("plan", "list", "--json").json == []


def test_a_person_at_the_terminal_may_say_yes(here: Installation) -> None:
    status, said = answered(here, "có")
    assert status == 0
    assert said.index("Nạp kế hoạch này để theo dõi?") < said.index("Đã nạp thành kế hoạch số 1")
    assert "Văn phòng Sở: 12 việc, hạn từ 31/12/2021 đến 30/06/2022" in said
    assert "thứ Bảy, 31/01/2150  1.VI.2" in said
    assert "Mỗi đơn vị nhận một thư giao việc trong giờ gửi thư" in said


def test_an_import_counts_what_it_stored(here: Installation) -> None:
    done = here.adopt()
    shown = here.run("plan", "show", "1", "--json").json
    held = [one for task in shown["tasks"] for one in task["obligations"]]
    counted = Counter(one["status"] for one in held)
    assert (done["plan"], done["tasks"], sum("nằm ngoài" not in q for q in done["questions"])) == (1, 50, 12)
    assert (done["open"], done["past"], done["void"]) == (counted["open_in_time"], counted["past"], counted["void"])
    assert done["without_dates"] == sum(not task["obligations"] for task in shown["tasks"])
    assert (shown["plan"], shown["issued"]) == ([2150, 2152], "2021-11-01")
    third = shown["tasks"][2]
    assert (third["task"], third["lead"], third["coordinating"]) == ("1.I.3", ["van-phong"], ["@all"])
    assert [one["due"] for one in third["obligations"]] == ["2150-12-14", "2151-12-14", "2152-12-14"]


def test_a_plan_is_listed_and_shown_to_a_person(here: Installation) -> None:
    here.adopt()
    listed = here.run("plan", "list")
    assert listed.out.startswith("1. ")
    assert "(2150–2152), đang theo dõi từ" in listed.out
    shown = here.run("plan", "show", "1")
    assert "kỳ tới: 14/12/2150" in shown.out
    assert "Trước ngày 15/12" in shown.out


def test_the_same_file_is_not_adopted_twice_and_that_is_said_before_the_review(here: Installation) -> None:
    here.adopt()
    run = here.run(*IMPORT, "--yes")
    assert (run.status, run.out) == (2, "")
    assert "thành kế hoạch số 1; không nạp lần nữa" in run.err


def test_a_plan_that_states_no_period_needs_one(here: Installation) -> None:
    table = "| STT | Nhiệm vụ | Cơ quan chủ trì | Thời gian |\n|---|---|---|---|\n| 1 | Việc | Văn phòng Sở | Quý I |\n"
    (here.folder / "ngan.md").write_text(f"# KẾ HOẠCH\n\n{table}", "utf-8")
    run = here.run("plan", "import", "ngan.md", "--yes")
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("Không rõ kế hoạch ngan.md có hiệu lực những năm nào")
    assert here.run("plan", "import", "ngan.md", "--yes", "--period", "2150").status == 0


def test_without_a_register_nothing_is_adopted(here: Installation) -> None:
    (here.folder / "config.toml").write_text("", "utf-8")
    run = here.run(*IMPORT, "--yes")
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("Chưa có danh bạ đơn vị")


DECISIONS = """
[tasks."1.I.6"]
coordinating = ["thanh-tra", "ccvc"]
phrase = "Quý II hằng năm"

[tasks."1.I.1"]
skip = true

[duties."0.V.1#2"]
adopt = true
phrase = "Hằng quý"
"""


def test_decisions_of_a_file_are_carried_out_and_recorded(here: Installation) -> None:
    (here.folder / "quyet-dinh.toml").write_text(DECISIONS, "utf-8")
    done = here.adopt("--review", "quyet-dinh.toml")
    assert not any("0.V.1#2" in question for question in done["questions"])
    tasks = {task["task"]: task for task in here.run("plan", "show", "1", "--json").json["tasks"]}
    assert "1.I.1" not in tasks
    assert len(tasks) == 50
    assert tasks["1.I.6"]["coordinating"] == ["thanh-tra", "ccvc"]
    assert tasks["1.I.6"]["phrase"] == "Quý I hằng năm"
    assert tasks["1.I.6"]["obligations"][0]["due"] == "2150-06-30"
    duty = tasks["0.V.1#2"]
    assert (duty["lead"], duty["place"]) == (["@all"], "phần lời của văn bản")
    assert len(duty["obligations"]) == 9 * 12


def test_a_target_that_is_followed_becomes_a_task_of_the_unit_it_is_given_to(here: Installation) -> None:
    decisions = '[duties."0.V.2#1"]\nadopt = false\n[duties."0.II.2#3"]\nadopt = true\nlead = ["thanh-tra"]\n'
    (here.folder / "quyet-dinh.toml").write_text(decisions + 'phrase = "Hằng năm"\n', "utf-8")
    done = here.adopt("--review", "quyet-dinh.toml")
    assert (done["tasks"], sum("nằm ngoài" not in q for q in done["questions"])) == (51, 10)
    tasks = {task["task"]: task for task in here.run("plan", "show", "1", "--json").json["tasks"]}
    target = tasks["0.II.2#3"]
    assert (target["lead"], target["phrase"]) == (["thanh-tra"], "Đến năm 2025")
    assert [one["due"] for one in target["obligations"]] == ["2150-12-31", "2151-12-31", "2152-12-31"]
    assert "0.V.2#1" not in tasks


def test_what_was_decided_is_shown_before_the_yes(here: Installation) -> None:
    (here.folder / "quyet-dinh.toml").write_text(DECISIONS, "utf-8")
    run = here.run(*IMPORT, "--review", "quyet-dinh.toml")
    assert "1.I.6: đọc thời hạn là “Quý II hằng năm” (văn bản ghi: “Quý I hằng năm”)" in run.out
    assert "Theo dõi thêm việc trong phần lời 0.V.1#2" in run.out


def test_every_mistake_in_a_file_of_decisions_is_named_with_its_place(here: Installation) -> None:
    text = '[tasks."9.I.1"]\nskip = true\n[tasks."1.I.6"]\nlead = ["phong-la"]\n[duties."0.X#1"]\nadopt = true\n'
    (here.folder / "quyet-dinh.toml").write_text(text, "utf-8")
    run = here.run(*IMPORT, "--review", "quyet-dinh.toml", "--yes")
    assert (run.status, run.out) == (3, "")
    assert run.err.startswith("Tệp quyết định quyet-dinh.toml có lỗi: ")
    for place in ('[tasks."9.I.1"]', '[tasks."1.I.6"] lead: danh bạ không có đơn vị “phong-la”', '[duties."0.X#1"]'):
        assert place in run.err


def test_a_plan_that_is_not_there_is_named(here: Installation) -> None:
    run = here.run("plan", "show", "7")
    assert (run.status, run.out) == (2, "")
    assert run.err == "Không có kế hoạch số 7; xem danh sách bằng lệnh «nhacviec plan list».\n"

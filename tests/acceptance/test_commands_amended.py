"""`nhacviec plan diff`, `plan import --amends`, `plan undo`: an amended text through the real program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .amended_plan import write_amended
from .installation import Installation

AMEND = ["plan", "import", "sua-doi.md", "--amends", "1", "--yes"]
NAMED = "văn bản số 48/KH-SNV ngày 28/02/2022"


@pytest.fixture
def here(tmp_path: Path) -> Installation:
    """The plan in force, and its amended text beside it."""
    made = Installation.made_in(tmp_path)
    made.adopt()
    write_amended(tmp_path)
    return made


def shown(here: Installation) -> dict[str, Any]:
    return {task["task"]: task for task in here.run("plan", "show", "1", "--json").json["tasks"]}


def rewritten(here: Installation, old: str, new: str) -> None:
    """`khac.md`: the plan in force with other words at one place."""
    text = (here.folder / "ke-hoach.md").read_text("utf-8")
    assert old in text
    (here.folder / "khac.md").write_text(text.replace(old, new, 1), "utf-8")


def test_a_comparison_is_shown_to_a_person_and_touches_nothing(here: Installation) -> None:
    before = shown(here)
    run = here.run("plan", "diff", "1", "sua-doi.md")
    assert (run.status, run.err) == (0, "")
    for said in (
        "Thêm (1):\n  + 1.I.3  Tổng kết công tác văn thư, lưu trữ",
        "Bỏ (1):\n  - 1.II.1  Thực hiện rà soát, hệ thống hóa các văn bản quy phạm pháp luật",
        "đã có: 3 còn hạn; việc đã xong giữ nguyên, việc chưa xong được rút",
        "thời hạn: “Quý I hằng năm” → “Quý II hằng năm”\n      hạn Quý II/2150: 31/03/2150 → 30/06/2150",
        "chủ trì: Văn phòng Sở → Thanh tra Sở",
        "Chỉ đổi số thứ tự hoặc mục (7): 1.I.3 → 1.I.4",
        "Không đổi: 38",
        "kế hoạch đang theo dõi giai đoạn 2150–2152 và giữ nguyên",
        "Phần rà soát văn bản nêu 12 chỗ cần quyết định; xem «nhacviec plan read sua-doi.md».",
    ):
        assert said in run.out
    assert shown(here) == before


def test_a_comparison_as_json_names_fields_dates_and_units(here: Installation) -> None:
    said = here.run("plan", "diff", "1", "sua-doi.md", "--json").json
    assert [one["task"] for one in said["added"]] == ["1.I.3"]
    assert [(one["task"], one["obligations"]) for one in said["dropped"]] == [("1.II.1", {"open_in_time": 3})]
    changed = {one["task"]: one for one in said["changed"]}
    assert {name: one["fields"] for name, one in changed.items()} == {
        "1.I.8": ["name", "phrase"],
        "1.III.1": ["lead"],
        "1.III.2": ["text"],
        "1.III.3": ["phrase"],
    }
    assert changed["1.I.8"]["dates"][0] == {"period": "2150-Q2", "before": "2150-03-31", "after": "2150-06-30"}
    assert {"role": "lead", "unit": "thanh-tra"} in changed["1.III.1"]["gained"]
    assert (len(said["renumbered"]), said["unchanged"], said["questions"]) == (7, 38, [])


def test_an_amendment_is_listed_shown_and_told_in_the_story_of_what_it_moved(here: Installation) -> None:
    before = shown(here)
    run = here.run(*AMEND, "--json")
    assert (run.status, run.err) == (0, "")
    done = run.json
    assert {key: done[key] for key in ("plan", "amendment", "added", "dropped", "changed", "dates_moved")} == {
        "plan": 1,
        "amendment": 1,
        "added": 1,
        "dropped": 1,
        "changed": 4,
        "dates_moved": 3,
    }
    after = shown(here)
    kept, moved = before["1.I.7"]["obligations"][0], after["1.I.8"]["obligations"][0]
    assert (moved["id"], moved["due"]) == (kept["id"], "2150-06-30")
    assert "đã sửa đổi 1 lần" in here.run("plan", "list").out
    assert f"theo {NAMED}" in here.run("plan", "show", "1").out
    assert (
        f"dời hạn (từ 31/03/2150, đến 30/06/2150, lý do: {NAMED})"
        in here.run("obligation", "show", str(kept["id"])).out
    )


def test_an_amendment_without_a_yes_is_compared_and_stores_nothing(here: Installation) -> None:
    before = shown(here)
    run = here.run(*AMEND[:-1])
    assert run.status == 2
    assert "Không đổi: 38" in run.out
    assert run.err.startswith("Chưa thay đổi gì")
    assert shown(here) == before


def test_an_undone_amendment_leaves_the_plan_as_it_was(here: Installation) -> None:
    before = shown(here)
    here.run(*AMEND)
    run = here.run("plan", "undo", "1", "--reason", "ban hành nhầm")
    assert run.out.startswith(f"Đã hủy sửa đổi theo {NAMED} của kế hoạch số 1")
    after = shown(here)
    for task in after.values():
        task["obligations"] = [one for one in task["obligations"] if one["status"] != "withdrawn"]
    assert after == before
    listed = here.run("plan", "show", "1", "--json").json["amendments"]
    assert [one["undone"] for one in listed] == [f"hủy sửa đổi theo {NAMED}: ban hành nhầm"]
    assert here.run(*AMEND).status == 0


def test_undoing_once_more_would_take_back_the_plan_and_has_to_be_said(here: Installation) -> None:
    here.run(*AMEND)
    here.run("plan", "undo", "1")
    run = here.run("plan", "undo", "1")
    assert (run.status, run.out) == (2, "")
    assert "không còn sửa đổi nào để hủy" in run.err
    assert here.run("plan", "undo", "1", "--yes", "--json").json == {"plan": 1, "undone": "plan", "amendment": None}


def test_a_plan_with_results_is_taken_back_only_when_that_is_said(here: Installation) -> None:
    number = str(shown(here)["1.I.3"]["obligations"][0]["id"])
    here.run("obligation", "done", number)
    run = here.run("plan", "undo", "1", "--reason", "nạp nhầm")
    assert run.status == 2
    assert run.err == "Kế hoạch số 1 đã có 1 việc được báo hoàn thành; nếu vẫn muốn hủy việc nạp, thêm --yes.\n"
    assert here.run("plan", "undo", "1", "--reason", "nạp nhầm", "--yes").status == 0
    assert "đã hủy nạp" in here.run("plan", "list").out
    held = [one["status"] for task in shown(here).values() for one in task["obligations"]]
    assert set(held) == {"done_on_time", "withdrawn"}
    assert here.run("event", "list", "--json").json == []
    assert here.run(*AMEND).err.startswith("Kế hoạch số 1 đã hủy nạp, không thay đổi được nữa")
    assert here.adopt()["plan"] == 2


def test_a_text_near_another_task_is_asked_about_before_anything_is_stored(here: Installation) -> None:
    rewritten(here, "Kế hoạch thực hiện Nghị quyết Đại hội", "Chương trình hành động thực hiện Nghị quyết của Đại hội")
    amend = ("plan", "import", "khac.md", "--amends", "1", "--yes")
    run = here.run(*amend)
    assert run.status == 2
    assert run.err == (
        "Chưa nạp gì: hãy trả lời trong tệp quyết định (--review) bằng same_as hoặc new = true: "
        "1.I.1 mới có phải là 1.I.1 cũ không?\n"
    )
    asked = here.run("plan", "diff", "1", "khac.md", "--json", "--strict")
    assert (asked.status, asked.json["questions"]) == (1, [{"task": "1.I.1", "candidates": ["1.I.1"]}])
    (here.folder / "tra-loi.toml").write_text('[tasks."1.I.1"]\nsame_as = "1.I.1"\n', "utf-8")
    done = here.run(*amend, "--review", "tra-loi.toml", "--json").json
    assert (done["changed"], done["added"], done["dropped"]) == (1, 0, 0)


def test_a_near_text_may_be_a_new_task(here: Installation) -> None:
    rewritten(here, "Kế hoạch thực hiện Nghị quyết Đại hội", "Chương trình hành động thực hiện Nghị quyết của Đại hội")
    (here.folder / "tra-loi.toml").write_text('[tasks."1.I.1"]\nnew = true\n', "utf-8")
    done = here.run("plan", "import", "khac.md", "--amends", "1", "--yes", "--review", "tra-loi.toml", "--json").json
    assert (done["changed"], done["added"], done["dropped"]) == (0, 1, 1)


def test_an_answer_that_names_no_task_of_the_plan_is_refused(here: Installation) -> None:
    (here.folder / "tra-loi.toml").write_text('[tasks."1.I.1"]\nsame_as = "9.I.1"\n', "utf-8")
    run = here.run("plan", "diff", "1", "sua-doi.md", "--review", "tra-loi.toml")
    assert (run.status, run.out) == (2, "")
    assert run.err == "Quyết định ghép nhiệm vụ có lỗi: 1.I.1: kế hoạch không có nhiệm vụ 9.I.1.\n"


FIRST_REVIEW = """
[tasks."1.I.6"]
coordinating = ["thanh-tra", "ccvc"]
phrase = "Quý II hằng năm"
[duties."0.V.1#2"]
adopt = true
phrase = "Hằng quý"
"""


def test_what_was_decided_of_words_that_stay_is_not_decided_again(tmp_path: Path) -> None:
    here = Installation.made_in(tmp_path)
    (tmp_path / "quyet-dinh.toml").write_text(FIRST_REVIEW, "utf-8")
    here.adopt("--review", "quyet-dinh.toml")
    before = shown(here)
    write_amended(tmp_path)
    assert here.run(*AMEND, "--json").json["dropped"] == 1
    after = shown(here)
    assert after["1.I.7"]["coordinating"] == ["thanh-tra", "ccvc"]
    assert after["1.I.7"]["obligations"][0]["due"] == "2150-06-30"
    assert after["0.V.1#2"] == before["0.V.1#2"]


def test_a_new_decision_wins_over_the_old_one(here: Installation) -> None:
    (here.folder / "tra-loi.toml").write_text('[tasks."1.I.7"]\nphrase = "Quý IV hằng năm"\nlead = ["ccvc"]\n', "utf-8")
    here.run(*AMEND, "--review", "tra-loi.toml")
    task = shown(here)["1.I.7"]
    assert (task["lead"], task["phrase"]) == (["ccvc"], "Quý I hằng năm")
    assert {one["due"][5:] for one in task["obligations"] if one["status"] == "open_in_time"} == {"12-31"}


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("plan", "diff", "7", "sua-doi.md"), 2, "Không có kế hoạch số 7"),
        (("plan", "undo", "7"), 2, "Không có kế hoạch số 7"),
        (
            ("plan", "import", "ke-hoach.md", "--amends", "1", "--yes"),
            2,
            "Kế hoạch số 1 đang theo đúng văn bản ke-hoach.md",
        ),
        (("plan", "import", "khong-co.md", "--amends", "1", "--yes"), 3, "Không"),
        (("plan", "diff", "1", "khong-co.md"), 3, "Không"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_sentence(
    here: Installation, args: tuple[str, ...], status: int, said: str
) -> None:
    run = here.run(*args)
    assert (run.status, run.out) == (status, "")
    assert run.err.startswith(said)
    assert run.err.count("\n") == 1


def test_another_plan_does_not_amend_this_one(here: Installation) -> None:
    table = (
        "| STT | Nhiệm vụ | Cơ quan chủ trì | Thời gian |\n|---|---|---|---|\n| 1 | Trồng cây | Văn phòng | Quý I |\n"
    )
    (here.folder / "khac.md").write_text(f"# KẾ HOẠCH năm 2151\n\n{table}", "utf-8")
    run = here.run("plan", "import", "khac.md", "--amends", "1", "--yes", "--json")
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("Văn bản khac.md không có nhiệm vụ nào của kế hoạch số 1")


def test_a_text_in_force_is_not_adopted_as_another_plan(here: Installation) -> None:
    here.run(*AMEND)
    for args in (AMEND, ["plan", "import", "sua-doi.md", "--yes"], ["plan", "import", "ke-hoach.md", "--yes"]):
        run = here.run(*args)
        assert (run.status, run.out) == (2, "")

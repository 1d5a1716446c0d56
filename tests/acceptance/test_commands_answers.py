"""`nhacviec obligation ack, progress, done, decline, confirm, reopen, cancel` through the real program."""

from __future__ import annotations

import sqlite3

import pytest

from .installation import Installation


def number(here: Installation, task: str) -> str:
    """The first open obligation of the task."""
    found = here.run("obligation", "list", "--status", "open_in_time", "--json").json
    return next(str(one["id"]) for one in found if one["task"] == task)


def test_a_duty_is_answered_judged_and_its_story_told(here: Installation) -> None:
    task = number(here, "1.IV.2")
    about = f"việc số {task} (1.IV.2, Văn phòng Sở, hạn 31/12/2150)"
    for words, said in (
        (("ack", task), f"Đã ghi trả lời của Văn phòng Sở về {about}: đã nhận."),
        (("progress", task, "--note", "đạt 40%"), f"Đã ghi trả lời của Văn phòng Sở về {about}: tiến độ."),
        (("done", task, "--unit", "tcbc-tcpcp"), "xong phần phối hợp của " + about),
        (("decline", task, "--reason", "của Thanh tra"), "bộ phận theo dõi sẽ nhận thư."),
        (("done", task, "--on", "2026-01-05"), f"Đã ghi {about}: xong đúng hạn (05/01/2026)."),
        (("reopen", task, "--reason", "thiếu phụ lục"), f"Đã mở lại {about}: còn hạn."),
        (("cancel", task, "--reason", "thôi giao"), f"Đã hủy {about}: đã hủy."),
    ):
        run = here.run("obligation", *words)
        assert (run.status, run.err) == (0, "")
        assert said in run.out
    story = here.run("obligation", "show", task).out
    for deed in (
        "báo đã nhận, bởi",
        "báo tiến độ (nội dung: đạt 40%)",
        "báo xong phần phối hợp (đơn vị tcbc-tcpcp, ngày ",
        "báo không phải việc của mình (nội dung: của Thanh tra)",
        "báo hoàn thành (ngày 05/01/2026)",
        "mở lại (lý do: thiếu phụ lục)",
        "hủy (lý do: thôi giao)",
    ):
        assert deed in story


def test_every_answer_and_verdict_gives_its_duty_as_json_and_nothing_else(here: Installation) -> None:
    task = int(number(here, "1.IV.2"))
    for words, deed, status, by_unit in (
        (("ack",), "acknowledged", "open_in_time", "van-phong"),
        (("progress", "--note", "đạt 40%"), "progress", "open_in_time", "van-phong"),
        (("done", "--unit", "tcbc-tcpcp"), "part_done", "open_in_time", "tcbc-tcpcp"),
        (("decline", "--reason", "của Thanh tra"), "declined", "open_in_time", "van-phong"),
        (("keep", "--reason", "đúng chức năng"), "kept", "open_in_time", None),
        (("done", "--on", "2026-01-05"), "done", "done_on_time", "van-phong"),
        (("reopen", "--reason", "thiếu phụ lục"), "reopened", "open_in_time", None),
        (("cancel", "--reason", "thôi giao"), "cancelled", "cancelled", None),
    ):
        run = here.run("obligation", words[0], str(task), *words[1:], "--json")
        assert (run.status, run.err) == (0, "")
        assert (run.json["id"], run.json["deed"], run.json["status"]) == (task, deed, status)
        assert run.json.get("by_unit") == by_unit
        assert ("by_unit" in run.json) == (by_unit is not None)


def test_what_units_called_not_theirs_is_listed_until_it_is_decided(here: Installation) -> None:
    task = number(here, "1.IV.2")
    here.run("obligation", "decline", task, "--reason", "của Thanh tra")
    (listed,) = here.run("obligation", "list", "--status", "declined", "--json").json
    (waiting,) = listed["declined"]
    assert (listed["id"], waiting["unit"], waiting["reason"]) == (int(task), "van-phong", "của Thanh tra")
    page = here.run("obligation", "list", "--status", "declined").out
    assert "Văn phòng Sở báo không phải việc của mình ngày " in page
    assert f"«nhacviec obligation keep {task} --reason …»" in page
    assert here.run("obligation", "keep", task, "--reason", "đúng chức năng").out.startswith("Vẫn giao việc số")
    assert here.run("obligation", "list", "--status", "declined", "--json").json == []
    again = here.run("obligation", "keep", task, "--reason", "đúng chức năng")
    assert (again.status, again.err.count("\n")) == (2, 1)


def test_a_late_report_and_its_confirmation_as_json(here: Installation) -> None:
    (task,) = here.run("obligation", "list", "--unit", "van-phong", "--to", "2022-02-28", "--json").json[-1:]
    told = here.run("obligation", "done", str(task["id"]), "--on", task["due"], "--json").json
    assert (told["status"], told["doubted"], told["done_on"]) == ("done_late", True, task["due"])
    confirmed = here.run("obligation", "confirm", str(task["id"]), "--json").json
    assert (confirmed["status"], confirmed["doubted"], confirmed["deed"]) == ("done_on_time", False, "confirmed")


def test_a_late_report_is_confirmed(here: Installation) -> None:
    (task,) = here.run("obligation", "list", "--unit", "van-phong", "--to", "2022-02-28", "--json").json[-1:]
    words = ("obligation", "done", str(task["id"]), "--on", task["due"])
    assert "xong muộn" in (said := here.run(*words).out)
    assert f"Xác nhận bằng «nhacviec obligation confirm {task['id']}»." in said
    assert "xong đúng hạn" in here.run("obligation", "confirm", str(task["id"]), "--by", "Bà Hoa").out
    again = here.run("obligation", "confirm", str(task["id"]))
    assert (again.status, again.err) == (2, f"Việc số {task['id']} không có báo cáo nào chờ xác nhận.\n")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("ack", "9999"), "Không có việc số 9999"),
        (("progress", "{}", "--note", " "), "Chưa nêu tiến độ"),
        (("reopen", "{}", "--reason", "x"), "không mở lại được"),
        (("done", "{}", "--unit", "luu-tru"), "Đơn vị «luu-tru» không chủ trì và không được ghi tên phối hợp"),
        (("done", "{}", "--on", "2021-10-31"), "trước ngày 01/11/2021, ngày ban hành kế hoạch"),
        (("decline", "{}"), "--reason"),
    ],
)
def test_what_cannot_be_is_one_sentence(here: Installation, words: tuple[str, ...], why: str) -> None:
    task = number(here, "1.IV.2")
    run = here.run("obligation", *(word.format(task) for word in words))
    assert (run.status, run.out) == (2, "")
    assert why in run.err
    assert run.err.count("\n") == 1


def test_the_key_of_links_is_made_once_and_shown_nowhere(here: Installation) -> None:
    def key() -> str:
        with sqlite3.connect(here.folder / "var" / "nhacviec.db") as conn:
            return str(conn.execute("SELECT value FROM office WHERE key = 'link_key'").fetchone()[0])

    made = key()
    assert len(bytes.fromhex(made)) == 32
    assert made not in here.run("doctor").out
    assert key() == made

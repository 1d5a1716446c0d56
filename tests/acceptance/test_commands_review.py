"""From reading to adoption through the real program: read, write the review file, fill it in, import it."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from db.engine import open_engine, reading, writing
from db.history import story
from db.register import add_spelling
from plans.units.names import key

from .installation import NHACVIEC, Installation, Run

HEAD = "KẾ HOẠCH\nNăm 2090\n\nSTT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian\n"
ROWS = (
    "1\tCông khai thủ tục\tBộ phận Một cửa\tCác cơ quan, đơn vị liên quan\tSớm nhất nhé\n"
    "2\tRà soát\tVăn phòng Sở\t\tQuy I nam 2090\n"
)


@pytest.fixture
def here(tmp_path: Path) -> Installation:
    made = Installation.made_in(tmp_path)
    (tmp_path / "ke-hoach.txt").write_text(HEAD + ROWS, "utf-8")
    return made


def kinds(run: Run) -> list[str]:
    return [question["kind"] for question in run.last["summary"]["questions"]]


def fill(path: Path, title: str, **cells: Any) -> None:
    book = load_workbook(path)
    for place, value in cells.items():
        book[title][place] = value
    book.save(path)


def written(here: Installation, name: str = "r.xlsx", plan: str = "ke-hoach.txt") -> Path:
    run = here.run("plan", "read", plan, "--write-review", name)
    assert run.status == 0
    assert run.err == (
        f"Đã ghi 5 chỗ cần quyết định vào {name}; điền xong thì chạy: nhacviec plan import {plan} --review {name}\n"
    )
    return here.folder / name


def test_the_page_tells_the_questions_first_by_kind_and_the_next_step_last(here: Installation) -> None:
    run = here.run("plan", "read", "ke-hoach.txt", env={"COLUMNS": "80"})
    lines = run.out.splitlines()
    assert lines[3] == "Cần quyết định (5):"
    assert lines.index("  Tên chưa có trong danh bạ (1)") < lines.index("  Thời hạn không hiểu (1)") < 25
    assert "    1. “Bộ phận Một cửa” không có trong danh bạ đơn vị; đó là đơn vị nào?" in lines
    assert "       (Bảng 1, dòng 1)" in lines
    assert max(map(len, lines)) <= 80
    assert lines[-1] == "  nhacviec plan import ke-hoach.txt --review quyet-dinh.xlsx"


def test_an_assumed_reading_is_left_for_a_person_until_it_is_confirmed(here: Installation) -> None:
    read = ("plan", "read", "ke-hoach.txt", "--json", "--strict")
    before = here.run(*read)
    assert (before.status, kinds(before)) == (1, ["unit", "phrase", "assumed", "group", "issued"])
    (here.folder / "r.toml").write_text(
        '[plan]\nissued = 2089-12-01\n[units]\n"Bộ phận Một cửa" = "van-phong"\n'
        '[tasks."1.-.1"]\ncoordinating = ["ccvc"]\nphrase = "Quý II"\n[tasks."1.-.2"]\nconfirm = true\n',
        "utf-8",
    )
    after = here.run(*read, "--review", "r.toml")
    assert (after.status, kinds(after)) == (0, [])


def test_a_workbook_filled_in_is_carried_out_and_its_names_are_remembered(here: Installation) -> None:
    book = written(here)
    fill(book, "Đơn vị", D2="Văn phòng Sở")
    fill(book, "Nhiệm vụ", H2="ccvc; @related", I2="Quý II/2090", J3="có")
    fill(book, "Kế hoạch", C3="1/12/2089")
    run = here.run("plan", "import", "ke-hoach.txt", "--review", "r.xlsx", "--yes")
    assert (run.status, run.err) == (0, "")
    assert "Từ nay “Bộ phận Một cửa” là Văn phòng Sở." in run.out
    shown = here.run("plan", "show", "1", "--json").json
    assert shown["issued"] == "2089-12-01"
    assert [(task["lead"], task["coordinating"]) for task in shown["tasks"]] == [
        (["van-phong"], ["ccvc"]),
        (["van-phong"], []),
    ]
    assert [one["due"] for task in shown["tasks"] for one in task["obligations"]] == ["2090-06-30", "2090-03-31"]
    (unit,) = [one for one in here.run("unit", "list", "--json").json if one["code"] == "van-phong"]
    assert "Bộ phận Một cửa" in unit["aliases"]
    with reading(open_engine(f"sqlite:///{here.folder}/var/nhacviec.db")) as conn:
        (entry,) = story(conn, "unit:van-phong")
    assert (entry.what, entry.detail) == ("alias added", {"spelling": "Bộ phận Một cửa", "plan": 1})


def test_a_name_that_was_remembered_needs_no_decision_in_the_next_plan(here: Installation) -> None:
    (here.folder / "r.toml").write_text('[units]\n"Bộ phận Một cửa" = "van-phong"\n', "utf-8")
    first = here.run("plan", "import", "ke-hoach.txt", "--review", "r.toml", "--yes", "--json").json
    assert first["remembered"] == {"Bộ phận Một cửa": "van-phong"}
    (here.folder / "sau.txt").write_text(HEAD.replace("2090", "2091") + ROWS, "utf-8")
    second = here.run("plan", "import", "sau.txt", "--yes", "--json").json
    assert not any("Một cửa" in question for question in second["questions"])
    (here.folder / "nua.txt").write_text(HEAD.replace("2090", "2092") + ROWS, "utf-8")
    third = here.run("plan", "import", "nua.txt", "--review", "r.toml", "--yes", "--json").json
    assert third["remembered"] == {}


def test_a_name_that_another_unit_has_got_meanwhile_is_refused_and_nothing_is_stored(here: Installation) -> None:
    here.run("unit", "list")
    engine = open_engine(f"sqlite:///{here.folder}/var/nhacviec.db")
    with writing(engine) as conn:
        add_spelling(conn, code="thanh-tra", folded=key("Bộ phận Một cửa"), spelling="Bộ phận Một cửa")
    (here.folder / "r.toml").write_text('[units]\n"Bộ phận Một cửa" = "van-phong"\n', "utf-8")
    run = here.run("plan", "import", "ke-hoach.txt", "--review", "r.toml", "--yes")
    assert (run.status, run.out) == (3, "")
    assert "“Bộ phận Một cửa” không thể là tên gọi của nhiều đơn vị: Văn phòng Sở (van-phong); Thanh tra Sở" in run.err
    assert here.run("plan", "list", "--json").json == []


def test_simulate_carries_out_a_workbook_too(here: Installation) -> None:
    fill(written(here), "Đơn vị", D2="thanh-tra")
    fill(here.folder / "r.xlsx", "Nhiệm vụ", I2="Quý I/2090")
    run = here.run(
        "simulate", "ke-hoach.txt", "--review", "r.xlsx", "--from", "2090-01-05", "--to", "2090-03-31", "--json"
    )
    assert (run.status, run.err) == (0, "")
    assert '"unit": "thanh-tra"' in run.out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--write-review", "r.csv"], "Tệp quyết định r.csv phải có đuôi .toml hoặc .xlsx."),
        (["--write-review", "units.toml"], "Đã có tệp units.toml; hãy chọn tên khác"),
        (["--write-review", "khong/co.toml"], "Không ghi được tệp quyết định khong/co.toml: không có tệp này."),
        (["--write-review", "r.toml", "--review", "units.toml"], "Chỉ dùng một trong --write-review và --review"),
    ],
)
def test_a_review_file_that_cannot_be_written_is_refused(here: Installation, args: list[str], said: str) -> None:
    before = sorted(here.folder.iterdir())
    run = here.run("plan", "read", "ke-hoach.txt", *args)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(said)
    assert sorted(here.folder.iterdir()) == before


def at_terminal(here: Installation, *args: str) -> str:
    """What the command writes to standard error where that is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*NHACVIEC, *args], cwd=here.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs
    ) as process:
        os.close(theirs)
        said = b""
        try:
            while chunk := os.read(ours, 4096):
                said += chunk
        except OSError:  # how Linux says that the other end is closed
            pass
    os.close(ours)
    assert process.returncode == 0
    return said.decode()


def test_long_work_shows_progress_on_a_terminal_and_nothing_elsewhere(here: Installation) -> None:
    assert "Đang đọc ke-hoach.txt" in at_terminal(here, "plan", "read", "ke-hoach.txt")
    assert "Đang tính lịch nhắc" in at_terminal(here, "plan", "import", "ke-hoach.txt", "--yes")
    assert here.run("plan", "read", "ke-hoach.txt").err == ""

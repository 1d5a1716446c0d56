"""Reports on the periods of a simulated year, counted again here by hand."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from db.engine import writing
from db.history import record
from nhacviec import config
from nhacviec.app import open_office
from nhacviec.reading import read_for_adoption
from scheduler.changes.events import Announcement
from scheduler.clock import Hours
from scheduler.planning.adoption import adopt
from scheduler.simulation.simulate import live
from scheduler.simulation.simulated_deeds import Announced, Done

from .installation import Installation

STATES = ("done_on_time", "done_late", "open_in_time", "open_overdue")
DONE = (
    Done("1.I.6", dt.date(2022, 3, 25)),
    Done("1.IV.1", dt.date(2022, 2, 10)),
    Done("1.VII.1", dt.date(2022, 2, 11)),
    Done("1.II.1", dt.date(2022, 4, 12)),
)
REASON = "chờ ý kiến của Sở Tài chính"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The first four months of 2022, in which some tasks were done, in time or late."""
    made = Installation.made_in(tmp_path_factory.mktemp("lived"))
    at = Hours().opening(dt.date(2022, 1, 1))
    office = open_office(config.load(made.folder / "config.toml", {}), at)

    def begin(at: dt.datetime) -> None:
        plan = made.folder / "ke-hoach.md"
        document, reviewed = read_for_adoption(office, plan)
        issued = dt.date(2021, 11, 1)
        adopt(office, document, reviewed, source=plan, period=(2021, 2025), issued=issued, at=at, actor="test")

    told = Announced(dt.date(2022, 3, 15), Announcement("bo-noi-vu-phe-duyet-de-an", dt.date(2022, 3, 15)))
    assert list(live(office, begin, dt.date(2022, 1, 1), dt.date(2022, 4, 30), (*DONE, told)))
    listed = made.run("obligation", "list", "--status", "open_overdue", "--to", "2022-03-30", "--json").json
    said = dt.datetime(2022, 3, 30, 3, tzinfo=dt.UTC)
    with writing(office.engine) as conn:
        record(conn, at=said, actor="ccvc", subject=f"obligation:{listed[0]['id']}", what="progress", note=REASON)
    office.engine.dispose()
    return made


@pytest.fixture
def here(lived: Installation, tmp_path: Path) -> Installation:
    shutil.copytree(lived.folder, tmp_path, dirs_exist_ok=True)
    return Installation(tmp_path)


def counted(here: Installation, first: str, last: str, at: str) -> dict[str, Counter[str]]:
    """The four states by unit, from the list of obligations: due in the period, or before it and not yet done then."""
    found: dict[str, Counter[str]] = {}
    for one in here.run("obligation", "list", "--to", last, "--json").json:
        done = one["done_on"]
        if one["status"] not in STATES or (one["due"] < first and done and done < first):
            continue
        if done and done <= at:
            state = "done_late" if done > one["effective"] else "done_on_time"
        else:
            state = "open_overdue" if one["effective"] < at else "open_in_time"
        found.setdefault(one["unit"], Counter())[state] += 1
    return found


def figures(row: dict[str, Any]) -> Counter[str]:
    return Counter({state: row[state] for state in STATES if row[state]})


@pytest.mark.parametrize(
    ("words", "first", "last", "at"),
    [
        (["2022-Q1"], "2022-01-01", "2022-03-31", "2022-03-31"),
        (["2022-Q1", "--at", "2022-02-10"], "2022-01-01", "2022-03-31", "2022-02-10"),
        (["2022-Q2"], "2022-04-01", "2022-06-30", "2022-06-30"),
        (["2022-02"], "2022-02-01", "2022-02-28", "2022-02-28"),
        (["2022"], "2022-01-01", "2022-12-31", "2022-12-31"),
    ],
)
def test_the_counts_are_those_of_the_obligations(
    lived: Installation, words: list[str], first: str, last: str, at: str
) -> None:
    made = lived.run("report", "--period", *words, "--json").json
    expected = counted(lived, first, last, at)
    assert {row["unit"]: figures(row) for row in made["by_unit"]} == expected
    total = sum(expected.values(), Counter())
    assert (made["at"], figures(made["total"]), made["total"]["total"]) == (at, total, sum(total.values()))
    assert sum((figures(row) for row in made["by_section"]), Counter()) == total
    assert len(made["overdue"]) == total["open_overdue"]
    settled = sum(total.values()) - total["open_in_time"]
    assert made["total"]["on_time_rate"] == round(total["done_on_time"] / settled, 4)


def test_some_of_each_state_is_in_the_year(lived: Installation) -> None:
    total = lived.run("report", "--period", "2022", "--at", "2022-04-30", "--json").json["total"]
    assert all(total[state] for state in STATES)


def test_work_without_a_date_is_told_apart_and_never_counted(lived: Installation) -> None:
    made = lived.run("report", "--period", "2022-Q1", "--json").json
    apart = {one["task"]: one["sort"] for one in made["apart"]}
    assert (apart["1.III.4"], apart["1.III.3"], apart["2.I.1"]) == ("continuous", "event", "undated")
    assert not {one["task"] for one in made["obligations"]} & {*apart}


def test_a_unit_is_shown_alone_and_an_overdue_duty_with_its_reason(lived: Installation) -> None:
    made = lived.run("report", "--period", "2022-Q1", "--json").json
    (told,) = [one for one in made["overdue"] if one["reason"]]
    assert told["reason"] == REASON
    alone = lived.run("report", "--period", "2022-Q1", "--unit", told["unit_name"], "--json").json
    assert [row["unit"] for row in alone["by_unit"]] == [told["unit"]]
    assert alone["by_unit"] == [row for row in made["by_unit"] if row["unit"] == told["unit"]]
    said = f"Tính đến ngày 31/03/2022; chỉ gồm việc của {told['unit_name']}."
    assert said in lived.run("report", "--period", "2022-Q1", "--unit", told["unit"]).out
    page = lived.run("report", "--period", "2022-Q1").out
    assert "TÌNH HÌNH THỰC HIỆN NHIỆM VỤ QUÝ I/2022\nTính đến ngày 31/03/2022. Số liệu tạm tính" in page
    assert f"{told['text']} Lý do: {REASON}" in page


def test_an_issued_report_stays_as_it_was(here: Installation) -> None:
    before = here.run("report", "--period", "2022-Q1", "--issue", "--json").json
    assert before["issued"]["by"]
    late = before["overdue"][0]["obligation"]
    assert here.run("obligation", "done", str(late), "--on", "2022-03-31").status == 0
    assert here.run("report", "--period", "2022-Q1", "--json").json == before
    fresh = here.run("report", "--period", "2022-Q1", "--at", "2022-03-30", "--json").json
    assert fresh["issued"] is None
    again = here.run("report", "--period", "2022-Q1", "--issue")
    assert (again.status, again.out) == (2, "")
    assert again.err.startswith("Báo cáo Quý I/2022 tính đến ngày 31/03/2022 đã được")


def test_a_workbook_is_written_whole_and_never_over_another(here: Installation) -> None:
    run = here.run("report", "--period", "2022-Q1", "--xlsx", "bao-cao.xlsx")
    assert (run.status, run.out, run.err) == (0, "", "Đã ghi báo cáo Quý I/2022 vào bao-cao.xlsx.\n")
    total = here.run("report", "--period", "2022-Q1", "--json").json["total"]
    sheet = load_workbook(here.folder / "bao-cao.xlsx")["Theo đơn vị"]
    assert [cell.value for cell in sheet[sheet.max_row]][2:7] == [total["total"], *(total[state] for state in STATES)]
    content = (here.folder / "bao-cao.xlsx").read_bytes()
    again = here.run("report", "--period", "2022-Q1", "--xlsx", "bao-cao.xlsx")
    assert (again.status, again.err) == (2, "Đã có tệp bao-cao.xlsx; hãy chọn tên khác để không ghi đè.\n")
    assert (here.folder / "bao-cao.xlsx").read_bytes() == content
    lost = here.run("report", "--period", "2022-Q1", "--xlsx", "khong-co/bao-cao.xlsx")
    assert (lost.status, lost.out) == (2, "")
    assert lost.err.startswith("Không ghi được tệp báo cáo khong-co/bao-cao.xlsx: ")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--period", "Quý I"], "Giá trị «Quý I» của «--period» không hợp lệ: cần kỳ dạng 2022,"),
        (["--period", "2150-Q1"], "Chưa lập được báo cáo Quý I/2150: ngày đầu kỳ 01/01/2150 chưa đến."),
        (["--period", "2022", "--at", "2150-01-01"], "Chưa lập được báo cáo Năm 2022: ngày tính số liệu 01/01/2150"),
        (["--period", "2022", "--json", "--xlsx", "a.xlsx"], "Chỉ ghi một trong hai: --json hoặc --xlsx."),
        (["--period", "2022", "--xlsx", "a.xls"], "Tệp báo cáo a.xls phải có đuôi .xlsx."),
        (["--period", "2022", "--issue", "--unit", "ccvc"], "Báo cáo được phát hành cho cả cơ quan;"),
        (["--period", "2022", "--unit", "cvcc"], "Không có đơn vị «cvcc»"),
        ([], "Thiếu tùy chọn «--period»."),
    ],
)
def test_what_cannot_be_reported_is_refused_in_a_sentence(lived: Installation, words: list[str], why: str) -> None:
    run = lived.run("report", *words)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(why)

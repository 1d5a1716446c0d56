"""A report on a period: what belongs to it, how it is counted, and the workbook it becomes."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from notifications.report_words import rate
from notifications.report_workbook import workbook
from rules.report import Apart, Figures, Issued, Line, Period, Report, period_of, standing
from rules.report_extensions import Request, RequestFigures, belongs
from rules.status import Status

Q1 = Period("2022-Q1", dt.date(2022, 1, 1), dt.date(2022, 3, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2022-{text}")


@pytest.mark.parametrize(
    ("text", "label", "first", "last", "words"),
    [
        ("2022", "2022", "01-01", "12-31", "Năm 2022"),
        ("2022-H2", "2022-H2", "07-01", "12-31", "6 tháng cuối năm 2022"),
        (" 2022-q1 ", "2022-Q1", "01-01", "03-31", "Quý I/2022"),
        ("2022-9M", "2022-9M", "01-01", "09-30", "9 tháng đầu năm 2022"),
        ("2022-02", "2022-02", "02-01", "02-28", "Tháng 2/2022"),
    ],
)
def test_a_label_is_a_period_of_whole_days(text: str, label: str, first: str, last: str, words: str) -> None:
    period = period_of(text)
    assert period == Period(label, day(first), day(last))
    assert period.words == words


@pytest.mark.parametrize("text", ["", "2022-Q5", "2022-H3", "2022-13", "2022-3", "Quý I/2022", "2022-Q1-H1", "1822"])
def test_what_is_no_label_is_no_period(text: str) -> None:
    assert period_of(text) is None


@pytest.mark.parametrize(
    ("state", "due", "done", "at", "status"),
    [
        ("done", "03-31", "03-31", "03-31", "done_on_time"),
        ("done", "02-28", "03-01", "03-31", "done_late"),
        ("open", "03-31", None, "03-31", "open_in_time"),
        ("open", "03-30", None, "03-31", "open_overdue"),
        # Done after the day of the report: it was still open then.
        ("done", "03-30", "04-02", "03-31", "open_overdue"),
        ("done", "03-31", "04-02", "03-31", "open_in_time"),
        ("done", "03-30", "04-02", "04-02", "done_late"),
        # Due later, or settled otherwise.
        ("open", "04-01", None, "03-31", None),
        ("withdrawn", "02-28", None, "03-31", None),
        ("past", "02-28", None, "03-31", None),
    ],
)
def test_each_duty_is_in_one_of_the_four_states_as_at_the_day(
    state: str, due: str, done: str | None, at: str, status: Status | None
) -> None:
    assert standing(Q1, day(at), state, day(due), day(due), day(done) if done else None) == status


@pytest.mark.parametrize(
    ("state", "done", "status"),
    [("open", None, "open_overdue"), ("done", "2022-01-01", "done_late"), ("done", "2021-12-31", None)],
)
def test_what_was_not_done_when_the_period_began_is_carried_into_it(
    state: str, done: str | None, status: Status | None
) -> None:
    due, done_on = dt.date(2021, 11, 30), dt.date.fromisoformat(done) if done else None
    assert standing(Q1, Q1.last, state, due, due, done_on) == status


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (Figures(7, 1, 5, 0), "87,5%"),
        (Figures(2, 0, 0, 0), "100%"),
        (Figures(0, 1, 0, 1), "0%"),
        (Figures(1, 1, 0, 1), "33,3%"),
        (Figures(0, 0, 9, 0), "–"),
    ],
)
def test_the_rate_leaves_out_what_is_still_in_time(figures: Figures, said: str) -> None:
    assert rate(figures) == said


LINE = Line(
    obligation=1,
    plan=1,
    plan_name="Kế hoạch số 15/KH-SNV",
    task="1.I.1",
    text='=HYPERLINK("http://x")',
    section="Phụ lục 1, mục I",
    unit="ccvc",
    unit_name="+Phòng Công chức",
    period="2022-Q1",
    due=day("02-28"),
    effective=day("02-28"),
    done_on=None,
    document=None,
    status="open_overdue",
    carried=False,
    reason="@chờ ý kiến\x07",
)
DONE = replace(LINE, obligation=2, unit="vp", unit_name="Văn phòng", status="done_on_time", done_on=day("02-01"))
REPORT = Report(
    Q1,
    Q1.last,
    (LINE, DONE),
    (Apart("continuous", 1, "1.I.2", "Tuyên truyền", "Thường xuyên", ("vp",), ("Văn phòng",)),),
)


def test_a_workbook_has_its_head_its_totals_and_frozen_headings() -> None:
    book = load_workbook(io.BytesIO(workbook(REPORT, "Sở Nội vụ")))
    assert book.sheetnames == [
        "Theo đơn vị",
        "Theo mục",
        "Việc quá hạn",
        "Ngoài số liệu",
        "Gia hạn theo đơn vị",
        "Gia hạn theo mục",
        "Đề nghị gia hạn",
    ]
    sheet = book["Theo đơn vị"]
    assert [sheet.cell(row, 1).value for row in range(1, 5)] == [
        "SỞ NỘI VỤ",
        "TÌNH HÌNH THỰC HIỆN NHIỆM VỤ QUÝ I/2022",
        "(Tính đến ngày 31/03/2022)",
        "Số liệu tạm tính, chưa phát hành.",
    ]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=12)]
    assert rows == [
        [1, "+Phòng Công chức", 1, 0, 0, 0, 1, 0],
        [2, "Văn phòng", 1, 1, 0, 0, 0, 1],
        [None, "Tổng cộng", 2, 1, 0, 0, 1, 0.5],
    ]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A12", "$11:$11")
    assert sheet["H14"].number_format == "0.0%"
    assert [cell.value for cell in book["Ngoài số liệu"][12]][1:5] == [
        "Thường xuyên",
        "1.I.2",
        "Tuyên truyền",
        "Văn phòng",
    ]


def test_no_text_becomes_a_formula() -> None:
    book = load_workbook(io.BytesIO(workbook(REPORT, "=Sở")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    late = [cell.value for cell in book["Việc quá hạn"][12]]
    assert late[2:4] == ['=HYPERLINK("http://x")', "+Phòng Công chức"]
    assert late[5:] == [dt.datetime(2022, 2, 28), "@chờ ý kiến"]


def test_a_workbook_of_issued_figures_says_by_whom_and_when() -> None:
    made = replace(REPORT, issued=Issued(dt.datetime(2022, 4, 1, 2, 30, tzinfo=dt.UTC), "hoa"))
    sheet = load_workbook(io.BytesIO(workbook(made, "Sở Nội vụ"))).worksheets[0]
    assert sheet["A4"].value == "Số liệu do hoa phát hành lúc 09:30 ngày 01/04/2022."


GRANTED = Request(
    extension=1,
    obligation=1,
    plan=1,
    plan_name="Kế hoạch số 15/KH-SNV",
    task="1.I.1",
    text="Báo cáo",
    section="Phụ lục 1, mục I",
    unit="ccvc",
    unit_name="Phòng Công chức",
    asked_on=day("03-14"),
    from_due=day("03-31"),
    to_due=day("05-16"),
    reason="=chờ",
    outcome="granted",
    closed_on=day("03-28"),
    decided_by="Nguyễn Văn Bình",
    in_period=True,
)
WAITING = replace(GRANTED, extension=2, unit="vp", unit_name="Văn phòng", outcome="undecided", closed_on=None)
EARLIER = replace(GRANTED, extension=3, outcome="refused", in_period=False)


def test_requests_are_counted_by_what_became_of_them() -> None:
    made = replace(REPORT, requests=(GRANTED, WAITING, EARLIER))
    assert made.asked == RequestFigures(asked=2, granted=1, refused=1, undecided=1)
    assert made.asked_by_unit() == {
        ("ccvc", "Phòng Công chức"): RequestFigures(1, 1, 1, 0, 0),
        ("vp", "Văn phòng"): RequestFigures(1, 0, 0, 0, 1),
    }
    assert made.asked_by_section() == {("Kế hoạch số 15/KH-SNV", "Phụ lục 1, mục I"): made.asked}
    assert made.of_unit("vp", "Văn phòng").asked == RequestFigures(1, 0, 0, 0, 1)
    book = load_workbook(io.BytesIO(workbook(made, "Sở Nội vụ")))
    rows = [[cell.value for cell in row] for row in book["Gia hạn theo đơn vị"].iter_rows(min_row=12)]
    assert rows[0] == [1, "Phòng Công chức", 1, 1, 1, 0, 0]
    assert rows[-1] == [None, "Tổng cộng", 2, 1, 1, 0, 1]
    assert [cell.value for cell in book["Đề nghị gia hạn"][12]][5:9] == [
        dt.datetime(2022, 3, 31),
        dt.datetime(2022, 5, 16),
        "=chờ",
        "Được chấp thuận",
    ]


@pytest.mark.parametrize(
    ("asked", "closed", "there"),
    [
        ("03-14", None, True),
        ("03-20", "03-25", True),
        ("03-21", None, False),
        ("04-01", None, False),
    ],
)
def test_a_request_belongs_to_periods_in_which_it_waited(asked: str, closed: str | None, there: bool) -> None:
    at = day("03-20")
    assert belongs(Q1.first, Q1.last, at, day(asked), day(closed) if closed else None) is there
    assert belongs(day("04-01"), day("06-30"), day("06-30"), day(asked), day("03-31")) is False

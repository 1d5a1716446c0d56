"""The head of a document: what is printed, and blanks that are nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from plans.blocks import Paragraph
from plans.head import read_head
from plans.model import Head


def head(*lines: str) -> Head:
    return read_head([Paragraph(line) for line in lines])[0]


def test_a_full_head_is_read() -> None:
    assert head(
        "UBND TỈNH BÌNH ĐỊNH",
        "SỞ NỘI VỤ",
        "-------",
        "Số: 15/KH-SNV",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Bình Định, ngày 04 tháng 01 năm 2026",
        "KẾ HOẠCH",
        "Cải cách hành chính giai đoạn 2026-2030",
        "Căn cứ Quyết định số 3809/QĐ-UBND ngày 14/9/2021;",
    ) == Head(
        title="KẾ HOẠCH Cải cách hành chính giai đoạn 2026-2030",
        number="15/KH-SNV",
        issuer="SỞ NỘI VỤ",
        place_date="Bình Định, ngày 04 tháng 01 năm 2026",
        issued=dt.date(2026, 1, 4),
        period=(2026, 2030),
        period_text="giai đoạn 2026-2030",
    )


@pytest.mark.parametrize(
    "line",
    ["Bình Định, ngày tháng năm 2021", "Bình Định, ngày … tháng … năm 2021", "Bình Định, ngày 4 tháng năm 2021"],
)
def test_a_date_with_blanks_is_kept_as_printed_and_is_no_date(line: str) -> None:
    read = head("Số: /KH-SNV", line, "KẾ HOẠCH")
    assert (read.number, read.place_date, read.issued) == (None, line, None)


def test_a_date_the_calendar_does_not_have_is_said() -> None:
    read, doubts = read_head([Paragraph("Huế, ngày 31 tháng 02 năm 2022"), Paragraph("KẾ HOẠCH")])
    assert read.issued is None
    assert doubts == ["Ngày ban hành “Huế, ngày 31 tháng 02 năm 2022” không có trong lịch."]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Kế hoạch cải cách hành chính giai đoạn 2021 – 2025", (2021, 2025)),
        ("Kế hoạch công tác năm 2024", (2024, 2024)),
        ("Kế hoạch năm 2023 thực hiện Chương trình giai đoạn 2021-2025", (2023, 2023)),
        ("Kế hoạch giai đoạn 2021-2025, định hướng đến năm 2030", (2021, 2025)),
        ("Thực hiện Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị", None),
        ("Tổng kết giai đoạn 2016-2020 và kế hoạch giai đoạn 2021-2025", None),
        ("Thực hiện quy chế dân chủ", None),
    ],
)
def test_the_period_is_the_one_the_title_states(title: str, period: tuple[int, int] | None) -> None:
    assert head("KẾ HOẠCH", title, "Căn cứ công văn số 1;").period == period


def test_where_the_title_has_no_period_the_appendix_or_the_text_may_state_it() -> None:
    assert head("KẾ HOẠCH", "Chuyển đổi số", "PHỤ LỤC", "GIẢI ĐOẠN 2021-2025").period == (2021, 2025)
    assert head("KẾ HOẠCH", "Chuyển đổi số", "I. KẾT QUẢ NĂM 2020").period is None
    said = "Chương trình được thực hiện trong giai đoạn 2025 - 2030."
    assert head("CHƯƠNG TRÌNH", "Chuyển đổi số", said).period == (2025, 2030)

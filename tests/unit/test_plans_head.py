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
        ("Kế hoạch CCHC 2021-2025", (2021, 2025)),
        ("Nhiệm vụ trọng tâm năm học 2023 - 2024", (2023, 2024)),
        ("Chương trình công tác 6 tháng cuối năm 2024", (2024, 2024)),
        ("Chương trình công tác Quý IV/2023", (2023, 2023)),
        ("Chương trình công tác tháng 10 năm 2023", (2023, 2023)),
        ("Thực hiện Nghị quyết số 18/2022/NQ-HĐND ngày 05/7/2022", None),
        ("Chuyển đổi số đến năm 2025", None),
    ],
)
def test_the_period_is_the_one_the_title_states(title: str, period: tuple[int, int] | None) -> None:
    assert head("KẾ HOẠCH", title, "Căn cứ công văn số 1;").period == period


def test_where_the_title_has_no_period_the_appendix_or_the_text_may_state_it() -> None:
    assert head("KẾ HOẠCH", "Chuyển đổi số", "PHỤ LỤC", "GIẢI ĐOẠN 2021-2025").period == (2021, 2025)
    assert head("KẾ HOẠCH", "Chuyển đổi số", "I. KẾT QUẢ NĂM 2020").period is None
    said = "Chương trình được thực hiện trong giai đoạn 2025 - 2030."
    assert head("CHƯƠNG TRÌNH", "Chuyển đổi số", said).period == (2025, 2030)
    issued = "Sở Nội vụ ban hành Kế hoạch cải cách hành chính năm 2023 với các nội dung như sau:"
    assert head("KẾ HOẠCH", "Cải cách hành chính", "", issued).period == (2023, 2023)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số: 15/KH-SNV", "15/KH-SNV"),
        ("Số 12 - KH/ĐU", "12-KH/ĐU"),
        ("Số: 123 /KH-UBND", "123/KH-UBND"),
        ("Số: 15/KH-SNV Bình Định, ngày 05 tháng 01 năm 2023", "15/KH-SNV"),
        ("Số: /KH-SNV", None),
        ("Số: …/KH-UBND", None),
    ],
)
def test_numbers_of_state_and_party_documents_are_read(line: str, number: str | None) -> None:
    assert head(line, "KẾ HOẠCH").number == number


def test_the_date_may_stand_in_the_line_of_the_number() -> None:
    read = head("Số: 15/KH-SNV Bình Định, ngày 05 tháng 01 năm 2023", "KẾ HOẠCH")
    assert (read.place_date, read.issued) == ("Bình Định, ngày 05 tháng 01 năm 2023", dt.date(2023, 1, 5))


def test_an_appendix_filed_alone_says_number_and_day_of_its_plan() -> None:
    read = head(
        "PHỤ LỤC", "NHIỆM VỤ NĂM 2023", "(Kèm theo Kế hoạch số 15/KH-SNV ngày 05/01/2023 của Giám đốc Sở Nội vụ)"
    )
    assert (read.number, read.issued, read.period) == ("15/KH-SNV", dt.date(2023, 1, 5), (2023, 2023))


def test_a_plan_attached_to_a_decision_has_its_own_title_and_the_decisions_number() -> None:
    read = head(
        "UBND TỈNH",
        "Số: 99/QĐ-UBND",
        "Huế, ngày 10 tháng 01 năm 2024",
        "QUYẾT ĐỊNH",
        "Ban hành Kế hoạch chuyển đổi số năm 2024",
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
        "KẾ HOẠCH",
        "Chuyển đổi số năm 2024",
        "(Ban hành kèm theo Quyết định số 99/QĐ-UBND ngày 10/01/2024)",
    )
    assert (read.title, read.number, read.period) == ("KẾ HOẠCH Chuyển đổi số năm 2024", "99/QĐ-UBND", (2024, 2024))


def test_a_resolution_that_issues_a_programme_bears_the_programmes_title() -> None:
    assert head("NGHỊ QUYẾT", "Ban hành Chương trình hành động năm 2025").title == "Chương trình hành động năm 2025"


def test_a_title_in_small_letters_is_one_where_there_is_no_other() -> None:
    assert head("UBND XÃ A", "Kế hoạch công tác năm 2024", "Thực hiện nhiệm vụ được giao:").title == (
        "Kế hoạch công tác năm 2024"
    )


def test_a_title_goes_on_below_an_empty_line_and_past_a_semicolon() -> None:
    lines = ("Phổ biến, giáo dục pháp luật; hòa giải ở cơ sở;", "chuẩn tiếp cận pháp luật năm 2026", "Căn cứ Luật;")
    assert head("KẾ HOẠCH", "", *lines).title == f"KẾ HOẠCH {lines[0]} {lines[1]}"
    assert head("KẾ HOẠCH NĂM 2026", "", *lines).title == "KẾ HOẠCH NĂM 2026"
    assert head("KẾ HOẠCH").title == "KẾ HOẠCH"


def test_a_word_by_itself_ends_the_issuers_name() -> None:
    lines = ("UBND TỈNH HÀ TĨNH", "SỞ TÀI NGUYÊN VÀ MÔI", "TRƯỜNG", "Số: 312/KH-STNMT", "KẾ HOẠCH")
    assert head(*lines).issuer == "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG"
    assert head("SỞ Y TẾ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT", "NAM", "Số: 3/KH-SYT", "KẾ HOẠCH").issuer == "SỞ Y TẾ"

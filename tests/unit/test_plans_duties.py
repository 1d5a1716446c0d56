"""Recurring duties in the running text are offered with their place and words."""

from __future__ import annotations

import pytest

from plans.blocks import Paragraph
from plans.duties import find_duties
from plans.model import TextDuty


def duties(*lines: str) -> list[TextDuty]:
    return list(find_duties([Paragraph(line) for line in lines]))


def test_a_duty_bears_the_labels_around_it_and_its_place_there() -> None:
    assert duties(
        "V. TỔ CHỨC THỰC HIỆN",
        "1. Các cơ quan, đơn vị thuộc, trực thuộc Sở",
        "- Căn cứ Kế hoạch này, xây dựng kế hoạch hằng năm.",
        "- Định kỳ hằng quý, 6 tháng, năm gửi báo cáo về Văn phòng Sở.",
        "2. Văn phòng Sở",
        "- Giúp Lãnh đạo Sở theo dõi, đôn đốc.",
    ) == [
        TextDuty(
            id="0.V.1#2",
            lead_text="Các cơ quan, đơn vị thuộc, trực thuộc Sở",
            coordinating_text=None,
            text="Định kỳ hằng quý, 6 tháng, năm gửi báo cáo về Văn phòng Sở.",
            phrase="Định kỳ hằng quý, 6 tháng, năm",
        )
    ]


def test_a_numbered_paragraph_under_a_chapter_has_no_lead() -> None:
    (duty,) = duties("V. TỔ CHỨC THỰC HIỆN", "1. Mở đầu.", "2. Hằng tháng Văn phòng Sở báo cáo Giám đốc.")
    assert (duty.id, duty.lead_text, duty.phrase) == ("0.V#2", None, "Hằng tháng")


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("Trước ngày 15/12 hằng năm, gửi báo cáo về Sở.", "Trước ngày 15/12 hằng năm"),
        (
            "Gửi báo cáo định kỳ hàng quý (trước ngày 20 của tháng cuối quý) về Sở.",
            "định kỳ hàng quý (trước ngày 20 của tháng cuối quý)",
        ),
        ("Định kỳ 6 tháng và hằng năm nộp báo cáo.", "Định kỳ 6 tháng và hằng năm"),
    ],
)
def test_the_phrase_keeps_the_day_that_stands_with_it(sentence: str, phrase: str) -> None:
    assert [duty.phrase for duty in duties(f"- {sentence}")] == [phrase]


@pytest.mark.parametrize(
    "line",
    [
        "- Hàng năm rà soát vị trí việc làm của từng công chức.",
        "- Tham mưu Lãnh đạo Sở xây dựng Kế hoạch cải cách hành chính hằng năm.",
        "3. Nếu cần sửa đổi thì tổng hợp, báo cáo Lãnh đạo Sở.",
        "6. Tăng cường báo cáo; định kỳ chuyển đổi vị trí công tác theo quy định.",
    ],
)
def test_other_sentences_are_no_duties(line: str) -> None:
    assert duties(line) == []


def test_two_duties_of_one_paragraph_are_told_apart() -> None:
    found = duties("- Hằng quý gửi báo cáo về Sở. Hằng năm báo cáo Chủ tịch.")
    assert [(duty.id, duty.phrase) for duty in found] == [("0#1", "Hằng quý"), ("0#1b", "Hằng năm")]


def test_targets_are_marked_and_the_signature_ends_the_search() -> None:
    found = duties("II. MỤC TIÊU, CHỈ TIÊU", "- Hằng năm 100% đơn vị gửi báo cáo.", "Nơi nhận:", "- Hằng năm báo cáo.")
    assert [duty.is_target for duty in found] == [True]

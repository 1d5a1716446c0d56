"""Duties and targets of the running text: their ids, their sentences, where the text begins and ends."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.blocks import Block, Grid, Paragraph, Row, cell
from plans.duties.found import find_duties
from plans.model import TextDuty
from rules.model import Unspecified
from rules.parse import parse


def duties(*lines: str) -> list[TextDuty]:
    return list(find_duties([Paragraph(line) for line in lines]))


def ids(*lines: str) -> list[str]:
    return [duty.id for duty in duties(*lines)]


REPORT = "Định kỳ hằng quý, 6 tháng, năm gửi báo cáo về Văn phòng Sở."
UNITS = "Các cơ quan, đơn vị thuộc, trực thuộc Sở"


def test_a_duty_bears_the_labels_around_it_and_its_ordinal_among_the_candidates_there() -> None:
    assert duties(
        "V. TỔ CHỨC THỰC HIỆN",
        f"1. {UNITS}",
        "- Căn cứ Kế hoạch này, xây dựng kế hoạch hằng năm.",
        f"- {REPORT}",
        "2. Văn phòng Sở",
        "- Giúp Lãnh đạo Sở theo dõi, đôn đốc.",
    ) == [
        TextDuty("0.V.1#1", UNITS, None, "Căn cứ Kế hoạch này, xây dựng kế hoạch hằng năm.", "hằng năm"),
        TextDuty("0.V.1#2", UNITS, None, REPORT, "Định kỳ hằng quý, 6 tháng, năm"),
    ]


def test_what_stands_elsewhere_does_not_change_an_id() -> None:
    plan = ("V. TỔ CHỨC THỰC HIỆN", f"1. {UNITS}", f"- {REPORT}")
    longer = ("Lời nói đầu.", "I. MỤC TIÊU", "- Đến năm 2025 đạt 100%.", plan[0], plan[1], "- Thực hiện tốt.", plan[2])
    assert ids(*plan) == ["0.V.1#1"]
    assert ids(*longer) == ["0.I#1", "0.V.1#1"]


def test_no_labels_leave_the_ordinal_alone() -> None:
    assert ids(f"- {REPORT}", f"- {REPORT}") == ["0#1", "0#2"]


def test_a_numbered_paragraph_stands_under_its_chapter() -> None:
    (duty,) = duties("V. TỔ CHỨC THỰC HIỆN", "1. Mở đầu.", "2. Hằng tháng Văn phòng Sở báo cáo Giám đốc.")
    assert (duty.id, duty.lead_text, duty.phrase) == ("0.V#1", "Văn phòng Sở", "Hằng tháng")


def test_two_acts_of_one_sentence_are_two_candidates_with_the_whole_sentence() -> None:
    sentence = "Hàng năm rà soát vị trí việc làm, đến năm 2025 phấn đấu 100% công chức được bố trí đúng vị trí."
    assert [(duty.text, duty.phrase) for duty in duties(f"- {sentence}")] == [
        (sentence, "Hàng năm"),
        (sentence, "đến năm 2025"),
    ]


def test_only_the_sentence_is_quoted_and_not_its_paragraph() -> None:
    found = duties("- Hằng quý gửi báo cáo về Sở. Hằng năm báo cáo Chủ tịch.")
    assert [(duty.id, duty.text, duty.phrase) for duty in found] == [
        ("0#1", "Hằng quý gửi báo cáo về Sở.", "Hằng quý"),
        ("0#2", "Hằng năm báo cáo Chủ tịch.", "Hằng năm"),
    ]


def test_the_signature_ends_the_text_in_a_paragraph_and_in_a_layout_table() -> None:
    receivers = "Nơi nhận:\n- Như trên;"
    layout = Grid((Row((cell(receivers, 0), cell("GIÁM ĐỐC", 1))),))
    assert ids("- Hằng năm báo cáo Sở.", "Nơi nhận:", "- Hằng năm báo cáo.") == ["0#1"]
    blocks: list[Block] = [Paragraph("- Hằng năm báo cáo Sở."), layout, Paragraph("- Hằng năm báo cáo.")]
    assert [duty.id for duty in find_duties(blocks)] == ["0#1"]


def test_the_text_goes_on_after_a_table_of_tasks() -> None:
    table = Grid(
        (Row((cell("Nhiệm vụ", 0), cell("Thời gian", 1))), Row((cell("Hằng năm báo cáo", 0), cell("Quý I", 1))))
    )
    blocks: list[Block] = [Paragraph("III. NHIỆM VỤ"), table, Paragraph("IV. TỔ CHỨC"), Paragraph(f"- {REPORT}")]
    assert [duty.id for duty in find_duties(blocks)] == ["0.IV#1"]


def test_a_plan_that_follows_the_decision_which_issues_it_is_read_with_ids_of_its_own() -> None:
    found = ids(
        "Điều 2. Giao Sở Nội vụ báo cáo UBND tỉnh trước ngày 25/11/2022.",
        "Nơi nhận:",
        "- Lưu: VT.",
        "KẾ HOẠCH KIỂM TRA",
        "công tác cải cách hành chính năm 2022",
        f"- {REPORT}",
        "I. TỔ CHỨC",
        f"- {REPORT}",
    )
    assert found == ["0#1", "0#2", "0.I#1"]


def test_a_chapter_on_what_was_done_holds_no_duties() -> None:
    assert ids("I. KẾT QUẢ THỰC HIỆN NĂM 2022", "- Hằng quý gửi báo cáo.", "II. NHIỆM VỤ", f"- {REPORT}") == ["0.II#1"]


def test_a_line_that_leads_to_others_lends_them_its_units_its_act_and_its_year() -> None:
    found = duties(
        "II. MỤC TIÊU",
        "- Đến năm 2025:",
        "+ 100% hồ sơ được xử lý trực tuyến.",
        "- Mức độ hài lòng đạt 90%.",
        "III. TỔ CHỨC",
        "Văn phòng Sở gửi báo cáo:",
        "- Quý: trước ngày 15 của tháng cuối quý.",
    )
    assert [(duty.id, duty.lead_text, duty.phrase, duty.is_target) for duty in found] == [
        ("0.II#1", None, "Đến năm 2025", True),
        ("0.III#1", "Văn phòng Sở", "trước ngày 15 của tháng cuối quý", False),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Các đơn vị gửi báo cáo chậm nhất ngày 20 của tháng cuối kỳ báo cáo.",
        "Các đơn vị gửi báo cáo trước ngày 31/4/2022.",
        "Các đơn vị gửi báo cáo trước ngày 15/12 hằng năm, trừ năm 2023.",
    ],
)
def test_a_limit_that_is_not_understood_whole_is_offered_with_its_words_and_left_to_a_person(sentence: str) -> None:
    (duty,) = duties(sentence)
    assert isinstance(parse(duty.phrase).rule, Unspecified)


@pytest.mark.parametrize(
    "unit",
    [
        "năm ",
        "(hằng năm ",
        "trước ngày 31/4/2022, ",
        "các phòng, ",
        "tiêu chí hằng năm ",
        "Các đơn vị gửi báo cáo trước ngày 15/12, ",
        "“",
    ],
)
def test_a_paragraph_of_a_hundred_kilobytes_takes_seconds_and_quotes_little(unit: str) -> None:
    paragraph = "- " + unit * (100_000 // len(unit))
    start = time.process_time()
    found = duties(paragraph)
    assert time.process_time() - start < 20
    assert sum(len(duty.text) for duty in found) < 50 * len(paragraph)


@given(st.text(alphabet=st.sampled_from("hằng năm quý 6/2022 trước ngày 15 báo cáo;,.:()“”-IVa1 Sở\t"), max_size=200))
def test_no_text_breaks_the_search(text: str) -> None:
    for duty in duties(text):
        assert duty.phrase
        assert duty.id.startswith("0")

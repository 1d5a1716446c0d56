"""Decisions about a plan under review: read whole or refused with every mistake, then carried out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from plans.model import Document, Head, TaskRow, TextDuty, Total, names
from plans.review.decided import apply
from plans.review.decisions import Decision, Decisions, DecisionsError
from plans.units.register import Group, Register, Unit
from rules.parse import parse

PATH = Path("quyet-dinh.toml")
ONE_STOP = "Bộ phận Một cửa"
REGISTER = Register(
    (Unit("van-phong", "Văn phòng Sở", "internal"), Unit("thanh-tra", "Thanh tra Sở", "internal")),
    (Group("@related", "Các cơ quan, đơn vị liên quan"),),
    (),
)


def task(n: int, ordinal: int, lead: str | None, phrase: str | None) -> TaskRow:
    place = f"Bảng 1, mục I, dòng {ordinal}"
    return TaskRow(1, "I", "VIỆC", n, ordinal, "Việc", lead, None, None, phrase, None, place)


DUTY = TextDuty("0.V.1#2", "Thanh tra Sở", None, "Hằng quý gửi báo cáo.", "Hằng quý")
DOCUMENT = Document(
    path="ke-hoach.md",
    head=Head(period=(2021, 2022)),
    tasks=(task(1, 1, "Bộ phận Một cửa", "Sớm nhất nhé"), task(2, 2, None, None), task(2, 3, "Văn phòng Sở", "Quý I")),
    duties=(DUTY,),
)


def decided(
    tasks: dict[str, Decision] | None = None,
    duties: dict[str, Decision] | None = None,
    units: dict[str, str] | None = None,
) -> Decisions:
    return Decisions(PATH, tasks or {}, duties or {}, units or {})


def test_without_decisions_everything_stays_in_question() -> None:
    found = apply(DOCUMENT, REGISTER, decided())
    assert [one.kind for one in found.questions] == ["lead", "unit", "phrase", "deadline", "assumed", "duty", "issued"]
    assert (found.decided, found.adopted_duties) == ((), ())


def test_a_task_whose_printed_name_is_taken_is_named_with_its_ordinal() -> None:
    assert names(DOCUMENT.tasks) == ["1.I.1", "1.I.2", "1.I.2#3"]


def test_a_phrase_and_units_that_were_decided_close_their_questions() -> None:
    choice = Decision(phrase="Quý II/2022", lead=("thanh-tra",))
    found = apply(DOCUMENT, REGISTER, decided({"1.I.1": choice, "1.I.2": choice}))
    assert [one.lead for one in found.tasks] == [("thanh-tra",), ("thanh-tra",), ("van-phong",)]
    assert found.tasks[0].reading == found.tasks[1].reading == parse("Quý II/2022")
    assert found.tasks[0].row.phrase == "Sớm nhất nhé"
    assert (found.unknown_units, found.unread_phrases, found.without_lead, found.without_deadline) == ((), (), (), ())
    assert "1.I.2: đọc thời hạn là “Quý II/2022” (văn bản ghi: không ghi)" in found.decided


def test_a_phrase_that_is_still_not_understood_stays_a_question() -> None:
    found = apply(DOCUMENT, REGISTER, decided({"1.I.1": Decision(phrase="sớm sớm nhé")}))
    assert found.unread_phrases == ("sớm sớm nhé",)
    assert any("sớm sớm nhé" in question.text for question in found.questions)


def test_a_further_name_holds_for_this_reading() -> None:
    found = apply(DOCUMENT, REGISTER, decided(units={"Bộ phận Một cửa": "van-phong"}))
    assert found.tasks[0].lead == ("van-phong",)
    assert found.unknown_units == ()


def test_a_skipped_task_is_left_out() -> None:
    found = apply(DOCUMENT, REGISTER, decided({"1.I.1": Decision(taken=False)}))
    assert [one.row.ordinal for one in found.tasks] == [2, 3]


def test_a_duty_is_followed_only_where_somebody_says_so() -> None:
    followed = apply(DOCUMENT, REGISTER, decided(duties={DUTY.id: Decision(taken=True, lead=("van-phong",))}))
    refused = apply(DOCUMENT, REGISTER, decided(duties={DUTY.id: Decision(taken=False)}))
    assert [(one.duty.id, one.lead) for one in followed.adopted_duties] == [(DUTY.id, ("van-phong",))]
    assert refused.adopted_duties == ()
    assert not any(DUTY.id in one.tasks for one in (*followed.questions, *refused.questions))


def test_all_that_decisions_speak_of_must_be_there() -> None:
    wrong = decided(
        {"9.I.1": Decision(), "1.I.1": Decision(lead=("phong-la",))}, {"0.X#1": Decision()}, {"Tên": "Thanh tra"}
    )
    with pytest.raises(DecisionsError) as caught:
        apply(DOCUMENT, REGISTER, wrong)
    assert str(caught.value) == (
        'Tệp quyết định quyet-dinh.toml có lỗi: [tasks."9.I.1"]: văn bản không có nhiệm vụ 9.I.1; '
        '[duties."0.X#1"]: lời văn không có việc 0.X#1; [units] "Tên": văn bản không ghi tên “Tên”; '
        '[tasks."1.I.1"] lead: danh bạ không có đơn vị “phong-la”; '
        '[units] "Tên": danh bạ không có đơn vị “Thanh tra” (gần giống: “Thanh tra Sở”).'
    )


def test_a_name_that_another_unit_bears_is_not_given_away() -> None:
    with pytest.raises(DecisionsError, match="“Văn phòng Sở” không thể là tên gọi của nhiều đơn vị"):
        apply(DOCUMENT, REGISTER, decided(units={"Văn phòng Sở": "thanh-tra"}))


def test_units_may_be_written_by_name() -> None:
    found = apply(
        DOCUMENT, REGISTER, decided({"1.I.2": Decision(lead=("Thanh tra sở",))}, units={ONE_STOP: "Văn phòng Sở"})
    )
    assert [one.lead for one in found.tasks] == [("van-phong",), ("thanh-tra",), ("van-phong",)]
    assert found.new_names == ((ONE_STOP, "van-phong"),)


def test_units_that_are_chosen_stand_in_for_a_collective_without_members() -> None:
    chosen = apply(DOCUMENT, REGISTER, decided({"1.I.1": Decision(coordinating=("thanh-tra", "@related"))}))
    alone = apply(DOCUMENT, REGISTER, decided({"1.I.1": Decision(coordinating=("@related",))}))
    assert chosen.tasks[0].coordinating == ("thanh-tra",)
    assert alone.tasks[0].coordinating == ("@related",)
    assert [[one.tasks for one in found.questions if one.kind == "group"] for found in (chosen, alone)] == [
        [],
        [("1.I.1",)],
    ]


def test_a_reading_or_a_missing_deadline_that_is_confirmed_is_not_asked_about() -> None:
    yes = Decision(confirmed=True)
    found = apply(DOCUMENT, REGISTER, decided({"1.I.1": yes, "1.I.2": yes, "1.I.2#3": yes}))
    assert [one.kind for one in found.questions] == ["lead", "unit", "phrase", "duty", "issued"]


def test_a_name_may_be_nobody_whose_work_is_followed() -> None:
    found = apply(DOCUMENT, REGISTER, decided(units={"bộ phận một cửa": "Không"}))
    assert (found.unknown_units, found.new_names) == ((), ())
    assert [one.tasks for one in found.questions if one.kind == "lead"] == [("1.I.1", "1.I.2")]
    assert found.decided == ("“bộ phận một cửa” không phải đơn vị cần theo dõi",)


def test_that_nobody_leads_is_a_decision() -> None:
    found = apply(DOCUMENT, REGISTER, decided({"1.I.2": Decision(lead=())}))
    assert "lead" not in [one.kind for one in found.questions]


def test_a_duty_without_a_lead_that_is_to_be_followed_asks_who_leads() -> None:
    document = replace(DOCUMENT, duties=(replace(DUTY, lead_text=None),))
    (asked,) = [
        one
        for one in apply(document, REGISTER, decided(duties={DUTY.id: Decision(taken=True)})).questions
        if one.kind == "lead"
    ]
    assert asked.tasks == ("1.I.2", DUTY.id)


def test_what_the_head_leaves_out_may_be_decided() -> None:
    document = replace(DOCUMENT, head=Head(), totals=(Total(1, 4, 3),))
    plan = Decisions(PATH, period=(2021, 2022), issued=dt.date(2021, 11, 5), totals_checked=True)
    found = apply(document, REGISTER, plan)
    assert (found.document.head.period, found.document.head.issued) == ((2021, 2022), dt.date(2021, 11, 5))
    assert {"period", "issued", "total"}.isdisjoint(one.kind for one in found.questions)
    assert found.totals_match is False
    assert found.decided == (
        "kế hoạch thực hiện trong các năm 2021–2022",
        "ban hành ngày 05/11/2021",
        "đã đối chiếu tổng số nhiệm vụ với văn bản",
    )

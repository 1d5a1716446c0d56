"""Units are meant as of a day: who had ended is asked about, with whoever stands in its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from plans.model import Document, Head, TaskRow
from plans.review.decided import apply
from plans.review.decisions import Decisions, DecisionsError
from plans.review.review import review
from plans.units.contradictions import contradictions
from plans.units.register import Contact, Ended, Group, Register, Resolved, Unit

END, AFTER = dt.date(2025, 2, 28), dt.date(2025, 3, 1)
REGISTER = Register(
    units=(
        Unit("van-phong", "Văn phòng Sở", "internal"),
        Unit("ton-giao", "Ban Tôn giáo", "affiliated", valid_to=END, successor="dan-toc-cu"),
        Unit("dan-toc-cu", "Ban Dân tộc", "affiliated", valid_to=dt.date(2025, 6, 30), successor="dan-toc"),
        Unit("dan-toc", "Sở Dân tộc và Tôn giáo", "external", valid_from=dt.date(2025, 7, 1)),
        Unit("noi-vu-cu", "Sở Nội vụ", "external", valid_to=END),
        Unit("noi-vu", "Sở Nội vụ", "external", valid_from=AFTER),
    ),
    groups=(Group("@all", "Các đơn vị", (), ("van-phong", "ton-giao")),),
    contacts=(),
)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (None, Resolved(("ton-giao",))),
        (END, Resolved(("ton-giao",))),
        (AFTER, Resolved(ended=(Ended("ban Tôn Giáo", "ton-giao", END, "dan-toc-cu"),))),
        (dt.date(2025, 7, 1), Resolved(ended=(Ended("ban Tôn Giáo", "ton-giao", END, "dan-toc"),))),
    ],
)
def test_a_unit_that_had_ended_is_not_given_but_its_successor_of_that_day_named(
    on: dt.date | None, expected: Resolved
) -> None:
    assert REGISTER.resolve("ban Tôn Giáo", on) == expected


@pytest.mark.parametrize(("on", "code"), [(END, "noi-vu-cu"), (AFTER, "noi-vu"), (None, "noi-vu")])
def test_of_units_that_bore_one_name_in_turn_that_of_the_day_is_meant(on: dt.date | None, code: str) -> None:
    assert REGISTER.resolve("Sở Nội vụ", on) == Resolved((code,))


def test_a_unit_that_is_about_to_be_founded_is_given() -> None:
    assert REGISTER.resolve("Sở Dân tộc và Tôn giáo", END) == Resolved(("dan-toc",))


def test_a_unit_without_a_successor_in_force_has_none_suggested() -> None:
    one = Unit("a", "Ban A", "internal", valid_to=END, successor="b")
    alone = Register((one, Unit("b", "Ban B", "internal", valid_to=END)), (), ())
    assert alone.resolve("Ban A", AFTER) == Resolved(ended=(Ended("Ban A", "a", END, None),))


def test_units_that_had_ended_are_not_suggested_for_other_names() -> None:
    assert [code for _, code in REGISTER.nearest_names("Ban Tôn giao", on=END)] == ["ton-giao"]
    assert REGISTER.nearest_names("Ban Tôn giao", on=AFTER) == ()


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (
            [("a", END, "b"), ("b", dt.date(2024, 12, 31), None)],
            "đơn vị a kết thúc ngày 28/02/2025 nhưng đơn vị kế tục b đã kết thúc trước đó (ngày 31/12/2024)",
        ),
        ([("a", END, "b"), ("b", END, "c"), ("c", END, "a")], "các đơn vị kế tục nhau thành vòng: a → b → c → a"),
        ([("a", END, "a")], "các đơn vị kế tục nhau thành vòng: a → a"),
        ([("a", END, "x")], "đơn vị a: đơn vị kế tục “x” không có trong danh bạ"),
    ],
)
def test_lines_of_successors_lead_forwards(units: list[tuple[str, dt.date, str | None]], said: str) -> None:
    made = [Unit(c, f"Ban {c}", "internal", valid_to=to, successor=successor) for c, to, successor in units]
    assert list(contradictions(made, [], [])) == [said]


@pytest.mark.parametrize(("founded", "clash"), [(AFTER, False), (END, True), (None, True)])
def test_two_units_may_bear_one_name_only_in_turn(founded: dt.date | None, clash: bool) -> None:
    units = [Unit("a", "Sở Nội vụ", "external", valid_to=END), Unit("b", "SỞ NỘI VỤ", "external", valid_from=founded)]
    said = ["tên “sở nội vụ” được ghi cho nhiều đơn vị cùng thời gian: a, b"] if clash else []
    assert list(contradictions(units, [], [])) == said


def test_an_address_is_written_once_for_each_role_and_unit() -> None:
    contacts = [Contact("A@so.vn", None, "leadership", None), Contact("a@so.vn", "Ông A", "leadership", None)]
    assert list(contradictions([], [], contacts)) == ["địa chỉ a@so.vn ghi 2 lần với cùng vai trò cho toàn cơ quan"]


def plan(issued: dt.date | None) -> Document:
    lead, coordinating, place = "Ban Tôn giáo", "Văn phòng Sở", "Bảng 1, dòng 1"
    row = TaskRow(1, "I", "VIỆC", 1, 1, "Việc", lead, coordinating, None, "Quý IV/2025", None, place)
    return Document(path="ke-hoach.md", head=Head(period=(2026, 2026), issued=issued), tasks=(row,))


def test_the_review_asks_who_has_the_work_of_a_unit_that_had_ended() -> None:
    found = review(plan(dt.date(2025, 8, 1)), REGISTER)
    assert (found.tasks[0].lead, found.tasks[0].coordinating, found.unknown_units) == ((), ("van-phong",), ())
    asked = next(question for question in found.questions if question.kind == "ended")
    assert asked.suggestions == (("Sở Dân tộc và Tôn giáo", "dan-toc"),)
    assert asked.text == (
        "Bảng 1, dòng 1: “Ban Tôn giáo” đã kết thúc hoạt động ngày 28/02/2025; nay là đơn vị nào? "
        "Có phải “Sở Dân tộc và Tôn giáo” không?"
    )
    assert review(plan(END), REGISTER).tasks[0].lead == ("ton-giao",)


def test_without_a_day_of_issue_the_first_of_the_plan_years_counts() -> None:
    assert review(plan(None), REGISTER).tasks[0].ended == (Ended("Ban Tôn giáo", "ton-giao", END, "dan-toc"),)


def test_the_name_of_a_unit_that_had_ended_can_be_given_to_another() -> None:
    decided = Decisions(Path("a.toml"), {}, {}, {"Ban Tôn giáo": "dan-toc"})
    (task,) = apply(plan(dt.date(2025, 8, 1)), REGISTER, decided).tasks
    assert (task.lead, task.ended) == (("dan-toc",), ())
    with pytest.raises(DecisionsError):
        apply(plan(END), REGISTER, decided)

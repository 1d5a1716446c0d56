"""Which task of an amended plan is which of the older text: never guessed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.comparison import Answers, Pairing, Printed, Question, TooDifferentError, WrongAnswersError, closeness, pair

ROWS = Path(__file__).parents[1] / "data" / "plans" / "expected.jsonl"


def official() -> list[Printed]:
    """The 50 tasks of the official plan."""
    rows = [row for line in ROWS.read_text("utf-8").splitlines() if "task" in (row := json.loads(line))]
    return [
        Printed(f"{row['table']}.{row['section']}.{row['stt']}", row["task"], row["section"], row["lead_text"])
        for row in rows
    ]


PLAN = official()
LONG = "Xây dựng báo cáo kết quả tự kiểm tra công tác cải cách hành chính và gửi về Văn phòng Sở để tổng hợp"


def by_name(found: Pairing, old: list[Printed], new: list[Printed]) -> dict[str, str]:
    return {old[i].name: new[j].name for i, j in found.pairs}


def test_a_plan_compared_with_itself_has_no_changes() -> None:
    found = pair(PLAN, PLAN)
    assert found == Pairing(tuple((n, n) for n in range(len(PLAN))), (), (), ())


@given(st.permutations(PLAN))
def test_tasks_in_another_order_are_the_same_tasks(shuffled: list[Printed]) -> None:
    found = pair(PLAN, shuffled)
    assert len(found.pairs) == len(PLAN)
    assert all(PLAN[i].text == shuffled[j].text for i, j in found.pairs)
    assert by_name(found, PLAN, shuffled) == {one.name: one.name for one in PLAN}


@given(st.integers(0, len(PLAN) - 1))
def test_one_row_left_out_is_one_dropped_task(place: int) -> None:
    found = pair(PLAN, PLAN[:place] + PLAN[place + 1 :])
    assert (found.dropped, found.added, found.questions) == ((place,), (), ())


@given(st.integers(0, len(PLAN)))
def test_a_row_inserted_shifts_names_and_nothing_else(place: int) -> None:
    shifted = [
        replace(one, name=f"9.{n}") for n, one in enumerate([*PLAN[:place], Printed("", "Việc mới"), *PLAN[place:]])
    ]
    found = pair(PLAN, shifted)
    assert (found.dropped, found.added, found.questions) == ((), (place,), ())
    assert all(j == i + (i >= place) for i, j in found.pairs)


@given(st.lists(st.sampled_from(PLAN)), st.lists(st.sampled_from(PLAN)))
def test_every_task_is_paired_dropped_or_added_and_that_once(old: list[Printed], new: list[Printed]) -> None:
    found = pair(old, new)
    assert sorted([*(i for i, _ in found.pairs), *found.dropped]) == list(range(len(old)))
    assert sorted([*(j for _, j in found.pairs), *found.added]) == list(range(len(new)))


def test_capitals_white_space_and_the_last_mark_do_not_make_another_text() -> None:
    found = pair([Printed("1.I.1", "Ban hành  kế hoạch.")], [Printed("1.II.7", "BAN HÀNH kế hoạch;")])
    assert found.pairs == ((0, 0),)


def test_equal_texts_go_to_the_same_section_and_lead_first() -> None:
    old = [
        Printed("1.I.1", "Báo cáo", "I", "A"),
        Printed("1.II.1", "Báo cáo", "II", "B"),
        Printed("1.II.2", "Báo cáo", "II", "C"),
    ]
    new = [
        Printed("1.II.1", "Báo cáo", "II", "C"),
        Printed("1.II.2", "Báo cáo", "II", "D"),
        Printed("1.I.1", "Báo cáo", "I", "A"),
    ]
    assert by_name(pair(old, new), old, new) == {"1.I.1": "1.I.1", "1.II.2": "1.II.1", "1.II.1": "1.II.2"}


def test_a_slightly_edited_text_under_its_name_is_the_same_task() -> None:
    edited = LONG.replace("gửi về", "báo cáo về")
    assert 0.85 <= closeness(LONG, edited) < 1
    assert pair([Printed("1.I.6", LONG)], [Printed("1.I.6", edited)]).pairs == ((0, 0),)


def test_a_slightly_edited_text_under_another_name_is_asked_about() -> None:
    found = pair([Printed("1.I.6", LONG)], [Printed("1.I.7", LONG + " hằng năm")])
    assert found == Pairing((), (0,), (0,), (Question("1.I.7", ("1.I.6",)),))


def test_another_text_under_the_same_name_is_another_task() -> None:
    found = pair([Printed("1.I.6", LONG)], [Printed("1.I.6", "Kiểm tra việc chấp hành kỷ luật")])
    assert found == Pairing((), (0,), (0,), ())


def test_an_edited_text_with_a_rival_as_close_is_asked_about() -> None:
    old = [Printed("1.I.6", LONG + " quý I")]
    new = [Printed("1.I.6", LONG + " quý II"), Printed("1.I.7", LONG + " quý III")]
    found = pair(old, new)
    assert found.pairs == ()
    assert found.questions == (Question("1.I.6", ("1.I.6",)), Question("1.I.7", ("1.I.6",)))


def test_answers_of_a_person_come_before_all_else() -> None:
    old = [Printed("1.I.1", LONG), Printed("1.I.2", "Kiểm tra")]
    new = [Printed("1.I.1", LONG), Printed("1.I.2", "Thanh tra")]
    found = pair(old, new, Answers({"1.I.2": "1.I.1"}, frozenset({"1.I.1"})))
    assert (found.pairs, found.dropped, found.added) == (((0, 1),), (1,), (0,))


def test_wrong_answers_are_all_named() -> None:
    one = [Printed("1.I.1", LONG), Printed("1.I.2", "Kiểm tra")]
    with pytest.raises(WrongAnswersError) as refused:
        pair(one, one, Answers({"1.I.1": "9.9", "9.1": "1.I.1", "1.I.2": "1.I.1"}, frozenset({"1.I.2"})))
    for said in ("1.I.1: kế hoạch không có nhiệm vụ 9.9", "9.1: văn bản không có", "1.I.2: vừa ghi", "đã ghép với 9.1"):
        assert said in str(refused.value)


def test_two_long_documents_with_nothing_in_common_are_not_compared_word_by_word() -> None:
    old, new = ([Printed(f"{side}.{n}", f"{side} {n}") for n in range(1100)] for side in ("cũ", "mới"))
    with pytest.raises(TooDifferentError):
        pair(old, new)

"""Which tasks of two plans may be the same work, on texts that offices write."""

from __future__ import annotations

import pytest

from plans.comparison import MOST_COMPARED
from plans.twins import Alike, Led, alike

REPORT = "Báo cáo kết quả thực hiện công tác cải cách hành chính hằng năm của Sở"
PROGRAMME = "Ban hành Kế hoạch cải cách hành chính của Sở"


def led(text: str, *leads: str) -> Led:
    return Led(text, frozenset(leads or ("van-phong",)))


def test_equal_texts_are_alike_whatever_the_capitals_and_the_last_mark() -> None:
    assert alike([led(REPORT)], [led("Rà soát thủ tục hành chính"), led(REPORT.upper() + ".")]) == [Alike(0, 1, 1.0)]


def test_a_word_more_is_near_and_never_equal() -> None:
    (pair,) = alike([led(REPORT)], [led(REPORT + " Nội vụ")])
    assert 0.85 <= pair.share < 1


def test_a_lead_in_common_is_needed() -> None:
    assert alike([led(REPORT, "van-phong", "thanh-tra")], [led(REPORT, "ccvc")]) == []
    assert alike([led(REPORT, "van-phong", "thanh-tra")], [led(REPORT, "ccvc", "thanh-tra")]) == [Alike(0, 0, 1.0)]
    assert alike([led(REPORT)], [Led(REPORT, frozenset())]) == []


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (f"{PROGRAMME} năm 2022", f"{PROGRAMME} năm 2023", 0),
        (PROGRAMME, f"{PROGRAMME} 2022", 1),
        ("Sơ kết thực hiện Nghị quyết số 76 của Chính phủ", "Sơ kết thực hiện Nghị quyết số 30 của Chính phủ", 0),
        ("Kiểm tra công vụ tại các đơn vị", "Kiểm tra văn thư, lưu trữ tại các đơn vị", 0),
    ],
)
def test_other_numbers_are_other_work(one: str, other: str, near: int) -> None:
    assert len(alike([led(one)], [led(other)])) == near


def test_of_several_the_closest_comes_first() -> None:
    pairs = alike([led(REPORT)], [led(REPORT + " Nội vụ"), led(REPORT)])
    assert [pair.other for pair in pairs] == [1, 0]


def test_large_plans_are_compared_by_equal_texts_only() -> None:
    many = [led(f"Việc thứ {n}") for n in range(MOST_COMPARED // 1000)]
    few = [led(f"Việc thứ {n}.") for n in range(1001)]
    assert all(pair.share == 1 and pair.one == pair.other for pair in alike(many, few))
    assert len(alike(many, few)) == len(many)

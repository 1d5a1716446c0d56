"""The letter about an amended plan: what it says in each case, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notifications.model import AmendmentLetter, PlanAct
from notifications.render import MAX_ITEMS, render
from notifications.samples import AMENDMENT


def told(letter: AmendmentLetter) -> str:
    return " ".join(render(letter).text.split())


def test_the_subject_counts_what_changed() -> None:
    drawn = render(replace(AMENDMENT, preview=False))
    assert drawn.kind == "correction"
    assert drawn.subject.startswith(
        "[Nhắc việc] Kế hoạch sửa đổi, 1 việc đổi thời hạn, 1 việc giao thêm, 1 việc đổi nội dung, "
        "2 việc thôi thực hiện: "
    )


def test_a_moved_date_stands_beside_the_one_it_replaces() -> None:
    text = told(AMENDMENT)
    assert "30/06/2026, rồi 4 kỳ tiếp theo, kỳ cuối quý II/2030; “Quý II hằng năm”" in text
    assert "Trước đây: 31/03/2026, rồi 4 kỳ tiếp theo, kỳ cuối quý I/2030, “Quý I hằng năm”" in text


def test_a_duty_given_to_another_says_to_whom() -> None:
    text = told(AMENDMENT)
    assert "Nay do Thanh tra Sở chủ trì; Trước đây: 02/12/2026" in text
    assert "Không còn trong kế hoạch; Trước đây: chờ sự kiện: Bộ Nội vụ công bố TTHC" in text


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("amended", "đã được sửa đổi theo văn bản số 48/KH-SNV ngày 02/03/2026."),
        ("restored", "theo văn bản số 48/KH-SNV ngày 02/03/2026 đã được hủy. Lý do: ban hành nhầm."),
        ("reassigned", "thôi được giao việc dưới đây của"),
        ("undone", "không còn được theo dõi trên hệ thống. Lý do: ban hành nhầm."),
    ],
)
def test_each_act_is_said_in_its_own_words(act: PlanAct, said: str) -> None:
    assert said in told(replace(AMENDMENT, act=act, reason="ban hành nhầm."))


def test_a_part_taken_back_is_told_alone_and_asks_for_nothing() -> None:
    text = told(replace(AMENDMENT, act="reassigned", reason="điều chỉnh phân công"))
    assert "Lý do: điều chỉnh phân công." in text
    assert "Việc thôi giao (2 việc)" in text
    assert "Việc giao thêm" not in text
    assert "Đề nghị thực hiện theo danh sách này" not in text


def test_news_alone_is_an_assignment() -> None:
    assert render(replace(AMENDMENT, moved=(), reworded=(), dropped=())).kind == "assignment"


def test_html_and_text_say_the_same() -> None:
    html = render(AMENDMENT).html
    for said in ("Việc đổi thời hạn (1 việc)", "Không còn trong kế hoạch", "Vai trò: Chủ trì"):
        assert said in html
        assert said in told(AMENDMENT)


def test_what_does_not_fit_is_counted() -> None:
    letter = replace(AMENDMENT, added=AMENDMENT.added * (MAX_ITEMS + 5))
    text = told(letter)
    assert f"Việc giao thêm ({MAX_ITEMS + 5} việc, nêu {MAX_ITEMS - 1})" in text
    assert "Còn 9 việc nữa không nêu trong thư này" in text


def test_a_letter_without_a_change_is_not_written() -> None:
    with pytest.raises(ValueError, match="nothing"):
        render(replace(AMENDMENT, added=(), moved=(), reworded=(), dropped=()))

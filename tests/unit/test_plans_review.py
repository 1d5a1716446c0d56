"""The review says what a person has to decide, with its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plans.model import Document, Head, TaskRow, TextDuty, Total
from plans.review.review import review
from plans.units.files import Group, Register, Unit
from rules.parse import parse

REGISTER = Register(
    (Unit("van-phong", "Văn phòng Sở", "internal"), Unit("thanh-tra", "Thanh tra Sở", "internal")),
    (Group("@related", "Các cơ quan, đơn vị liên quan"),),
    (),
)


def task(n: int, lead: str | None, phrase: str | None, coordinating: str | None = None) -> TaskRow:
    return TaskRow(1, "I", "VIỆC", n, n, "Việc", lead, coordinating, None, phrase, None, f"Bảng 1, mục I, dòng {n}")


DUTY = TextDuty("0.V.1#2", "Thanh tra Sở", None, "Hằng quý gửi báo cáo.", "Hằng quý")
DOCUMENT = Document(
    path="ke-hoach.md",
    head=Head(),
    tasks=(
        task(1, "Văn phòng Sở", "Năm 2021", "Các cơ quan, đơn vị liên quan"),
        task(2, "Thanh tra sở, Văn phong Sở", "Quý IX năm 2022"),
        task(3, None, None),
    ),
    duties=(DUTY,),
    totals=(Total(1, 4, 3),),
)


def test_units_and_deadlines_of_each_task_are_read() -> None:
    one, two, three = review(DOCUMENT, REGISTER).tasks
    assert (one.lead, one.coordinating, one.reading) == (("van-phong",), ("@related",), parse("Năm 2021"))
    assert (two.lead, two.unknown) == (("thanh-tra",), ("Văn phong Sở",))
    assert (three.lead, three.reading) == ((), None)


def test_what_was_not_understood_is_listed() -> None:
    found = review(DOCUMENT, REGISTER)
    assert found.unknown_units == ("Văn phong Sở",)
    assert found.unread_phrases == ("Quý IX năm 2022",)
    assert found.without_lead == found.without_deadline == (DOCUMENT.tasks[2],)
    assert found.totals_match is False
    assert found.duties[0].lead == ("thanh-tra",)


def test_questions_name_their_place_the_gravest_first() -> None:
    assert tuple(one.text for one in review(DOCUMENT, REGISTER).questions) == (
        "Văn bản không nêu rõ kế hoạch thực hiện trong những năm nào: hãy cho biết giai đoạn, ví dụ 2021-2025.",
        "Bảng 1: ghi tổng cộng 4 nhiệm vụ nhưng đọc được 3: hãy đối chiếu với văn bản.",
        "Bảng 1, mục I, dòng 3: chưa ghi cơ quan chủ trì; giao cho đơn vị nào?",
        "Bảng 1, mục I, dòng 2: “Văn phong Sở” không có trong danh bạ đơn vị; đó là đơn vị nào? "
        "Có phải “Văn phòng Sở” không?",
        "Bảng 1, mục I, dòng 2: không hiểu thời hạn “Quý IX năm 2022”; phải xong khi nào?",
        "Bảng 1, mục I, dòng 3: chưa ghi thời hạn; phải xong khi nào?",
        "Phần lời văn, mục 0.V.1#2: “Hằng quý gửi báo cáo.” Có theo dõi việc “Hằng quý” này không? "
        "Văn bản không ghi ngày: hiểu theo chữ thì hạn là ngày cuối mỗi kỳ. Theo chế độ báo cáo (Nghị định "
        "09/2019/NĐ-CP, số liệu chốt ngày 14 tháng cuối kỳ) thì hạn là ngày làm việc đầu tiên kể từ 15/3, 15/6, 15/9, "
        "15/12; muốn vậy, viết lại thời hạn là “ngày làm việc thứ 1 sau ngày chốt số liệu quý”.",
        "Bảng 1, mục I, dòng 1: “Các cơ quan, đơn vị liên quan” không có danh sách cố định; gồm những đơn vị nào?",
        "Văn bản không ghi đủ ngày ban hành nên chưa loại được kỳ nào đến hạn trước ngày đó: ban hành ngày nào?",
    )


def test_a_target_is_asked_about_as_one() -> None:
    target = TextDuty("0.II#1", None, None, "Đến năm 2025 đạt 100%.", "Đến năm 2025", is_target=True)
    (question, *_) = review(Document("a.md", Head(period=(2021, 2025)), (), (target,)), REGISTER).questions
    assert (question.kind, question.text) == (
        "target",
        "Phần lời văn, mục 0.II#1: chỉ tiêu “Đến năm 2025 đạt 100%.” "
        "Có theo dõi chỉ tiêu này (thời hạn “Đến năm 2025”) không?",
    )


def test_one_question_names_all_places_of_the_same_words() -> None:
    tasks = tuple(task(n, "Bộ phận Một cửa", "Sớm nhé") for n in range(1, 9))
    found = review(replace(DOCUMENT, tasks=tasks, duties=(), totals=()), REGISTER).questions
    assert [(one.kind, len(one.tasks), len(one.places)) for one in found[1:3]] == [("unit", 8, 8), ("phrase", 8, 8)]
    assert found[2].text == (
        "Bảng 1, mục I, dòng 1, 2, 3, 4, 5 và 3 nơi khác: không hiểu thời hạn “Sớm nhé”; phải xong khi nào?"
    )


@pytest.mark.parametrize(
    ("phrase", "kind", "said"),
    [
        ("Quý I", "assumed", "«quý I» không ghi năm: hiểu là mọi năm của kế hoạch 2021–2025"),
        ("Quý I/2031", "assumed", "nằm ngoài các năm của kế hoạch 2021–2025"),
        ("Quy I nam 2022", "assumed", "đọc là “quý I năm 2022”: «Quy I nam 2022» viết không dấu"),
        ("Quý I/2022 (dự kiến)", "assumed", "«dự kiến»: chưa chắc chắn"),
        ("Ngày 5/6/2022 hoặc quý III/2022", "assumed", "đọc là “ngày 05/06/2022”"),
        ("Theo quy định", "dateless", "“Theo quy định” không nêu ngày nào; phải xong khi nào?"),
    ],
)
def test_what_was_assumed_in_reading_a_deadline_is_asked(phrase: str, kind: str, said: str) -> None:
    document = Document("a.md", Head(period=(2021, 2025)), (task(1, "Văn phòng Sở", phrase),))
    asked, _ = review(document, REGISTER).questions
    assert (asked.kind, asked.tasks, asked.words) == (kind, ("1.I.1",), phrase)
    assert said in asked.text


@pytest.mark.parametrize("phrase", ["Quý I/2022", "Thường xuyên", "Hằng tuần", "Sau khi có Quyết định của Bộ Nội vụ"])
def test_a_deadline_that_is_read_without_doubt_is_not_asked_about(phrase: str) -> None:
    document = Document("a.md", Head(period=(2021, 2025)), (task(1, "Văn phòng Sở", phrase),))
    assert [one.kind for one in review(document, REGISTER).questions] == ["issued"]


def test_spellings_that_are_taken_for_one_name_are_asked_about_once() -> None:
    tasks = (task(1, "Tổ Một cửa", "Năm 2021"), task(2, "tổ một cửa", "Năm 2021"))
    found = review(replace(DOCUMENT, tasks=tasks, duties=(), totals=()), REGISTER).questions
    assert [(one.words, one.tasks) for one in found if one.kind == "unit"] == [("Tổ Một cửa", ("1.I.1", "1.I.2"))]


def test_a_name_that_is_not_known_comes_with_up_to_three_units_like_it() -> None:
    alike = tuple(Unit(f"phong-{n}", f"Phòng Nghiệp vụ {n}", "internal") for n in range(1, 6))
    document = Document("a.md", Head(), (task(1, "Phòng Nghiệp vụ 9", "Năm 2021"),))
    asked = next(one for one in review(document, Register(alike, (), ())).questions if one.kind == "unit")
    assert len(asked.suggestions) == 3
    assert set(asked.suggestions) <= {(unit.name, unit.code) for unit in alike}


def test_a_document_without_totals_has_nothing_to_compare() -> None:
    assert review(Document("a.md", Head(), ()), REGISTER).totals_match is None

"""The review says what a person has to decide, with its place."""

from __future__ import annotations

from plans.model import Document, Head, TaskRow, TextDuty, Total
from plans.review import review
from plans.units import Group, Register, Unit
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
    assert review(DOCUMENT, REGISTER).questions == (
        "Bảng 1 ghi tổng cộng 4 nhiệm vụ nhưng đọc được 3: hãy đối chiếu với văn bản.",
        "Bảng 1, mục I, dòng 3: chưa ghi cơ quan chủ trì; giao cho đơn vị nào?",
        "Bảng 1, mục I, dòng 2: “Văn phong Sở” không có trong danh bạ đơn vị; đó là đơn vị nào? "
        "Có phải “Văn phòng Sở” không?",
        "Bảng 1, mục I, dòng 2: không hiểu thời hạn “Quý IX năm 2022”; phải xong khi nào?",
        "Bảng 1, mục I, dòng 3: chưa ghi thời hạn; phải xong khi nào?",
        "Văn bản không nêu rõ kế hoạch thực hiện trong những năm nào: hãy cho biết giai đoạn, ví dụ 2021-2025.",
        "Phần lời văn, mục 0.V.1#2: “Hằng quý gửi báo cáo.” Có theo dõi việc “Hằng quý” này không?",
        "Bảng 1, mục I, dòng 1: “Các cơ quan, đơn vị liên quan” không có danh sách cố định; gồm những đơn vị nào?",
        "Văn bản không ghi đủ ngày ban hành nên chưa loại được kỳ nào đến hạn trước ngày đó: ban hành ngày nào?",
    )


def test_a_target_is_asked_about_as_one() -> None:
    target = TextDuty("0.II#1", None, None, "Đến năm 2025 đạt 100%.", "Đến năm 2025", is_target=True)
    (question, *_) = review(Document("a.md", Head(period=(2021, 2025)), (), (target,)), REGISTER).questions
    assert question == (
        "Chỉ tiêu ở mục 0.II#1: “Đến năm 2025 đạt 100%.” Có theo dõi chỉ tiêu này (thời hạn “Đến năm 2025”) không?"
    )


def test_a_document_without_totals_has_nothing_to_compare() -> None:
    assert review(Document("a.md", Head(), ()), REGISTER).totals_match is None

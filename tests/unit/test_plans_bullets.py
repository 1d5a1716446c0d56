"""Plans written as points → tasks."""

from __future__ import annotations

from plans.blocks import Paragraph, tidy
from plans.bullets import read_bullets
from plans.model import TaskRow


def read(text: str) -> tuple[TaskRow, ...]:
    return read_bullets(tidy(Paragraph(line) for line in text.splitlines())).tasks


def said(row: TaskRow) -> tuple[object, ...]:
    return row.name, row.task, row.lead_text, row.coordinating_text, row.phrase


def test_fields_below_a_point_are_its_own() -> None:
    text = """
        II. NỘI DUNG
        1. Công tác chỉ đạo
        - Ban hành Kế hoạch năm 2023.
        + Đơn vị chủ trì: Văn phòng Sở.
        + Đơn vị phối hợp: Các phòng chuyên môn.
        + Thời gian hoàn thành: Trước ngày 15/12/2022.
        - Tổ chức hội nghị
        + Đơn vị chủ trì: Phòng CCVC;
        + Thời hạn: Quý I
        """
    assert [said(row) for row in read(text)] == [
        ("1.II/1.#1", "Ban hành Kế hoạch năm 2023.", "Văn phòng Sở", "Các phòng chuyên môn", "Trước ngày 15/12/2022"),
        ("1.II/1.#2", "Tổ chức hội nghị", "Phòng CCVC", None, "Quý I"),
    ]
    assert {row.heading for row in read(text)} == {"Công tác chỉ đạo"}


def test_labelled_fields_belong_to_the_numbered_point_above() -> None:
    text = """
        I. NHIỆM VỤ
        1. Xây dựng Kế hoạch tuyên truyền
        a) Cơ quan, đơn vị chủ trì: Văn phòng Sở
        b) Thời gian thực hiện: Quý I/2023
        2. Rà soát thủ tục hành chính
        Chủ trì: Phòng A
        Sản phẩm: Báo cáo
        """
    first, second = read(text)
    assert said(first) == ("1.I.1", "Xây dựng Kế hoạch tuyên truyền", "Văn phòng Sở", None, "Quý I/2023")
    assert (said(second), second.product) == (("1.I.2", "Rà soát thủ tục hành chính", "Phòng A", None, None), "Báo cáo")


def test_fields_may_stand_behind_the_task_with_or_without_marks_between() -> None:
    text = """
        1. Mở chuyên mục (Đơn vị chủ trì: Văn phòng (bộ phận tin); thời gian: thường xuyên).
        2. Rà soát. Đơn vị chủ trì: Phòng A Đơn vị phối hợp: Phòng B Thời gian hoàn thành: Tháng 6
        """
    assert [said(row)[1:] for row in read(text)] == [
        ("Mở chuyên mục", "Văn phòng (bộ phận tin)", None, "thường xuyên"),
        ("Rà soát.", "Phòng A", "Phòng B", "Tháng 6"),
    ]


def test_a_list_with_the_marks_of_its_fields_is_more_of_the_point_above() -> None:
    text = """
        3. Kiểm tra
        - Tự kiểm tra
        - Kiểm tra chéo
        - Cơ quan chủ trì: Thanh tra
        - Thời gian: Hằng năm
        """
    assert [said(row)[1:3] for row in read(text)] == [("Kiểm tra - Tự kiểm tra - Kiểm tra chéo", "Thanh tra")]


def test_what_is_given_to_nobody_is_no_task() -> None:
    text = """
        III. TỔ CHỨC THỰC HIỆN
        1. Thời gian thực hiện: từ tháng 01/2023
        2. Tổ chức thực hiện: Các phòng căn cứ Kế hoạch này.
        3. Kết quả: 100% hồ sơ
        """
    assert read(text) == ()


def test_one_line_with_the_mark_of_its_fields_is_the_task() -> None:
    text = """
        1. Nhóm việc
        - Ban hành quy chế
        - Chủ trì: Văn phòng
        - Hoàn thành trước: 30/6
        """
    assert [said(row)[1:] for row in read(text)] == [("Ban hành quy chế", "Văn phòng", None, "30/6")]


def test_points_bear_many_marks() -> None:
    text = """
        II. NỘI DUNG
        ➢ Đăng ký cam kết
        + Thực hiện: toàn thể đảng viên
        + Mốc thời gian: tháng 3/2026
        """
    assert [said(row)[1:] for row in read(text)] == [("Đăng ký cam kết", "toàn thể đảng viên", None, "tháng 3/2026")]

"""Grids → tasks: headers, headings, page breaks, merges, totals."""

from __future__ import annotations

import pytest

from plans.blocks import Block, Cell, Grid, Paragraph, Row
from plans.columns import header_at
from plans.tables import Tables, read_tables

HEADER = ("STT", "Nhiệm vụ cụ thể", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện", "Ghi chú")


def row(*texts: str) -> Row:
    return Row(tuple(Cell((text,) if text else (), n) for n, text in enumerate(texts)))


def grid(*rows: tuple[str, ...] | Row) -> Grid:
    return Grid(tuple(r if isinstance(r, Row) else row(*r) for r in rows))


def across(text: str, width: int = 6) -> Row:
    return Row((Cell((text,), 0, width),))


def task(stt: str, text: str = "Việc", lead: str = "Văn phòng Sở", phrase: str = "Năm 2021") -> tuple[str, ...]:
    return (stt, text, lead, "", phrase, "")


def read(*blocks: Block) -> Tables:
    return read_tables(blocks)


def names(tables: Tables) -> list[str]:
    return [one.name for one in tables.tasks]


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        ("TT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Kết quả", "Thời gian hoàn thành"),
        ("Số TT", "NỘI DUNG CÔNG VIỆC", "Đơn vị thực hiện", "Phối hợp", "Tiến độ", "Sản phẩm"),
        ("Nội dung", "Thời hạn"),
        ("Công việc", "Chủ trì"),
        ("TT", "Nhiệm vụ/Hoạt động", "Bộ phận tham mưu", "Đơn vị/cá nhân phối hợp", "Hoàn thành trước", "Kinh phí"),
        ("Thời hạn", "Kết quả đầu ra", "Người phụ trách", "Danh mục công việc"),
        ("STT", "Đề cương", "Cơ quan chủ trì", "Thời gian trình"),
    ],
)
def test_header_rows_are_known_by_several_wordings(header: tuple[str, ...]) -> None:
    assert header_at([row(*header)], 0) is not None


@pytest.mark.parametrize(
    "cells",
    [
        ("TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì theo dõi, đánh giá"),
        ("3", "Nội dung tuyên truyền cải cách hành chính", "Văn phòng Sở", "", "Tiến độ của UBND tỉnh", ""),
        ("Nơi nhận:", "GIÁM ĐỐC"),
        ("STT", "Nội dung", "Đơn vị thực hiện", "Kinh phí (triệu đồng)"),
        ("STT", "Tên văn bản", "Cơ quan ban hành", "Ngày ban hành"),
        ("STT", "Chỉ tiêu", "Đơn vị chủ trì", "Thời gian hoàn thành"),
        ("TT", "Họ và tên", "Chức vụ", "Nhiệm vụ"),
        (),
    ],
)
def test_other_rows_are_no_headers(cells: tuple[str, ...]) -> None:
    assert header_at([row(*cells)], 0) is None


def test_the_lower_row_of_a_two_row_header_tells_the_columns() -> None:
    upper = Row((*(Cell((t,), n) for n, t in enumerate(HEADER[:3])), Cell(("Thời gian",), 3, 2)))
    down = (Cell((t,), n, carried=True) for n, t in enumerate(HEADER[:3]))
    lower = Row((*down, Cell(("Bắt đầu",), 3), Cell(("Kết thúc",), 4)))
    first = grid(upper, lower, ("1", "Việc", "Văn phòng Sở", "Quý I", "Quý II"))
    one, two = read(first, grid(upper, lower, ("2", "Việc", "Văn phòng Sở", "Quý I", "Quý II"))).tasks
    assert (one.name, two.name) == ("1.-.1", "1.-.2")
    assert (one.start_text, one.phrase, one.coordinating_text) == ("Quý I", "Quý II", None)


def test_a_two_row_header_whose_merges_were_lost_is_read_the_same() -> None:
    upper = ("STT", "Nội dung", "Phân công", "", "Thời gian", "")
    lower = ("", "", "Chủ trì", "Phối hợp", "Bắt đầu", "Kết thúc")
    (one,) = read(grid(upper, lower, ("1", "Việc", "Phòng A", "Phòng B", "Quý I", "Quý II"))).tasks
    assert (one.lead_text, one.coordinating_text, one.start_text, one.phrase) == (
        "Phòng A",
        "Phòng B",
        "Quý I",
        "Quý II",
    )


def test_a_deadline_over_beginning_and_end_is_the_deadline() -> None:
    upper = Row((*(Cell((t,), n) for n, t in enumerate(HEADER[:3])), Cell(("Thời gian",), 3, 2)))
    down = (Cell((t,), n, carried=True) for n, t in enumerate(HEADER[:3]))
    lower = Row((*down, Cell(("Bắt đầu",), 3), Cell(("Kết thúc",), 4)))
    always = Row((*(Cell((t,), n) for n, t in enumerate(("1", "Việc", "Phòng A"))), Cell(("Thường xuyên",), 3, 2)))
    (one,) = read(grid(upper, lower, always)).tasks
    assert (one.start_text, one.phrase) == (None, "Thường xuyên")


def test_of_two_columns_for_a_role_the_plainer_wording_is_taken() -> None:
    header = ("TT", "Nhóm nhiệm vụ", "Nhiệm vụ cụ thể", "Lãnh đạo phụ trách", "Đơn vị chủ trì", "Tiến độ", "Thời hạn")
    (one,) = read(grid(header, ("1", "Nhóm", "Việc", "Phó Giám đốc", "Phòng A", "50%", "Quý I"))).tasks
    assert (one.task, one.lead_text, one.phrase) == ("Việc", "Phòng A", "Quý I")


def test_years_under_the_deadline_are_one_column() -> None:
    upper = Row((*(Cell((t,), n) for n, t in enumerate(HEADER[:3])), Cell(("Thời gian",), 3, 2)))
    lower = Row(
        (*(Cell((t,), n, carried=True) for n, t in enumerate(HEADER[:3])), Cell(("2021",), 3), Cell(("2022",), 4))
    )
    (one,) = read(grid(upper, lower, ("1", "Việc", "Phòng A", "x", "x"))).tasks
    assert one.phrase == "x x"


def test_an_empty_form_of_a_report_is_not_counted_as_a_table() -> None:
    form = grid(HEADER, ("", "", "", "", "", ""), ("…", "", "", "", "", ""))
    assert names(read(form, Paragraph("PHỤ LỤC II"), grid(HEADER, task("1")))) == ["1.-.1"]


def test_a_grid_without_a_task_header_is_no_table() -> None:
    assert read(grid(("UBND TỈNH", "CỘNG HÒA"), ("Số: 1", "ngày"))).found == 0


def test_sections_number_their_tasks_and_nest() -> None:
    tables = read(
        grid(
            HEADER,
            across("III. CẢI CÁCH"),
            ("2", "Nhóm việc", "", "", "", ""),
            ("a", "Nhóm nhỏ", "", "", "", ""),
            task(""),
            task("-"),
            across("IV. TỔ CHỨC"),
            task("1."),
        )
    )
    assert [(one.name, one.heading, one.place) for one in tables.tasks] == [
        ("1.III/2/a.#1", "Nhóm nhỏ", "Bảng 1, mục III/2/a, dòng thứ 1 (không có STT)"),
        ("1.III/2/a.#2", "Nhóm nhỏ", "Bảng 1, mục III/2/a, dòng thứ 2 (không có STT)"),
        ("1.IV.1", "TỔ CHỨC", "Bảng 1, mục IV, dòng 1"),
    ]


def test_a_row_with_parts_below_it_is_a_heading_and_one_without_a_task() -> None:
    tables = read(grid(HEADER, ("1", "Nhóm", "", "", "", ""), task("1.1"), ("2", "Việc trống", "", "", "", "")))
    assert [(one.name, one.task) for one in tables.tasks] == [("1.1.1.1", "Việc"), ("1.-.2", "Việc trống")]


def test_section_rows_need_not_be_merged() -> None:
    tables = read(grid(HEADER, ("I.", "Nhóm một", "", "", "", ""), task("1."), ("II. NHÓM HAI", *[""] * 5), task("2.")))
    assert [(one.name, one.heading) for one in tables.tasks] == [("1.I.1", "Nhóm một"), ("1.II.2", "NHÓM HAI")]


def test_a_row_cut_by_a_page_break_goes_on_below_the_repeated_header() -> None:
    first = grid(HEADER, task("1", "Triển khai", "Các cơ quan, đơn", "Sau khi có Quyết định"))
    second = grid(HEADER, task("", "hệ thống", "vị thuộc Sở", "phê duyệt của UBND tỉnh"), task("2"))
    one, two = read(first, second).tasks
    assert (one.task, one.lead_text) == ("Triển khai hệ thống", "Các cơ quan, đơn vị thuộc Sở")
    assert one.phrase == "Sau khi có Quyết định phê duyệt của UBND tỉnh"
    assert (one.name, two.name) == ("1.-.1", "1.-.2")


def test_a_piece_without_header_goes_on_with_the_table_before() -> None:
    assert names(read(grid(HEADER, task("1")), grid(task("2")))) == ["1.-.1", "1.-.2"]


def test_text_between_two_tables_parts_them() -> None:
    assert names(read(grid(HEADER, task("1")), Paragraph("PHỤ LỤC II"), grid(HEADER, task("1")))) == ["1.-.1", "2.-.1"]


def test_a_headless_table_after_text_is_left_out_and_said() -> None:
    tables = read(grid(HEADER, task("1")), Paragraph("Danh sách"), grid(task("2")))
    assert names(tables) == ["1.-.1"]
    assert tables.warnings == ("Bảng không có hàng tiêu đề sau đoạn “Danh sách” không được đọc là bảng nhiệm vụ.",)


def test_a_cell_merged_down_belongs_to_every_row_and_is_not_added_twice() -> None:
    lead = Cell(("Văn phòng Sở",), 2, carried=True)
    below = Row((Cell(("2",), 0), Cell(("Việc",), 1), lead, Cell(("Quý I",), 4)))
    more = Row((Cell((), 0), Cell(("tiếp theo",), 1), lead))
    one, two = read(grid(HEADER, task("1"), below, more)).tasks
    assert one.lead_text == two.lead_text == "Văn phòng Sở"
    assert two.task == "Việc tiếp theo"


def test_totals_are_read_in_and_below_the_table() -> None:
    tables = read(
        grid(HEADER, task("1"), task("2"), across("Tổng số: 3")),
        Paragraph("Tổng cộng: 2 nhiệm vụ"),
        Paragraph("Tổng số: 5 người"),
    )
    assert [(total.table, total.printed, total.counted) for total in tables.totals] == [(1, 3, 2), (1, 2, 2)]
    assert names(tables) == ["1.-.1", "1.-.2"]


def test_a_gap_in_the_running_numbers_is_said_with_its_place() -> None:
    tables = read(grid(HEADER, across("I. MỘT"), task("1"), task("3"), across("II. HAI"), task("1")))
    assert tables.warnings == ("Bảng 1, mục I, dòng 3: STT 3 đứng ngay sau STT 1; có thiếu hay trùng hàng không?",)


def test_a_numbered_row_without_words_is_left_out_and_said() -> None:
    tables = read(grid(HEADER, task("1"), ("2", *[""] * 5), task("3", "")))
    assert names(tables) == ["1.-.1"]
    assert tables.warnings == (
        "Bảng 1: hàng “2” không có nội dung nhiệm vụ nên đã bỏ qua.",
        "Bảng 1: hàng “3 Văn phòng Sở Năm 2021” không có nội dung nhiệm vụ nên đã bỏ qua.",
    )


def test_a_row_without_stt_below_a_heading_does_not_go_on_with_the_section_before() -> None:
    tables = read(grid(HEADER, across("I. MỘT"), task("1"), across("II. HAI")), grid(HEADER, task("")))
    assert names(tables) == ["1.I.1", "1.II.#1"]


def test_a_wide_cell_beside_its_number_is_a_heading() -> None:
    tables = read(grid(HEADER, Row((Cell(("1",), 0), Cell(("Nhóm việc",), 1, 5))), task("1")))
    assert [(one.name, one.heading) for one in tables.tasks] == [("1.1.1", "Nhóm việc")]


def test_a_row_that_numbers_the_columns_is_no_task() -> None:
    assert names(read(grid(HEADER, ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"), task("1")))) == ["1.-.1"]


def test_a_task_beside_a_group_is_not_of_the_group() -> None:
    tables = read(grid(HEADER, ("1", "Nhóm", "", "", "", ""), task("1.1"), task("1.2"), task("2"), task("3")))
    assert names(tables) == ["1.1.1.1", "1.1.1.2", "1.-.2", "1.-.3"]


def test_a_line_of_its_own_above_a_task_is_a_heading() -> None:
    tables = read(
        grid(HEADER, ("", "Công tác tuyên truyền", "", "", "", ""), task("1"), ("", "và phổ biến", "", "", "", ""))
    )
    assert [(one.heading, one.section, one.task) for one in tables.tasks] == [
        ("Công tác tuyên truyền", None, "Việc và phổ biến")
    ]


def test_further_products_and_dates_of_a_task_merged_down_are_added_to_it() -> None:
    down = Row(
        (
            Cell(("1",), 0, carried=True),
            Cell(("Việc",), 1, carried=True),
            Cell(("Văn phòng Sở",), 2, carried=True),
            Cell((), 3),
            Cell(("Quý III",), 4),
        )
    )
    (one,) = read(grid(HEADER, task("1", phrase="Quý I"), down)).tasks
    assert (one.task, one.phrase) == ("Việc", "Quý I Quý III")


def test_a_heading_cut_by_a_page_break_is_whole_again() -> None:
    tables = read(grid(HEADER, across("I. CẢI CÁCH TỔ CHỨC")), grid(HEADER, across("BỘ MÁY"), task("1")))
    assert [(one.name, one.heading) for one in tables.tasks] == [("1.I.1", "CẢI CÁCH TỔ CHỨC BỘ MÁY")]


def test_notes_and_signatures_below_the_tasks_are_none() -> None:
    tables = read(
        grid(
            HEADER,
            task("1"),
            across("Ghi chú: các mốc thời gian là dự kiến"),
            ("", "", "", "", "GIÁM ĐỐC", ""),
            ("", "", "", "", "Lê Minh Tuấn", ""),
        )
    )
    assert [(one.name, one.phrase) for one in tables.tasks] == [("1.-.1", "Năm 2021")]
    assert tables.warnings == ()


def test_a_title_inside_a_grid_begins_a_table_of_its_own() -> None:
    assert names(read(grid(HEADER, task("1"), across("PHỤ LỤC II"), HEADER, task("1")))) == ["1.-.1", "2.-.1"]


@pytest.mark.parametrize(
    ("printed", "count"), [("Tổng cộng: 2 nhiệm vụ", 2), ("Tổng số nhiệm vụ: 2", 2), ("Cộng 2", 2)]
)
def test_totals_are_worded_in_several_ways(printed: str, count: int) -> None:
    assert [t.printed for t in read(grid(HEADER, task("1"), task("2"), across(printed))).totals] == [count]


def test_a_column_whose_heading_says_before_is_said_to_be_read_as_its_days() -> None:
    header = ("STT", "Nhiệm vụ", "Chủ trì", "Hoàn thành trước")
    assert read(grid(header, ("1", "Việc", "Văn phòng Sở", "15/12/2023"))).warnings == (
        "Bảng 1: cột thời hạn ghi “hoàn thành trước”; ngày trong cột được hiểu là ngày cuối cùng phải xong.",
    )


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("(I) Nhóm", "I"),
        ("I/ Nhóm", "I"),
        ("I: Nhóm", "I"),
        ("A- Nhóm", "A"),
        ("Phần I. Nhóm", "I"),
        ("(1) Nhóm", "1"),
        ("1/ Nhóm", "1"),
    ],
)
def test_labels_of_headings_are_marked_in_many_ways(printed: str, label: str) -> None:
    (one,) = read(grid(HEADER, across(printed), task("1"))).tasks
    assert (one.section, one.heading) == (label, "Nhóm")


@pytest.mark.parametrize(("printed", "stt"), [("(1)", 1), ("1/", 1), ("01", 1), ("1a)", "1a"), ("I.1", "I.1")])
def test_numbers_of_tasks_lose_what_encloses_them(printed: str, stt: object) -> None:
    assert read(grid(HEADER, task(printed))).tasks[0].stt == stt


def test_a_section_with_somebody_in_charge_is_a_heading_above_numbered_tasks() -> None:
    tables = read(grid(HEADER, ("I", "Nhóm", "Phó Giám đốc", "", "", ""), task("1"), task("2")))
    assert [(one.name, one.heading) for one in tables.tasks] == [("1.I.1", "Nhóm"), ("1.I.2", "Nhóm")]


def test_what_is_merged_down_over_a_section_is_of_the_tasks_around_it() -> None:
    section = Row((Cell(("II",), 0), Cell(("Nhóm hai",), 1), Cell(("Văn phòng Sở",), 2, carried=True)))
    below = Row((Cell(("2",), 0), Cell(("Việc",), 1), Cell(("Văn phòng Sở",), 2, carried=True), Cell(("Quý I",), 4)))
    tables = read(grid(HEADER, across("I. Nhóm một"), task("1"), section, below))
    assert [one.name for one in tables.tasks] == ["1.I.1", "1.II.2"]


@pytest.mark.parametrize("printed", ["Cộng", "Tổng", "Tổng cộng: 1 hạng mục", "Ghi chú: dự kiến", "(*) Nộp bản giấy"])
def test_sums_and_notes_are_not_of_the_task_above(printed: str) -> None:
    (one,) = read(grid(HEADER, task("1"), ("", printed, "", "", "", ""))).tasks
    assert one.task == "Việc"


@pytest.mark.parametrize(
    "header",
    [
        ("TT", "Nội dung", "Đơn vị thực hiện", "Thời gian", "Thành tiền"),
        ("Thời gian", "Nội dung", "Chủ trì", "Nơi họp", "Thành phần"),
        ("TT", "Họ tên", "Đơn vị", "Nhiệm vụ", "Thời gian"),
        ("TT", "Lực lượng", "Số lượng", "Đơn vị quản lý", "Thời gian huy động"),
        ("TT", "Đơn vị", "Số nhiệm vụ", "Hoàn thành", "Quá hạn"),
    ],
)
def test_tables_of_people_sums_and_meetings_are_none_of_tasks(header: tuple[str, ...]) -> None:
    assert header_at([row(*header)], 0) is None


def test_costs_beside_a_full_header_do_not_make_it_a_budget() -> None:
    header = ("TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian", "Dự toán kinh phí")
    assert header_at([row(*header)], 0) is not None


def test_headings_of_the_text_tell_several_tables_apart() -> None:
    def headed(*tables: str) -> list[tuple[str | None, str | None]]:
        blocks = [b for text in tables for b in (Paragraph(text), grid(HEADER, task("1")))]
        return [(one.section, one.heading) for one in read(Paragraph("II. NHIỆM VỤ"), *blocks).tasks]

    assert headed("1. Chỉ đạo", "2. Kiểm tra") == [("II/1", "Chỉ đạo"), ("II/2", "Kiểm tra")]
    assert headed("1. Chỉ đạo") == [(None, None)]
    assert headed("1. Chỉ đạo", "Phụ lục II") == [(None, None), (None, None)]

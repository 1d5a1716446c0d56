"""Task tables in PDF without lines between their columns: read where rows and columns are sure, else refused whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest

from plans.formats.pdf.refusal import Refusal
from tests.drawn_pdf import Drawing
from tests.unit.test_plans_pdf import HEADER, XS, read, rows, texts

ONE = ("1", "Ban hành kế hoạch", "Văn phòng", "Quý I/2026")
TWO = ("2", "Rà soát văn bản quy\nphạm pháp luật", "Phòng Nội vụ", "Trước ngày\n15/12")
THREE = ("3", "Tổng kết", "Thanh tra", "Tháng 12")
READ = [
    list(HEADER),
    list(ONE),
    ["2", "Rà soát văn bản quy phạm pháp luật", "Phòng Nội vụ", "Trước ngày 15/12"],
    list(THREE),
]


def lined(*body: Sequence[str], top: float = 100, header: bool = True, closed: bool = True) -> Drawing:
    """A table with horizontal lines only, 40 points for each row."""
    page = Drawing()
    shown = [HEADER, *body] if header else list(body)
    ys = [top + 40 * n for n in range(len(shown) + 1)]
    page.table(XS, ys, shown, ruled=False)
    for y in ys if closed else ys[:-1]:
        page.line(XS[0], y, XS[-1], y)
    return page


def bare(*body: Sequence[str], step: float = 34) -> Drawing:
    """A table of which only the header is coloured."""
    page = Drawing()
    for left, right in pairwise(XS):
        page.bar(left, 100, right, 120, "0.8 0.9 1")
    page.table(XS, (100, *(122 + step * n for n in range(len(body)))), [HEADER, *body], ruled=False)
    return page


def refused(*drawings: Drawing) -> str:
    with pytest.raises(Refusal) as caught:
        read(*drawings)
    assert caught.value.kind == "unruled"
    return caught.value.reason


def test_columns_are_the_strips_that_stay_white_over_all_rows_between_lines() -> None:
    assert rows(read(lined(ONE, TWO, THREE))) == READ


def test_rows_below_a_coloured_header_begin_at_their_numbers() -> None:
    assert rows(read(bare(ONE, TWO, THREE))) == READ


def test_rows_between_two_lines_begin_at_their_numbers() -> None:
    page = Drawing()
    page.table(XS, (100, 122, 156, 190), (HEADER, ONE, TWO, THREE), ruled=False)
    for y in (100, 118, 212):
        page.line(XS[0], y, XS[-1], y)
    assert rows(read(page)) == READ


def test_a_heading_over_several_columns_is_one_cell() -> None:
    page = lined(ONE, ("", "", "", ""), TWO, THREE)
    heading = "II - Công tác xây dựng, rà soát các văn bản và theo dõi thi hành luật"
    x = 54.0
    for word in heading.split():
        page.text(x, 192, word, 10)
        x += 5 * len(word) + 2.5
    assert rows(read(page))[2] == [heading] * 4


def test_a_table_goes_on_on_the_next_page_with_or_without_its_header() -> None:
    for header in (True, False):
        assert rows(read(lined(ONE, TWO, top=660), lined(THREE, top=70, header=header))) == READ


def test_text_above_and_below_and_the_signature_are_none_of_the_table() -> None:
    page = lined(ONE, TWO, THREE)
    page.text(50, 80, "Nhiệm vụ cụ thể:")
    page.text(54, 276, "Nơi nhận:", 10)
    page.text(310, 276, "GIÁM ĐỐC", 10)
    page.line(XS[0], 300, XS[-1], 300)
    blocks = read(page)
    assert rows(blocks)[:4] == READ
    assert texts(blocks) == ["Nhiệm vụ cụ thể:"]


def test_a_table_that_is_none_of_tasks_is_left_as_it_stands() -> None:
    page = Drawing()
    shown = (("TT", "Tên hàng", "Số lượng", "Đơn giá"), ("1", "Giấy in", "20", "80.000"), ("2", "Bút", "50", "5.000"))
    page.table(XS, (100, 140, 180), shown, ruled=False)
    for y in (100, 140, 180, 220):
        page.line(XS[0], y, XS[-1], y)
    assert rows(read(page)) == []


def over_the_strip() -> Drawing:
    return lined(ONE, ("2", "Rà soát", "Phòng Nội vụ chủ trì rà soát", "Quý II"), THREE)


def headings_too_near() -> Drawing:
    page = Drawing()
    page.table((50, 90, 300, 346), (100, 140, 180), (HEADER, ONE, THREE), ruled=False)
    for y in (100, 140, 180, 220):
        page.line(50, y, 540, y)
    return page


def column_without_heading() -> Drawing:
    page = lined(ONE, THREE)
    for y in (152, 192):
        page.text(500, y, "Mật", 10)
    return page


def merged_down() -> Drawing:
    page = lined(ONE, TWO, THREE)
    page.line(XS[0], 160, XS[2], 160)
    return page


def row_below_the_signature() -> Drawing:
    return lined(ONE, TWO, ("Nơi nhận:", "", "", ""), THREE)


def two_headers() -> Drawing:
    return lined(ONE, TWO, HEADER, THREE)


def row_below_the_last_line() -> Drawing:
    return lined(ONE, TWO, ("", "Tổng kết", "Thanh tra", "Tháng 12"), closed=False)


def numbers_set_in_the_middle() -> Drawing:
    page = bare(ONE, ("", "Rà soát văn bản\nquy phạm\npháp luật", "Phòng Nội vụ", "Quý II"), step=48)
    page.text(54, 122 + 48 + 12 + 13, "2", 10)
    return page


def rows_as_near_as_lines() -> Drawing:
    page = bare(ONE)
    for n, row in enumerate((("", "tại các xã", "", ""), ("2", "Rà soát", "Thanh tra", "Quý I"))):
        page.table(XS, (122 + 13 * (n + 1),), (row,), ruled=False)
    return page


def rows_without_numbers() -> Drawing:
    return bare(("", *ONE[1:]), ("", *THREE[1:]))


def text_near_a_bare_row() -> Drawing:
    page = bare(ONE, THREE)
    page.text(50, 186, "Các đơn vị báo cáo kết quả thực hiện về Văn phòng trước ngày 15 hằng tháng", 10)
    return page


def row_below_a_text() -> Drawing:
    page = bare(ONE, THREE)
    page.text(50, 240, "Các đơn vị báo cáo kết quả thực hiện về Văn phòng trước ngày 15 hằng tháng", 10)
    page.table(XS, (300,), (("4", "Việc khác", "Thanh tra", "Quý IV"),), ruled=False)
    return page


@pytest.mark.parametrize(
    "page",
    [
        over_the_strip,
        headings_too_near,
        column_without_heading,
        merged_down,
        two_headers,
        row_below_the_signature,
        row_below_the_last_line,
        numbers_set_in_the_middle,
        rows_as_near_as_lines,
        rows_without_numbers,
        text_near_a_bare_row,
        row_below_a_text,
    ],
)
def test_a_table_that_is_clear_in_part_only_is_refused_with_its_page(page: Callable[[], Drawing]) -> None:
    assert refused(page()) == "1"


def test_bare_rows_at_the_end_of_a_page_must_go_on_below_the_same_header() -> None:
    first = bare(ONE, TWO)
    second = Drawing()
    second.table(XS, (100, 134), (THREE, ("4", "Việc khác", "Thanh tra", "Quý IV")), ruled=False)
    assert refused(first, second) == "2"
    assert rows(read(first, bare(THREE))) == READ

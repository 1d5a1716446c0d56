"""Pages drawn by hand → blocks: what a reader of the printed page sees, and what must not be guessed."""

from __future__ import annotations

from itertools import pairwise

import pytest

from plans.blocks import Block, Grid, Paragraph
from plans.formats.pdf.layout import blocks_of
from plans.formats.pdf.page import Page, page_of
from plans.formats.pdf.pdfium import sheets
from plans.formats.pdf.refusal import Refusal
from plans.formats.pdf.trust import Trust, check_file
from tests.drawn_pdf import Drawing, pdf

HEADER = ("STT", "Nhiệm vụ", "Chủ trì", "Thời gian")
XS = (50, 90, 300, 420, 540)


def read(*drawings: Drawing, font: str = "Drawn", to_unicode: bool = True) -> list[Block]:
    """The blocks of a file with these pages, read as the reading process does."""
    data = pdf(*drawings, font=font, to_unicode=to_unicode)
    check_file(data)
    trust = Trust()
    pages: list[Page] = []
    for sheet, _ in sheets(data):
        trust.see(sheet)
        pages.append(page_of(sheet, pages[-1] if pages else None))
    trust.decide()
    return list(blocks_of(pages))


def texts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def rows(blocks: list[Block]) -> list[list[str]]:
    """The texts of all tables, row by row; what is merged down or across is repeated."""
    return [
        [cell.text for cell in row.cells for _ in range(cell.width)]
        for block in blocks
        if isinstance(block, Grid)
        for row in block.rows
    ]


def drawn(*lines: tuple[float, float, str]) -> Drawing:
    """A page with these lines of text: x, base line, text."""
    page = Drawing()
    for x, y, text in lines:
        page.text(x, y, text)
    return page


def table(*body: tuple[str, str, str, str], top: float = 100, header: bool = True) -> Drawing:
    """A page with a task table, 40 points for each row."""
    page = Drawing()
    shown = (*([HEADER] if header else []), *body)
    page.table(XS, [top + 40 * n for n in range(len(shown) + 1)], shown)
    return page


def test_lines_of_a_cell_are_joined_and_a_glued_hyphen_takes_no_blank() -> None:
    page = table(("1", "Ban hành Kế hoạch giai đoạn 2022-\n2026", "Phòng CCHC-\nVTLT", "Quý I"))
    assert rows(read(page))[1] == ["1", "Ban hành Kế hoạch giai đoạn 2022-2026", "Phòng CCHC-VTLT", "Quý I"]


def test_words_are_parted_by_gaps_where_the_file_has_no_blanks() -> None:
    page = Drawing()
    x = 50.0
    for word in ("Khoa", "học", "và", "Công", "nghệ"):
        page.text(x, 100, word)
        x += 6 * len(word) + 3
    assert texts(read(page)) == ["Khoa học và Công nghệ"]


def test_letters_set_apart_stay_one_word() -> None:
    assert texts(read(drawn_with("KẾ HOẠCH", "4 Tc"))) == ["KẾ HOẠCH"]


def drawn_with(text: str, style: str) -> Drawing:
    page = Drawing()
    page.text(100, 100, text, style=style)
    return page


def test_a_letter_and_its_mark_drawn_apart_are_one() -> None:
    assert texts(read(drawn((50, 100, "Kê\u0301 hoa\u0323ch")))) == ["Kế hoạch"]


def test_text_printed_twice_for_a_bolder_look_is_read_once() -> None:
    assert texts(read(drawn((50, 100, "Kế hoạch"), (50.3, 100, "Kế hoạch")))) == ["Kế hoạch"]


def test_a_cell_merged_down_belongs_to_every_row_it_covers() -> None:
    page = Drawing()
    for y in (100, 140, 180, 220):
        page.line(50, y, 300, y)
        page.line(420, y, 540, y)
    for y in (100, 140, 220):
        page.line(300, y, 420, y)
    for x in XS:
        page.line(x, 100, x, 220)
    for n, row in enumerate((HEADER, ("1", "Việc một", "", "Quý I"), ("2", "Việc hai", "", "Quý II"))):
        for x, text in zip(XS, row, strict=False):
            page.text(x + 4, 112 + 40 * n, text, 10)
    page.text(304, 182, "Văn phòng Sở", 10)
    assert [row[2] for row in rows(read(page))] == ["Chủ trì", "Văn phòng Sở", "Văn phòng Sở"]


def pieces(above: str, below: str) -> list[Drawing]:
    """A table over two pages; a cell without a line in it covers the last row of one and two rows of the other."""
    first = table(("1", "Việc một", above, "Quý I"), top=700)
    second = Drawing()
    for x in XS:
        second.line(x, 100, x, 180)
    for y in (100, 180):
        second.line(50, y, 540, y)
    second.line(50, 140, 300, 140)
    second.line(420, 140, 540, 140)
    for n, row in enumerate((("2", "Việc hai", "", "Quý II"), ("3", "Việc ba", "", "Quý III"))):
        for x, text in zip(XS, row, strict=False):
            second.text(x + 4, 112 + 40 * n, text, 10)
    second.text(304, 142, below, 10)
    return [first, second]


@pytest.mark.parametrize(("above", "below"), [("Văn phòng Sở", ""), ("", "Văn phòng Sở")])
def test_a_cell_merged_down_over_a_page_break_has_its_text_on_either_page(above: str, below: str) -> None:
    assert [row[2] for row in rows(read(*pieces(above, below)))[1:]] == ["Văn phòng Sở"] * 3


def test_two_cells_that_meet_at_a_page_break_stay_two() -> None:
    assert [row[2] for row in rows(read(*pieces("Thanh tra Sở", "Văn phòng Sở")))[1:]] == [
        "Thanh tra Sở",
        "Văn phòng Sở",
        "Văn phòng Sở",
    ]


@pytest.mark.parametrize("is_repeated", [True, False])
def test_a_row_cut_by_a_page_break_goes_on(is_repeated: bool) -> None:
    first = table(("1", "Rà soát các văn bản quy", "Văn phòng", "Trước ngày"), top=700)
    second = table(("", "phạm pháp luật", "", "15/12"), ("2", "Việc hai", "Thanh tra", "Quý I"), header=is_repeated)
    assert rows(read(first, second)) == [
        list(HEADER),
        ["1", "Rà soát các văn bản quy phạm pháp luật", "Văn phòng", "Trước ngày 15/12"],
        ["2", "Việc hai", "Thanh tra", "Quý I"],
    ]


def test_another_table_on_the_next_page_is_another_table() -> None:
    first = table(("1", "Việc", "Văn phòng", "Quý I"), top=700)
    second = Drawing()
    second.table(XS, (100, 140, 180), (("TT", "Nội dung", "Đơn vị chủ trì", "Thời hạn"), ("1", "Việc khác", "A", "B")))
    assert len(read(first, second)) == 2


def test_a_table_is_known_by_thin_bars_by_shades_and_with_open_sides() -> None:
    body = ("1", "Việc", "Văn phòng", "Quý I")
    bars, shades, opened = Drawing(), Drawing(), Drawing()
    for page in (bars, shades, opened):
        page.table(XS, (100, 140, 180), (HEADER, body), ruled=False)
    for y in (100, 140, 180):
        bars.bar(50, y, 540, y + 0.5)
        opened.line(50, y, 540, y)
    for x in XS:
        bars.bar(x, 100, x + 0.5, 180)
    for x in XS[1:-1]:
        opened.line(x, 100, x, 180)
    for y in (100, 140):
        for left, right in pairwise(XS):
            shades.content.insert(0, "")
            shades.bar(left, y, right - 1, y + 39, "0.8 0.9 1")
    shades.table(XS, (100, 140, 180), (HEADER, body), ruled=False)
    for page in (bars, opened, shades):
        assert rows(read(page)) == [list(HEADER), list(body)]


def test_heads_written_upwards_are_read() -> None:
    page = table(("1", "Việc", "Văn phòng", "Quý I"))
    page.table((540, 570), (100, 140, 180), (("",), ("không",)))
    page.content.append("q BT /F 8 Tf 0 1 -1 0 560 704 Tm <00470068006900200063006800FA> Tj ET Q")
    assert [row[4] for row in rows(read(page))] == ["Ghi chú", "không"]


@pytest.mark.parametrize("rotate", ["", "/Rotate 90", "/Rotate 270"])
def test_a_page_lying_on_its_side_is_read_upright(rotate: str) -> None:
    page = table(("1", "Việc", "Văn phòng", "Quý I"))
    page.text(50, 60, "PHỤ LỤC nhiệm vụ")
    turned = Drawing(size=page.size, content=page.content, attributes=rotate, is_turned=True)
    assert read(turned) == read(page)


def test_only_what_is_printed_is_read() -> None:
    page = drawn((50, 100, "Thấy được"), (50, -20, "ngoài trang"))
    page.text(50, 130, "chữ ẩn", style="3 Tr")
    page.text(50, 160, "chữ trắng", style="1 1 1 rg")
    page.bar(50, 180, 300, 205, "0 0 0.5")
    page.text(60, 197, "Trắng trên nền xanh", style="1 1 1 rg")
    page.content.append("q BT /F 30 Tf 0.7 0.7 -0.7 0.7 100 300 Tm <00440052004100460054> Tj ET Q")
    assert texts(read(page)) == ["Thấy được", "Trắng trên nền xanh"]


LONG = "Thực hiện chương trình hành động của Tỉnh ủy về cải cách hành chính, trọng tâm là cải"


def test_a_line_that_is_full_goes_on_and_one_that_is_not_ends() -> None:
    page = drawn((70, 100, LONG), (50, 116, "cách thủ tục."), (70, 132, "Việc khác"), (70, 148, "a) Việc nữa"))
    assert texts(read(page)) == [f"{LONG} cách thủ tục.", "Việc khác", "a) Việc nữa"]


def test_a_paragraph_goes_on_over_a_page_break_below_page_number_and_running_head() -> None:
    pages = [drawn((200, 30, "Kế hoạch của Sở Nội vụ"), (290, 820, f"- {n} -")) for n in (1, 2, 3)]
    pages[0].text(70, 770, LONG)
    pages[1].text(50, 84, "cách thủ tục.")
    pages[2].text(70, 84, "Hết.")
    assert texts(read(*pages)) == [f"{LONG} cách thủ tục.", "Hết."]


def test_two_appendices_that_begin_alike_keep_their_heads() -> None:
    assert texts(read(*(drawn((250, 70, "PHỤ LỤC"), (50, 100, name)) for name in ("Một", "Hai")))) == [
        "PHỤ LỤC",
        "Một",
        "PHỤ LỤC",
        "Hai",
    ]


def test_issuer_and_motto_are_read_column_by_column() -> None:
    page = drawn(
        (60, 60, "UBND TỈNH BÌNH ĐỊNH"),
        (270, 62, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (87, 76, "SỞ NỘI VỤ"),
        (300, 78, "Độc lập - Tự do - Hạnh phúc"),
        (75, 94, "Số: 05/KH-SNV"),
        (264, 110, "Bình Định, ngày 04 tháng 01 năm 2024"),
        (250, 140, "KẾ HOẠCH"),
    )
    head, title = read(page)
    assert isinstance(head, Grid)
    assert list(head.lines) == [
        "UBND TỈNH BÌNH ĐỊNH",
        "SỞ NỘI VỤ",
        "Số: 05/KH-SNV",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Bình Định, ngày 04 tháng 01 năm 2024",
    ]
    assert title == Paragraph("KẾ HOẠCH")


def test_text_around_and_between_tables_keeps_its_order() -> None:
    page = drawn((50, 60, "Trên"), (50, 240, "Giữa"), (50, 400, "Dưới"))
    for top in (100, 260):
        page.table(XS, (top, top + 40, top + 80), (HEADER, ("1", "Việc", "A", "B")))
    kinds = [block.text if isinstance(block, Paragraph) else "bảng" for block in read(page)]
    assert kinds == ["Trên", "bảng", "Giữa", "bảng", "Dưới"]


def scan() -> Drawing:
    page = Drawing()
    page.picture(0, 0, 595, 842)
    return page


def refused(*drawings: Drawing, font: str = "Drawn", to_unicode: bool = True) -> tuple[str, str]:
    with pytest.raises(Refusal) as caught:
        read(*drawings, font=font, to_unicode=to_unicode)
    return caught.value.kind, caught.value.reason


def test_a_scan_is_refused_with_or_without_a_layer_of_recognised_text() -> None:
    layered = scan()
    layered.text(50, 100, LONG, style="3 Tr")
    assert [refused(scan())[0], refused(layered, scan())[0]] == ["scanned", "scanned"]


def test_pages_that_are_pictures_among_pages_of_text_are_named() -> None:
    assert refused(drawn((50, 100, LONG)), scan(), drawn((50, 100, LONG)), scan()) == ("pictures", "2, 4")


def test_a_scan_with_a_stamp_or_over_recognised_text_is_a_scan_and_a_background_is_none() -> None:
    stamped, below, background = scan(), drawn((50, 100, LONG)), scan()
    stamped.text(50, 800, "Ký bởi: SỞ NỘI VỤ, ngày 04/01/2024 08:15:27")
    below.picture(0, 0, 595, 842)
    for n in range(5):
        background.text(50, 100 + 16 * n, LONG)
    assert [refused(stamped)[0], refused(below)[0]] == ["scanned", "scanned"]
    assert texts(read(background, stamped))[-1].endswith("08:15:27")


def test_marked_text_is_no_table() -> None:
    page = Drawing()
    for n, width in enumerate((300, 200, 340)):
        page.bar(50, 90 + 16 * n, 50 + width, 106 + 16 * n, "1 1 0")
        page.text(50, 102 + 16 * n, f"{'Việc cần làm ngay'[: width // 20]}.")
    assert len(texts(read(page))) == 3


def test_text_in_an_old_encoding_or_without_letters_is_refused() -> None:
    assert refused(drawn((50, 100, "KÕ ho¹ch c¶i c¸ch hµnh chÝnh")))[0] == "garbled"
    assert refused(drawn((50, 100, "Keá hoaïch caûi caùch haønh chính ñoåi môùi")))[0] == "garbled"
    assert refused(drawn((50, 100, LONG)), to_unicode=False)[0] == "garbled"


def test_lines_printed_over_each_other_are_refused() -> None:
    assert refused(drawn((50, 100, LONG), (52, 104, LONG[::-1]))) == ("overprinted", "1")


def test_a_table_without_ruling_lines_is_refused_with_its_page() -> None:
    page = Drawing()
    page.table(XS, (100, 140, 180), (HEADER, ("1", "Việc", "Văn phòng", "Quý I")), ruled=False)
    assert refused(page) == ("unruled", "1")


def test_a_damaged_part_is_told_and_not_read_half() -> None:
    data = bytearray(pdf(drawn((50, 100, LONG))))
    at = data.rindex(b"stream\n", 0, data.rindex(b"endstream")) + 40
    data[at] ^= 0xFF
    with pytest.raises(Refusal, match="broken"):
        check_file(bytes(data))

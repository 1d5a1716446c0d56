"""Folding, cut lines, and the plain-text reader."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.blocks import Cell, Grid, Paragraph, cell, fold, join_cut, tidy
from plans.errors import NotTextError
from plans.formats import plain

FILE = Path("ke-hoach.md")


def texts(grid: Grid) -> list[list[str]]:
    return [[c.text for c in row.cells] for row in grid.rows]


def test_white_space_of_every_kind_folds_to_one_blank_and_letters_to_nfc() -> None:
    assert fold(" Quy\u0301\u00a0\u00a0I\r\n\thằng \u200bnăm ") == "Quý I hằng năm"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("Sau khi có Quyết định", "phê duyệt của UBND tỉnh", "Sau khi có Quyết định phê duyệt của UBND tỉnh"),
        ("Phòng CCHC-", "VTLT", "Phòng CCHC-VTLT"),
        ("Ban TĐ -", "KT", "Ban TĐ - KT"),
        ("", "Văn phòng Sở", "Văn phòng Sở"),
    ],
)
def test_a_cut_line_joins_with_a_blank_unless_a_hyphen_is_glued_to_its_end(left: str, right: str, whole: str) -> None:
    assert join_cut(left, right) == whole


def test_the_lines_of_a_cell_are_one_text() -> None:
    assert cell("Phòng CCHC-\nVTLT,\n\n Thanh tra Sở", 2) == Cell(("Phòng CCHC-", "VTLT,", "Thanh tra Sở"), 2)
    assert cell("Phòng CCHC-\nVTLT,\n\n Thanh tra Sở", 2).text == "Phòng CCHC-VTLT, Thanh tra Sở"


def test_tidying_drops_page_numbers_and_mends_sentences_cut_by_a_page() -> None:
    lines = ["nâng cao chất lượng", "", "- 2 -", "phục vụ của Sở.", "a) điểm một", "Trang 3/11", "Điểm hai"]
    assert tidy(map(Paragraph, lines)) == (
        Paragraph("nâng cao chất lượng phục vụ của Sở."),
        Paragraph("a) điểm một"),
        Paragraph("Điểm hai"),
    )


def test_marks_of_markdown_and_html_are_not_text() -> None:
    text = "### **Cải cách**\n***Nơi nhận:***\n*(Có Phụ lục)*\nGIÁM ĐỐC<br>Lê A\n5 * 3"
    assert [b.text for b in plain.blocks(text.encode(), FILE) if isinstance(b, Paragraph)] == [
        "Cải cách",
        "Nơi nhận:",
        "(Có Phụ lục)",
        "GIÁM ĐỐC",
        "Lê A",
        "5 * 3",
    ]


def test_a_heading_whose_empty_cells_an_editor_stripped_stays_in_its_grid() -> None:
    (grid,) = plain.blocks(b"<b>STT</b>\t<b>T</b>\n<b>I. A</b>\n1\tx\n", FILE)
    assert isinstance(grid, Grid)
    assert texts(grid) == [["STT", "T"], ["I. A"], ["1", "x"]]


def test_a_table_between_bars_is_a_grid_without_its_ruling() -> None:
    (grid,) = plain.blocks("| STT | Nhiệm vụ |\n|:---|---|\n| 1 |  |\n".encode(), FILE)
    assert isinstance(grid, Grid)
    assert texts(grid) == [["STT", "Nhiệm vụ"], ["1", ""]]


@pytest.mark.parametrize(
    "data",
    [
        "Kế hoạch".encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + "Kế hoạch".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Kế hoạch".encode("utf-16-be"),
    ],
)
def test_text_with_a_byte_order_mark_is_read(data: bytes) -> None:
    assert list(plain.blocks(data, FILE)) == [Paragraph("Kế hoạch")]


@pytest.mark.parametrize("data", [b"mot\nhai\nK\xea ho\xe1ch", b"a\nb\n\0"])
def test_what_is_not_utf_8_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(NotTextError, match=r"ke-hoach\.md: dòng [13] không phải chữ UTF-8"):
        list(plain.blocks(data, FILE))

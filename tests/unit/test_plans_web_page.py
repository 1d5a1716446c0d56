"""Web pages as Word, Google Docs and document systems save them."""

from __future__ import annotations

from pathlib import Path

import pytest

from plans.blocks import Grid, Paragraph, tidy
from plans.errors import NotTextError, UnsafeFileError
from plans.formats import web_page

FILE = Path("ke-hoach.html")
HEAD = "<tr><th>STT</th><th>Nhiệm vụ</th><th>Chủ trì</th><th>Thời gian</th></tr>"


def blocks(page: str | bytes) -> list[object]:
    data = page if isinstance(page, bytes) else page.encode()
    return list(tidy(b for b in web_page.blocks(data, FILE)))


def rows(page: str) -> list[list[str]]:
    """The texts of the only table."""
    (grid,) = blocks(page)
    assert isinstance(grid, Grid)
    return [[c.text for c in row.cells] for row in grid.rows]


def test_lines_end_where_the_page_says_and_not_where_its_source_does() -> None:
    page = "<p>Cải cách\n  hành chính<br>Giai đoạn</p><div>Một</div>Hai<ul><li>Ba</ul><pre>Bốn\nNăm</pre>"
    assert blocks(page) == [
        Paragraph(text) for text in ("Cải cách hành chính", "Giai đoạn", "Một", "Hai", "- Ba", "Bốn", "Năm")
    ]


def test_what_a_browser_does_not_show_is_not_read() -> None:
    page = (
        "<head><title>T</title><style>s</style></head><p>Một<!-- c --><![if !supportLists]> hai<![endif]>"
        "<!--[if gte mso 9]><xml>x</xml><![endif]--><script>y</script><del>bỏ</del><span style='DISPLAY : none'>ẩn"
        "</span><span style='mso-hide:all'>ẩn</span><a href='#1'><span class=MsoFootnoteReference>[1]</span></a> ba</p>"
        "<div style='mso-element:footnote-list'><p>[1] chú thích</p></div>"
    )
    assert blocks(page) == [Paragraph("Một hai ba")]


def test_spans_across_and_down_give_the_cells_they_cover() -> None:
    page = f"""<table>{HEAD}<tr><td colspan=4>I. CHUNG<tr><td>1<td>Một<td rowspan=2>VP<td>Quý I
        <tr><td>2<td>Hai<td>Quý II</table>"""
    (grid,) = blocks(page)
    assert isinstance(grid, Grid)
    assert grid.rows[1].cells[0].width == 4
    assert [(c.text, c.carried) for c in grid.rows[3].cells] == [
        ("2", False),
        ("Hai", False),
        ("VP", True),
        ("Quý II", False),
    ]


def test_a_task_table_within_a_layout_is_a_table_of_its_own() -> None:
    table = f"<table>{HEAD}<tr><td>1<td>Một<table><tr><td>a<td>b</table><td>VP<td>Quý I</table>"
    page = f"<table><tr><td>Trình đơn</td><td><p>KẾ HOẠCH</p>{table}<p>Nơi nhận</p></td></tr></table>"
    first, second, grid, last = blocks(page)
    assert (first, second, last) == (Paragraph("Trình đơn"), Paragraph("KẾ HOẠCH"), Paragraph("Nơi nhận"))
    assert isinstance(grid, Grid)
    assert [c.text for c in grid.rows[1].cells] == ["1", "Một a b", "VP", "Quý I"]


@pytest.mark.parametrize(
    ("items", "labels"),
    [
        ("<ol><li>x<li>y</ol>", ["1. x", "2. y"]),
        ("<ol start=3 type=a><li>x<li value=7>y</ol>", ["c. x", "g. y"]),
        ("<ol type=I><li>x<ol type=i><li>y</ol><li>z</ol>", ["I. x", "i. y", "II. z"]),
        ("<ol style='list-style-type: upper-alpha'><li>x</ol>", ["A. x"]),
        ("<ul style='list-style: none'><li>x</ul>", ["x"]),
        ("<li>x", ["x"]),
        ("<ol>\n<li>\n<p>X</p><p>Y</p><li><div><p>Z</div></ol>", ["1. X", "Y", "2. Z"]),
    ],
)
def test_lists_show_their_labels(items: str, labels: list[str]) -> None:
    assert blocks(items) == [Paragraph(text) for text in labels]


def test_a_number_that_the_browser_counts_in_an_empty_cell_is_its_text() -> None:
    page = f"<table>{HEAD}<tr><td><ol start=4><li></li></ol><td>Một<td>VP<td>Quý I</table>"
    assert rows(page)[1] == ["4.", "Một", "VP", "Quý I"]


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=utf-8><p>Cải cách".encode(),
        "<p>Cải cách".encode("utf-16"),
        "<meta charset=unicode><p>Cải cách".encode("utf-16-le"),
        b"<?xml version='1.0' encoding='utf-8'?><p>C\xe1\xba\xa3i c\xc3\xa1ch",
        "<meta charset=windows-1258><p>Ca\u0309i cách".encode("cp1258"),
        b"<meta charset=windows-1252><p>C&#7843;i c&aacute;ch",
    ],
)
def test_the_letters_are_known_by_what_the_page_holds(data: bytes) -> None:
    assert blocks(data) == [Paragraph("Cải cách")]


def test_signs_of_windows_1252_are_read_beside_entities_and_letters_are_not() -> None:
    assert blocks(b"<meta charset=windows-1252><p>\x93C&#7843;i c&aacute;ch\x94") == [Paragraph("“Cải cách”")]
    with pytest.raises(NotTextError):
        blocks(b"<meta charset=windows-1252><p>K\xd5 ho\xb9ch")


def test_pages_nested_without_end_are_refused() -> None:
    with pytest.raises(UnsafeFileError, match="quá nhiều lớp"):
        blocks("<div>" * 100_000 + "x")
    assert blocks("<table><tr><td>" * 500 + "x") == [Paragraph("x")]


def test_a_web_archive_is_its_first_page() -> None:
    archive = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<p>C=E1=BA=A3i c=C3=A1ch</p>\r\n--b--\r\n"
    )
    assert list(web_page.archive_blocks(archive.encode(), FILE)) == [Paragraph("Cải cách")]

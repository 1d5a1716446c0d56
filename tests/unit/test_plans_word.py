"""Word documents built in the test: what is printed of them is what is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from plans.blocks import Block, Grid, Paragraph, tidy
from plans.errors import OtherFormatError
from plans.formats import word
from plans.formats.found import Doubt

FILE = Path("ke-hoach.docx")
NAMESPACES = (
    nsdecls("w")
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    + ' xmlns:v="urn:schemas-microsoft-com:vml"'
)


def element(markup: str) -> Any:
    head, _, tail = markup.partition(">")
    closing = "/" if head.endswith("/") else ""
    return parse_xml(f"{head.removesuffix('/')} {NAMESPACES}{closing}>{tail}")


def found(*body: str, numbering: str = "", styles: Sequence[str] = ()) -> list[Block | Doubt]:
    """The blocks of a document with this markup as its body."""
    document = docx.Document()
    for child in body:
        document.element.body.insert(len(document.element.body) - 1, element(child))
    for style in styles:
        document.styles.element.append(element(style))
    if numbering:
        part = document.part.numbering_part.element
        for old in list(part):
            part.remove(old)
        part.extend(list(element(f"<w:numbering>{numbering}</w:numbering>")))
    stream = io.BytesIO()
    document.save(stream)
    blocks = list(word.blocks(stream.getvalue(), FILE))
    doubts = [b for b in blocks if isinstance(b, Doubt)]
    return [*tidy(b for b in blocks if not isinstance(b, Doubt)), *doubts]


def lines(*body: str, numbering: str = "", styles: Sequence[str] = ()) -> list[str]:
    return [b.text for b in found(*body, numbering=numbering, styles=styles) if isinstance(b, Paragraph)]


def p(text: str = "", properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text) if text else ''}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tbl(*rows: Sequence[str]) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


HEADER = [tc(p(text)) for text in ("STT", "Nhiệm vụ", "Chủ trì", "Thời gian")]


def texts(grid: Block | Doubt) -> list[list[str]]:
    assert isinstance(grid, Grid)
    return [[c.text for c in row.cells] for row in grid.rows]


def test_a_field_shows_its_result_and_not_its_instruction() -> None:
    field = (
        "<w:p>"
        + run("Trang ")
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF x </w:instrText></w:r>'
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:ins w:id="1" w:author="A">'
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r></w:ins>'
        + run("trong lệnh")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("5")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        + f'<w:fldSimple w:instr="DATE">{run(" sau")}</w:fldSimple></w:p>'
    )
    assert lines(field) == ["Trang 5 sau"]


def test_what_is_not_printed_in_a_line_is_not_read() -> None:
    line = (
        "<w:p><w:r><w:t>Cải</w:t><w:softHyphen/><w:t> cách</w:t><w:footnoteReference w:id='2'/></w:r>"
        "<w:r><w:noBreakHyphen/><w:t>VTLT</w:t><w:tab/></w:r><w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>"
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Chọn</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:sdt><w:sdtPr/><w:sdtContent><w:smartTag><w:r><w:t> hết</w:t></w:r></w:smartTag></w:sdtContent></w:sdt>"
        "<w:hyperlink><w:r><w:t>.</w:t></w:r></w:hyperlink><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>"
    )
    assert lines(line) == ["Cải cách-VTLT ✓ hết."]


def test_a_text_box_is_read_once_and_after_the_sentence_it_stands_in() -> None:
    box = f"<w:txbxContent>{p('Số: 5/KH-SNV')}</w:txbxContent>"
    drawn = f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
    older = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    alternatives = f"<w:r><mc:AlternateContent>{drawn}{older}</mc:AlternateContent></w:r>"
    assert lines(f"<w:p>{run('Một ')}{alternatives}{run('câu')}</w:p>") == ["Một câu", "Số: 5/KH-SNV"]
    (grid,) = found(tbl(HEADER, [tc(f"<w:p>{run('Một ')}{alternatives}{run('câu')}</w:p>")]))
    assert texts(grid)[1] == ["Một câu Số: 5/KH-SNV"]


def test_a_task_table_within_a_layout_cell_is_a_table_of_its_own() -> None:
    inner = tbl(HEADER, [tc(p(text)) for text in ("1", "Một", "VP", "Quý I")])
    first, grid, last = found(tbl([tc(p("Đơn vị")), tc(inner + p("Hết"))]))
    assert (first, last) == (Paragraph("Đơn vị"), Paragraph("Hết"))
    assert texts(grid)[1] == ["1", "Một", "VP", "Quý I"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    deleted = '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
    assert lines(p("Một ", deleted) + "", p("câu.")) == ["Một câu."]
    (grid,) = found(tbl(HEADER, [tc(p("Phòng ", deleted) + p("CCHC"))]))
    assert texts(grid)[1] == ["Phòng CCHC"]


def test_tracked_changes_of_cells_are_taken_as_accepted() -> None:
    gone = '<w:cellDel w:id="1" w:author="A"/>'
    merged = '<w:cellMerge w:id="2" w:author="A" w:vMerge="{}" w:vMergeOrig="rest"/>'
    (grid,) = found(
        tbl(
            HEADER,
            [tc(p("1")), tc(p("bỏ"), gone), tc(p("Một")), tc(p("VP"), merged.format("rest")), tc(p("Quý I"))],
            [tc(p("2")), tc(p("Hai")), tc(p("bỏ"), merged.format("cont")), tc(p("Quý II"))],
        )
    )
    assert texts(grid)[1:] == [["1", "Một", "VP", "Quý I"], ["2", "Hai", "VP", "Quý II"]]


def test_cells_merged_the_old_way_and_rows_that_begin_late_keep_their_columns() -> None:
    (grid,) = found(
        tbl(
            HEADER,
            [tc(p("I. CHUNG"), '<w:hMerge w:val="restart"/>'), *[tc(p(), "<w:hMerge/>") for _ in range(3)]],
            ["<w:trPr><w:gridBefore w:val='2'/></w:trPr>", tc(p("VP"))],
        )
    )
    assert isinstance(grid, Grid)
    assert [(c.column, c.width) for c in grid.rows[1].cells] == [(0, 4)]
    assert [(c.column, c.text) for c in grid.rows[2].cells] == [(2, "VP")]


def test_embedded_parts_are_a_doubt_and_a_picture_alone_is_refused() -> None:
    (_, doubt) = found("<w:p><w:r><w:object/><w:t>Một</w:t></w:r></w:p>")
    assert isinstance(doubt, Doubt)
    assert "phần nhúng" in doubt.text
    with pytest.raises(OtherFormatError, match="chỉ có ảnh"):
        found("<w:p><w:r><w:drawing/></w:r></w:p>")


def test_a_document_with_macros_is_read_and_its_macros_are_left_alone() -> None:
    plain, changed = io.BytesIO(), io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Kế hoạch")
    document.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
            new.writestr(name, old.read(name).replace(kind, b"application/vnd.ms-word.document.macroEnabled.main+xml"))
        new.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    assert list(word.blocks(changed.getvalue(), Path("ke-hoach.docm"))) == [Paragraph("Kế hoạch")]


def level(number: int, kind: str, pattern: str, more: str = "") -> str:
    settings = f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{pattern}"/>'
    return f'<w:lvl w:ilvl="{number}">{settings}</w:lvl>'


def numbering(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


def item(text: str = "", level: int = 0, key: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr>')


OUTLINE = numbering(level(0, "upperRoman", "%1."), level(1, "decimal", "%2."), level(2, "lowerLetter", "%3)"))


def test_levels_count_and_begin_anew_below_a_higher_one() -> None:
    body = [item("A"), item("B", 1), item("C", 1), item("D", 2), item("E"), item("F", 1), p("G"), item("H", 2)]
    assert lines(*body, numbering=OUTLINE) == ["I. A", "1. B", "2. C", "a) D", "II. E", "1. F", "G", "a) H"]


@pytest.mark.parametrize(
    ("kind", "pattern", "more", "label"),
    [
        ("decimal", "%1.%2.", "", "I.1. "),
        ("decimal", "%1.%2", "<w:isLgl/>", "1.1 "),
        ("decimalZero", "%2.", "", "01. "),
        ("upperLetter", "Phần %2:", "", "Phần A: "),
        ("lowerRoman", "(%2)", '<w:suff w:val="nothing"/>', "(i)"),
        ("bullet", "\uf0b7", "", "- "),
        ("bullet", "+", "", "+ "),
        ("none", "", "", ""),
    ],
)
def test_a_label_is_written_as_its_level_says(kind: str, pattern: str, more: str, label: str) -> None:
    levels = numbering(level(0, "upperRoman", "%1."), level(1, kind, pattern, more))
    assert lines(item("A"), item("B", 1), numbering=levels)[1] == f"{label}B"


def test_lists_of_one_definition_count_on_unless_one_begins_anew() -> None:
    nums = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/>{{}}</w:num>' for n in (1, 2, 3)).format(
        "", "", '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    )
    body = [item("A"), item("B", key=2), item("C", key=3), item("D", key=3), item("E", key=0), item("F", key=9)]
    found_lines = lines(*body, numbering=numbering(level(0, "decimal", "%1."), nums=nums))
    assert found_lines == ["1. A", "2. B", "5. C", "6. D", "E", "F"]


def test_a_style_numbers_its_paragraphs_through_the_style_it_is_based_on() -> None:
    heading = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Muc"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    based = '<w:style w:type="paragraph" w:styleId="MucCon"><w:name w:val="MucCon"/><w:basedOn w:val="Muc"/></w:style>'
    styled = [p("A", '<w:pStyle w:val="Muc"/>'), p("B", '<w:pStyle w:val="MucCon"/>')]
    none = p("C", '<w:pStyle w:val="Muc"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert lines(*styled, none, numbering=OUTLINE, styles=[heading, based]) == ["I. A", "II. B", "C"]


def test_an_empty_cell_shows_the_number_that_word_counts_in_it() -> None:
    gone = '<w:trPr><w:del w:id="1" w:author="A"/></w:trPr>'
    rows = [
        [more, tc(item()), tc(p(text)), tc(p("VP")), tc(p("Quý I"))]
        for more, text in (("", "Một"), (gone, "bỏ"), ("", "Hai"))
    ]
    (grid,) = found(tbl(HEADER, *rows), numbering=numbering(level(0, "decimal", "%1")))
    assert texts(grid)[1:] == [["1", "Một", "VP", "Quý I"], ["2", "Hai", "VP", "Quý I"]]

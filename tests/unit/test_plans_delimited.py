"""Sheets saved as text, and the encodings in which offices still have text."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

import pytest

from plans.blocks import Grid, Paragraph, fold
from plans.errors import NotTextError, UnsafeFileError
from plans.formats import delimited, plain
from plans.formats.encoding import decoded
from plans.formats.limits import MAX_CELLS

FILE = Path("ke-hoach.csv")
TEXT = "KẾ HOẠCH cải cách hành chính năm 2022\nSTT;Nhiệm vụ;Chủ trì;Thời gian\n1;Xây dựng quy chế;Văn phòng;Quý I\n"


def windows_1258(text: str) -> bytes:
    """The bytes of the time: each tone a letter of its own behind its vowel."""
    parts: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            letter.encode("cp1258")
            parts.append(letter)
        except UnicodeEncodeError:
            tones = [c for c in unicodedata.normalize("NFD", letter) if c in "\u0300\u0301\u0303\u0309\u0323"]
            rest = "".join(c for c in unicodedata.normalize("NFD", letter) if c not in tones)
            parts.append(unicodedata.normalize("NFC", rest) + "".join(tones))
    return "".join(parts).encode("cp1258")


def rows(text: str) -> list[list[str]]:
    (grid,) = (b for b in delimited.blocks(text.encode(), FILE) if isinstance(b, Grid))
    return [[c.text for c in row.cells] for row in grid.rows]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("said", ["", "sep={}\n", '"sep={}"\r\n'])
def test_the_delimiter_is_said_or_found(sign: str, said: str) -> None:
    text = f'{said.format(sign)}STT,Nhiệm vụ,Chủ trì,Thời gian\n1,"Một{sign} hai",VP,Quý I\n'
    assert rows(text.replace(",", sign))[1] == ["1", fold(f"Một{sign} hai"), "VP", "Quý I"]


def test_quoted_cells_hold_line_breaks_and_quotes() -> None:
    assert rows('STT,Nhiệm vụ,Chủ trì,Thời gian\n1,"Một\r\n""hai""",VP,"Quý I"\n')[1] == [
        "1",
        'Một "hai"',
        "VP",
        "Quý I",
    ]


def test_text_with_tab_stops_as_spreadsheets_save_it_has_quoted_cells_too() -> None:
    text = 'KẾ HOẠCH\n\nSTT\tNhiệm vụ\tChủ trì\tHạn\n1\t"Một\nhai"\tVP\tQuý I\n'
    title, grid = plain.blocks(text.encode(), FILE)
    assert title == Paragraph("KẾ HOẠCH")
    assert isinstance(grid, Grid)
    assert [c.text for c in grid.rows[1].cells] == ["1", "Một hai", "VP", "Quý I"]


def test_title_lines_above_the_header_are_text() -> None:
    blocks = list(delimited.blocks("KẾ HOẠCH,,,\nNăm 2022\n\nSTT,Nhiệm vụ,Chủ trì,Hạn\n1,A,B,C\n".encode(), FILE))
    assert blocks[:2] == [Paragraph("KẾ HOẠCH"), Paragraph("Năm 2022")]
    assert isinstance(blocks[2], Grid)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        windows_1258(TEXT),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16-le-bom", "utf-16-be-bom", "utf-16-le", "utf-16-be", "windows-1258"],
)
def test_every_encoding_gives_the_same_text(data: bytes) -> None:
    assert decoded(data, FILE) == TEXT


@pytest.mark.parametrize(
    "data",
    [
        b"K\xd5 ho\xb9ch c\xb6i c\xb8ch h\xb5nh ch\xdduh",  # TCVN3
        b"Ke\xe1 hoa\xefch ca\xfbi ca\xf9ch ha\xf8nh ch\xednh",  # VNI
        b"K\xea ho\xe1ch",  # no tone of windows-1258 in it
        "Plán činností úřadu".encode("cp1250"),
        "Привет".encode("cp1251"),
        bytes(range(128, 256)),
        b"a\nb\n\0",
        codecs.BOM_UTF16_LE + b"\x00\xd8a\0",
    ],
)
def test_letters_that_cannot_be_known_are_refused(data: bytes) -> None:
    with pytest.raises(NotTextError, match="không phải chữ UTF-8"):
        decoded(data, FILE)


def test_more_cells_than_any_plan_has_are_refused_before_they_are_made() -> None:
    with pytest.raises(UnsafeFileError, match="một triệu"):
        list(delimited.blocks(b"a," * (MAX_CELLS + 1), FILE))
    with pytest.raises(UnsafeFileError, match="lớn hơn"):
        list(plain.blocks(b"abcdefgh" * 2**21, FILE))


def test_markdown_tables_without_outer_bars_with_escaped_bars_and_drawn_ones() -> None:
    text = "TT | Nhiệm vụ\n--- | ---\n1 | a \\| b\n\n"
    text += "+---+----+\n| T | N  |\n+===+====+\n| 1 | a  |\n|   | b  |\n+---+----+\n"
    bars, drawn = (b for b in plain.blocks(text.encode(), FILE) if isinstance(b, Grid))
    assert [[c.text for c in row.cells] for row in bars.rows] == [["TT", "Nhiệm vụ"], ["1", "a | b"]]
    assert [[c.text for c in row.cells] for row in drawn.rows] == [["T", "N"], ["1", "a b"]]

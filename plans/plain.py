"""Plain text and Markdown (.txt, .md) → blocks.

A line is a paragraph; a line with tab stops, or between `|`, begins a grid. Every line is a row of it until a blank
line, since editors strip the empty cells behind a heading that stands alone in its row.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from plans.blocks import Block, Grid, Paragraph, Row, cell
from plans.errors import NotTextError

_TAGS = re.compile(r"</?(?:b|i|u|strong|em)>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKS = re.compile(r"^\s*#{1,6}\s+|\*{2,3}|(?<!\S)\*(?=\S)|(?<=\S)\*(?!\S)")


def blocks(data: bytes, path: Path) -> Iterator[Block]:
    """The blocks of a text file: UTF-8, or UTF-16 with a byte order mark; `NotTextError` otherwise."""
    lines = [_BREAK.sub("\n", _TAGS.sub("", line)) for line in re.split(r"\r\n|[\n\r\f]", _decoded(data, path))]
    for is_blank, group in groupby(lines, key=lambda line: not line.strip()):
        if is_blank:
            continue
        stanza = list(group)
        start = next((n for n, line in enumerate(stanza) if _is_row(line)), len(stanza))
        yield from (Paragraph(_MARKS.sub("", part)) for line in stanza[:start] for part in line.split("\n"))
        if rows := tuple(_row(line) for line in stanza[start:] if not _is_ruling(line)):
            yield Grid(rows)


def _decoded(data: bytes, path: Path) -> str:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotTextError(path=path, line=data[: error.start].count(b"\n") + 1) from None
    if "\0" in text:
        raise NotTextError(path=path, line=text[: text.index("\0")].count("\n") + 1)
    return text


def _is_row(line: str) -> bool:
    return "\t" in line or (line.lstrip().startswith("|") and line.count("|") > 1)


def _is_ruling(line: str) -> bool:
    """Whether the line only rules off the header of a Markdown table: |---|:--|."""
    return "-" in line and not line.strip("|:- ")


def _row(line: str) -> Row:
    cells = line.split("\t") if "\t" in line else line.strip().strip("|").split("|")
    return Row(tuple(cell(_MARKS.sub("", text), column) for column, text in enumerate(cells)))

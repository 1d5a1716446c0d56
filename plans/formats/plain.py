"""Plain text and Markdown (.txt, .md) → blocks.

A line is a paragraph; a line with tab stops, or between `|`, begins a grid. Every line is a row of it until a blank
line, since editors strip the empty cells behind a heading that stands alone in its row.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path

from plans.blocks import Block, Grid, Paragraph, Row, cell
from plans.formats.delimited import delimited_blocks
from plans.formats.encoding import decoded
from plans.formats.limits import check_cells

_TAGS = re.compile(r"</?(?:b|i|u|strong|em)>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|[\n\r\f]")
_MARKS = re.compile(
    r"^\s*#{1,6}\s+|`|\[\^[^\]\s]{1,9}\]|\*{2,3}|(?<!\S)\*(?=\S)|(?<=\S)\*(?!\S)|(?<!\\)\\(?=[|*_#.)\-])"
)
_QUOTED = re.compile(r'\t"[^"\t\n]*\n')
"""A cell that goes on in the next line, as spreadsheets write it into text with tab stops."""
_BAR = re.compile(r"(?<!\\)\|")
_RULING = re.compile(r"\|?\s*:?-+:?(?:\s*\|\s*:?-+:?)*\s*\|?")
_GRID_RULE = re.compile(r"\s*\+(?:[-=:]+\+){2,}\s*")


def blocks(data: bytes, path: Path) -> Iterator[Block]:
    """The blocks of a text file; `NotTextError` where its letters cannot be known."""
    text = decoded(data, path)
    if _QUOTED.search(text):
        yield from delimited_blocks(text, "\t", path)
        return
    check_cells(sum(map(text.count, "\n\r\f\t|")), path)
    lines = [_BREAK.sub("\n", _TAGS.sub("", line)) for line in _LINE_END.split(text)]
    for is_blank, group in groupby(lines, key=lambda line: not line.strip()):
        if not is_blank:
            yield from _stanza(list(group))


def _unmarked(text: str) -> str:
    """The words without the marks of Markdown and its notes; `&nbsp;` is a blank."""
    return html.unescape(_MARKS.sub("", text))


def _stanza(lines: Sequence[str]) -> Iterator[Block]:
    """Lines without a blank one between: paragraphs, then perhaps a grid."""
    start = next((n for n, line in enumerate(lines) if _is_row(line) or _is_headed(lines, n)), len(lines))
    yield from (Paragraph(_unmarked(part)) for line in lines[:start] for part in line.split("\n"))
    table = lines[start:]
    is_drawn = bool(table) and _GRID_RULE.fullmatch(table[0])
    rows = tuple(_drawn_rows(table)) if is_drawn else tuple(_row(line) for line in table if not _is_ruling(line))
    if rows:
        yield Grid(rows)


def _is_row(line: str) -> bool:
    is_barred = line.lstrip().startswith("|") and line.count("|") > 1
    return "\t" in line or is_barred or _GRID_RULE.fullmatch(line) is not None


def _is_headed(lines: Sequence[str], at: int) -> bool:
    """Whether the line is the header of a Markdown table without outer bars: its ruling stands below it."""
    following = lines[at + 1] if at + 1 < len(lines) else ""
    return "|" in lines[at] and "|" in following and _is_ruling(following)


def _is_ruling(line: str) -> bool:
    """Whether the line only rules off the header of a Markdown table: |---|:--|."""
    return _RULING.fullmatch(line.strip()) is not None


def _row(line: str) -> Row:
    if "\t" in line:
        cells = line.split("\t")
    else:
        cells = _BAR.split(line.strip().removeprefix("|"))
        cells = cells[:-1] if len(cells) > 1 and not cells[-1].strip() and line.rstrip().endswith("|") else cells
    return Row(tuple(cell(_unmarked(text), column) for column, text in enumerate(cells)))


def _drawn_rows(lines: Sequence[str]) -> Iterator[Row]:
    """The rows of a table drawn with `+---+`, each of several lines; its columns stand where the first rule says."""
    edges = [n for n, sign in enumerate(lines[0]) if sign == "+"]
    for is_rule, group in groupby(lines, key=lambda line: _GRID_RULE.fullmatch(line) is not None):
        if is_rule:
            continue
        texts = [""] * (len(edges) - 1)
        for line in group:
            for column, (left, right) in enumerate(pairwise(edges)):
                texts[column] += line[left + 1 : right].rstrip("|") + "\n"
        yield Row(tuple(cell(_unmarked(text), column) for column, text in enumerate(texts)))

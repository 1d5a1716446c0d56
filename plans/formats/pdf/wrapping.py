"""Printed lines → paragraphs: did a line end because the next word had no room on it, or because it was to end?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from plans.blocks import join_cut
from plans.formats.pdf.lines import Line
from plans.outline import labelled

_BULLET = re.compile(r"[-–—•+*]\s+\D")
_NO_SYLLABLE = re.compile(r"\w[&/@_.\d]+\w")
_FEW = 3
_SENTENCE_END = tuple(".;:!?")
_BLANK = 0.25
_INDENT = 0.8
_PARTED = 1.5
"""Parts of the usual distance of lines that make blank space between paragraphs."""
_FURTHEST = 2.1
"""Parts of the font size that no spacing of the lines of a paragraph reaches."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of a column of text may begin and must end; not sure where few lines show it."""

    left: float
    right: float
    is_sure: bool = True

    def is_centred(self, line: Line) -> bool:
        """Whether the line keeps the same distance from both margins."""
        before, after = line.x0 - self.left, self.right - line.x1
        return before > line.size / 2 and abs(before - after) < line.size / 2

    def is_full(self, line: Line, following: Line) -> bool:
        """Whether the first word of the following line had no room on this one."""
        return self._room(line) < following.lead + _BLANK * line.size

    def breaks_word(self, line: Line, following: Line) -> bool:
        """Whether a word too long for any line ("P.KT&ĐBCL" in a narrow column) has its last letters on the next.

        Only in words that are no syllables: those are short, and two of them must not be glued.
        """
        last, rest = line.text.split()[-1], following.text.split()[0]
        if line.text != last or not _NO_SYLLABLE.search(last) or len(rest) > _FEW or rest.isupper() != last.isupper():
            return False
        is_long = line.x1 - line.x0 + following.lead > self.right - self.left
        return is_long and self._room(line) < following.lead / len(rest) + 1

    def _room(self, line: Line) -> float:
        """The width left on the line."""
        room = self.right - line.x1
        return room + line.x0 - self.left if self.is_centred(line) else room


def cell_paragraphs(lines: Iterable[Line], margins: Margins) -> tuple[str, ...]:
    """The paragraphs of a table cell, where indents say nothing."""
    texts: list[str] = []
    last: Line | None = None
    for line in lines:
        if last is not None and margins.breaks_word(last, line):
            texts[-1] += line.text
        elif last is not None and margins.is_full(last, line) and not _opens(line, last):
            texts[-1] = join_cut(texts[-1], line.text)
        else:
            texts.append(line.text)
        last = line
    return tuple(texts)


@dataclass(slots=True)
class Flow:
    """Running text while its lines come in, page after page; `leading` is the usual distance of two lines."""

    lines: list[Line] = field(default_factory=list)

    def goes_on(self, line: Line, margins: Margins, leading: float | None) -> bool:
        """Whether `line` belongs to the paragraph so far; `leading` is None for the first line of a page."""
        if not self.lines:
            return False
        last = self.lines[-1]
        if leading is not None and line.y - last.y > min(_PARTED * leading, _FURTHEST * line.size):
            return False
        if abs(line.size - last.size) > 0.15 * last.size or not margins.is_full(last, line):
            return False
        if not margins.is_sure and last.text.endswith(_SENTENCE_END) and not line.text[0].islower():
            return False
        is_indented = line.x0 > margins.left + _INDENT * line.size
        if _opens(line, last) or (is_indented and _is_labelled(line)):
            return False
        return not is_indented or self._is_of_one_block(line, margins)

    def _is_of_one_block(self, line: Line, margins: Margins) -> bool:
        first, last = self.lines[0], self.lines[-1]
        if margins.is_centred(line) and margins.is_centred(last):
            return True
        if _is_labelled(first) and line.x0 >= first.x0 + _INDENT * line.size:
            return True
        return abs(line.x0 - last.x0) < line.size / 2 and not last.text.endswith(_SENTENCE_END)

    def taken(self) -> str:
        """The paragraph; the next begins empty."""
        text = whole(line.text for line in self.lines)
        self.lines = []
        return text


def whole(texts: Iterable[str]) -> str:
    """The lines as one."""
    joined = ""
    for text in texts:
        joined = join_cut(joined, text)
    return joined


def margins_of(lines: Sequence[Line]) -> Margins:
    """The margins most lines keep; of a few lines, those of the longest."""
    ends = sorted(line.x1 for line in lines)
    usual = max(ends, key=lambda end: sum(abs(other - end) < 1 for other in ends), default=0.0)
    kept = sum(abs(end - usual) < 1 for end in ends)
    is_sure = kept * 3 > len(ends) > 5
    right = usual if is_sure else max(ends, default=0.0)
    return Margins(min((line.x0 for line in lines), default=0.0), right, is_sure)


def _opens(line: Line, last: Line) -> bool:
    """Whether the line begins an item of a list."""
    return _is_labelled(line) and last.text.endswith(_SENTENCE_END)


def _is_labelled(line: Line) -> bool:
    return bool(_BULLET.match(line.text)) or labelled(line.text)[0] is not None

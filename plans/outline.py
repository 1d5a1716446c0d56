"""The headings a place in a document stands under, by the style of their labels: A, I, 1, 1.1, a."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

_NUMBER = r"(?:[IVXLC]+|\d{1,3}(?:\.\d{1,3})*)"
_LABELLED = re.compile(
    # "(1) ", "Phần I. ", "I. ", "1)", "A/ ", "1.1 ", "I - ", "a- "
    rf"(\((?:{_NUMBER}|[A-ZĐa-zđ])\)(?=\s)|(?:Phần|PHẦN|Mục|MỤC|Nhóm|NHÓM)\s+{_NUMBER}\s*[.:)/–-]?(?=\s)|{_NUMBER}\s*[.)](?!\d)"
    rf"|\d{{1,3}}(?:\.\d{{1,3}})+(?=\s)|{_NUMBER}\s*[/:](?=\s)|[A-ZĐ]\s*[.)/:](?=\s)|[a-zđ]\s*[.)/](?=\s)"
    rf"|(?:[IVXLC]+|\d{{1,2}}|[A-ZĐ])\s?[-–](?=\s+[A-ZĐÀ-Ỹ])|[a-zđ][-–](?=\s))\s*(\S.*)"
)
_NAMED = re.compile(r"(?:phần|mục|nhóm)\s+", re.IGNORECASE)
_ROMAN = re.compile(r"[IVXLC]+")
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_LETTERS = tuple("ABCDĐEGHIKLMNOPQRSTUVXY")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its label, without the closing `.` or `)`; None where it has none."""

    label: str | None
    text: str
    style: str


Outline: TypeAlias = tuple[Heading, ...]
"""From the outermost heading to the innermost."""


def labelled(text: str) -> tuple[str | None, str]:
    """The label at the beginning of a line ("I. ", "1.2. ", "a) ") and the text after it."""
    match = _LABELLED.fullmatch(text)
    return (bare(match[1]), match[2]) if match else (None, text)


def bare(label: str) -> str:
    """A label without what closes or encloses it, and without the name of what it counts ("Phần I")."""
    return _NAMED.sub("", label.strip()).strip(" .()/:-–")


def enter(outline: Outline, label: str | None, text: str) -> Outline:
    """The outline at a new heading: it takes the place of the heading of its own style, else it stands below all."""
    style = style_of(label, outline)
    return (*outline[: _place(outline, style)], Heading(label, text, style))


def beside(outline: Outline, label: str) -> Outline:
    """The outline of what bears the label: outside the heading that its label is the next one to (2 after 1)."""
    style = style_of(label, outline)
    place = _place(outline, style)
    is_next = place < len(outline) and follows(outline[place].label or "", label)
    return outline[:place] if is_next else outline


def lengthened(outline: Outline, more: str) -> Outline:
    """The outline with more words of its innermost heading, which a page end had cut."""
    last = outline[-1]
    return (*outline[:-1], replace(last, text=f"{last.text} {more}"))


def follows(before: str, label: str) -> bool:
    """Whether one label is the next after the other: 2 after 1, b after a, IV after III, 1.3 after 1.2."""
    stem, _, last = label.rpartition(".")
    stem_before, _, last_before = before.rpartition(".")
    if stem != stem_before:
        return False
    if last.isdecimal() and last_before.isdecimal():
        return int(last) == int(last_before) + 1
    for row in (_NUMERALS, _LETTERS, tuple(map(str.lower, _LETTERS))):
        if last in row and last_before in row:
            return row.index(last) == row.index(last_before) + 1
    return False


def _place(outline: Outline, style: str) -> int:
    """Where a heading of the style stands; behind the last where there is none."""
    return next((n for n, heading in enumerate(outline) if heading.style == style), len(outline))


def style_of(label: str | None, outline: Outline = ()) -> str:
    """The style of a label. C after B is a letter, C elsewhere a Roman number."""
    if label is None:
        return "none"
    if re.fullmatch(r"\d+(?:\.\d+)*", label):
        return f"arabic{label.count('.')}"
    if label.islower():
        return "lower"
    letters = {h.label for h in outline if h.style == "upper"}
    if len(label) == 1 and any(follows(letter or "", label) for letter in letters):
        return "upper"
    return "roman" if _ROMAN.fullmatch(label) else "upper"


def is_section(label: str | None, outline: Outline) -> bool:
    """Whether the label is one that tasks do not bear: I, II, A, B."""
    return label is not None and style_of(label, outline) in {"roman", "upper"}

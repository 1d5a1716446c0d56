"""The headings a place in a document stands under, by the style of their labels: A, I, 1, 1.1, a."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

_LABELLED = re.compile(
    r"((?:[IVXLC]+|\d{1,3}(?:\.\d{1,3})*)\s*[.)](?!\d)|[A-ZĐ]\s*[.)](?=\s)|[a-zđ]\s*[.)](?=\s))\s*(\S.*)"
)
_ROMAN = re.compile(r"[IVXLC]+")


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
    """A label without what closes it."""
    return label.rstrip(" .)")


def enter(outline: Outline, label: str | None, text: str) -> Outline:
    """The outline at a new heading: it takes the place of the heading of its own style, else it stands below all."""
    style = style_of(label, outline)
    kept = next((n for n, heading in enumerate(outline) if heading.style == style), len(outline))
    return (*outline[:kept], Heading(label, text, style))


def style_of(label: str | None, outline: Outline = ()) -> str:
    """The style of a label. C after B is a letter, C elsewhere a Roman number."""
    if label is None:
        return "none"
    if re.fullmatch(r"\d+(?:\.\d+)*", label):
        return f"arabic{label.count('.')}"
    if label.islower():
        return "lower"
    letters = {h.label for h in outline if h.style == "upper"}
    if len(label) == 1 and chr(ord(label) - 1) in letters:
        return "upper"
    return "roman" if _ROMAN.fullmatch(label) else "upper"


def is_section(label: str | None, outline: Outline) -> bool:
    """Whether the label is one that tasks do not bear: I, II, A, B."""
    return label is not None and style_of(label, outline) in {"roman", "upper"}

"""The printed text of one paragraph of a Word document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

_Element: TypeAlias = Any  # lxml carries no types
NS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_NOT_PRINTED = {
    NS + name
    for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "instrText", "delInstrText", "delText", "rt", "object")
}
_PRINTED: Mapping[str, str] = MappingProxyType(
    {
        NS + "tab": " ",
        NS + "ptab": " ",
        NS + "br": "\n",
        NS + "cr": "\n",
        NS + "noBreakHyphen": "-",
    }
)
_SYMBOLS: Mapping[str, str] = MappingProxyType(
    # Wingdings and Symbol, by their place in the private area; other pictures of these fonts are ornaments.
    {
        "FC": "✓",
        "FE": "☑",
        "A8": "☐",
        "6F": "☐",
        "B7": "•",
        "A7": "•",
        "D8": "•",
        "E0": "→",
        "2D": "-",
        "B3": "≥",
        "A3": "≤",
    }
)


@dataclass(slots=True)
class Line:
    """A paragraph's text, hard breaks as line breaks, and the text boxes that are anchored in it."""

    text: str = ""
    boxes: list[_Element] = field(default_factory=list)
    _instructions: list[bool] = field(default_factory=list)

    def add(self, element: _Element) -> None:
        """Add what `element` prints."""
        tag = element.tag
        if tag == NS + "fldChar":
            self._enter_field(element.get(NS + "fldCharType"))
        elif tag == NS + "txbxContent":
            self.boxes.append(element)
        elif tag == _MC + "AlternateContent":
            # The same text box twice, for newer and older programs: it is read once.
            for alternative in element[:1]:
                self.add(alternative)
        elif tag in _NOT_PRINTED or is_hidden(element):
            pass
        elif any(self._instructions):
            self._pass_field(element)
        elif tag in {NS + "t", _MATH + "t"}:
            self.text += element.text or ""
        elif tag == NS + "sym":
            self.text += _symbol(element.get(NS + "char", ""))
        elif tag in _PRINTED:
            self.text += _PRINTED[tag]
        else:
            for child in element:
                self.add(child)

    def _pass_field(self, element: _Element) -> None:
        """Within a field's instruction only the marks of the field count."""
        for mark in element.iter(NS + "fldChar"):
            self._enter_field(mark.get(NS + "fldCharType"))

    def _enter_field(self, mark: str | None) -> None:
        """A field is its instruction, which is not printed, then its result, which is."""
        if mark == "begin":
            self._instructions.append(True)
        elif mark == "separate" and self._instructions:
            self._instructions[-1] = False
        elif mark == "end" and self._instructions:
            self._instructions.pop()


def read_line(paragraph: _Element) -> Line:
    """The line that the paragraph prints."""
    line = Line()
    for child in paragraph:
        line.add(child)
    return line


def is_on(switch: _Element | None) -> bool:
    """Whether a property that is either on or off is on."""
    return switch is not None and switch.get(NS + "val") not in {"0", "false", "off"}


def is_hidden(element: _Element) -> bool:
    """Whether the element, a run or a content control, is not printed."""
    if element.tag == NS + "sdt":  # a prompt ("Chọn ngày") is shown on the screen and not printed
        return is_on(element.find(f"{NS}sdtPr/{NS}showingPlcHdr"))
    return element.tag == NS + "r" and is_on(element.find(f"{NS}rPr/{NS}vanish"))


def _symbol(code: str) -> str:
    """The sign with this code: those of the symbol fonts stand in the private area from F000."""
    if code.upper().startswith("F0"):
        return _SYMBOLS.get(code[2:].upper(), "")
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return sign if sign.isprintable() else ""

"""Whether the text of a PDF is what its pages show: scans, letters without names and old font encodings are refused."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from plans.formats.pdf.refusal import Refusal
from plans.formats.pdf.sheet import Sheet
from plans.formats.pdf.streams import check_streams

_FOREIGN = frozenset("¸µ¶¹ª¬¾¼½Æ¨ÇËÎÏÐÑÖØÜÞßåæîñö÷øüþäëïûÄÅÛ")
"""Letters that Vietnamese does not have, and that the encodings TCVN3 and VNI use for those it has."""
_MOST_FOREIGN = 0.02
_MOST_UNKNOWN = 0.01
_PRIVATE_MARKS = range(0xF020, 0xF100)
_FEW_LETTERS = 30
_STAMPED = 200
"""Letters of a signature or a mark of receipt, printed on a scanned page."""
_LARGE_PICTURE = 0.4
_WHOLE_PAGE = 0.7
_MANY_OVERPRINTED = 5
"""Letters of a page that lie on others: rows of a spreadsheet too low for their text, two layers of text."""
_MANY_STROKES = 300
"""Of a page without text: letters drawn as outlines."""


def check_file(data: bytes) -> None:
    """Refuse what is no PDF file or only the beginning of one."""
    if b"%PDF-" not in data[:1024]:
        raise Refusal("no pdf")
    if b"%%EOF" not in data[-2048:]:
        raise Refusal("broken", "phần cuối tệp bị thiếu")
    check_streams(data)


@dataclass(slots=True)
class Trust:
    """What the pages seen so far tell about the text of the file."""

    pages: int = 0
    letters: int = 0
    unknown: int = 0
    foreign: int = 0
    pictures: list[int] = field(default_factory=list)
    stamped: list[int] = field(default_factory=list)
    has_background: bool = False
    overprinted: list[int] = field(default_factory=list)

    def see(self, sheet: Sheet) -> None:
        """Take one more page into account."""
        found = Counter(glyph.text for glyph in sheet.glyphs)
        letters = sum(count for text, count in found.items() if not text.isspace())
        self.pages += 1
        self.letters += letters
        self.unknown += sheet.unknown + sum(n for text, n in found.items() if _is_unnamed(text))
        self.foreign += sum(n for text, n in found.items() if text in _FOREIGN)
        if _is_picture(sheet, letters + sheet.unknown):
            self.pictures.append(sheet.number)
        elif sheet.pictured > _WHOLE_PAGE and letters < _STAMPED:
            self.stamped.append(sheet.number)
        elif sheet.pictured > _WHOLE_PAGE:
            self.has_background = True
        if _overprinted(sheet) > _MANY_OVERPRINTED:
            self.overprinted.append(sheet.number)

    def decide(self) -> None:
        """Raise the `Refusal` that the file deserves, if any."""
        # A picture below much text is a background, on the pages with little text too.
        pictures = sorted((*self.pictures, *([] if self.has_background else self.stamped)))
        if pictures and (len(pictures) == self.pages or self.letters < _FEW_LETTERS):
            raise Refusal("scanned")
        if self.unknown > _MOST_UNKNOWN * (self.letters + self.unknown):
            raise Refusal("garbled", "phông chữ trong tệp không cho biết chữ nào là chữ nào")
        if self.foreign > _MOST_FOREIGN * self.letters:
            raise Refusal("garbled", "chữ dùng bảng mã cũ TCVN3 hoặc VNI")
        if self.overprinted:
            raise Refusal("overprinted", _listed(self.overprinted))
        if pictures:
            raise Refusal("pictures", _listed(pictures))


def _is_picture(sheet: Sheet, letters: int) -> bool:
    is_drawn = sheet.pictured > _LARGE_PICTURE or sheet.drawn > _MANY_STROKES
    return sheet.is_covered or (letters < _FEW_LETTERS and is_drawn)


def _is_unnamed(text: str) -> bool:
    code = ord(text[0])
    return code == 0xFFFD or (0xE000 <= code < 0xF900 and code not in _PRIVATE_MARKS)


def _overprinted(sheet: Sheet) -> int:
    """How many letters lie so near another one that the two cannot stand beside each other."""
    there: dict[tuple[int, int], str] = {}
    count = 0
    size = median([glyph.size for glyph in sheet.glyphs] or [1.0])
    for glyph in sheet.glyphs:
        if glyph.text.isspace() or unicodedata.combining(glyph.text[0]):
            continue
        place = (int(glyph.across / (0.2 * size)), int(glyph.down / (0.5 * size)))
        count += there.setdefault(place, glyph.text) != glyph.text
    return count


def _listed(pages: list[int]) -> str:
    return ", ".join(map(str, pages))

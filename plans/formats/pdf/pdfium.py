"""PDF bytes → sheets, through PDFium: the one file that knows its interface.

PDFium draws what Chrome prints, so it copes with every producer; walking a page with it takes a tenth of the time of
pdfminer. Scripts, attachments and links of the file are never looked at, annotations are not part of the text.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import pypdfium2.raw as fpdf

from plans.formats.pdf.refusal import Refusal
from plans.formats.pdf.sheet import Box, Glyph, Sheet

_Handle: TypeAlias = Any  # pypdfium2 carries no types
_Colour: TypeAlias = tuple[int, int, int, int]
_Point: TypeAlias = tuple[float, float]

MAX_PAGES = 1000
"""The longest plans with all their appendices have a few hundred."""
MAX_GLYPHS = 5_000_000
"""Of the whole file: twice a thousand densely printed pages."""
MAX_OBJECTS = 100_000
"""Lines and pictures of one page; a page full of table cells with their shades has some thousands."""
_MAX_DEPTH = 12
_SMALLEST = 1.0
"""Points; smaller letters cannot be seen."""
_PALEST = 250
_MOST = 0.8
_THIN = 3.0
"""A filled area thinner than this is a ruling line, as Word and browsers draw them."""


def sheets(data: bytes) -> Iterator[tuple[Sheet, int]]:
    """The pages in order, each with the number of all pages. A `Refusal` says why one could not be read."""
    document = fpdf.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise Refusal("password" if fpdf.FPDF_GetLastError() == fpdf.FPDF_ERR_PASSWORD else "broken")
    count = fpdf.FPDF_GetPageCount(document)
    if count > MAX_PAGES:
        raise Refusal("heavy", f"có {count} trang, nhiều hơn {MAX_PAGES}")
    glyphs = 0
    for number in range(1, count + 1):
        sheet = _sheet(document, number)
        glyphs += len(sheet.glyphs)
        if glyphs > MAX_GLYPHS:
            raise Refusal("heavy", f"có hơn {MAX_GLYPHS // 1_000_000} triệu chữ")
        yield sheet, count
    fpdf.FPDF_CloseDocument(document)


def _sheet(document: _Handle, number: int) -> Sheet:
    page = fpdf.FPDF_LoadPage(document, number - 1)
    if not page:
        raise Refusal("broken", f"không mở được trang {number}")
    try:
        drawing = _Drawing(number)
        drawing.collect(page)
        letters = list(_letters(page, number))
        turns = Counter(letter.style.turn for letter in letters)
        turn = next((t for t, _ in turns.most_common() if t is not None), fpdf.FPDFPage_GetRotation(page))
        return _turned(number, _bounds(page), turn, letters, drawing)
    finally:
        fpdf.FPDF_ClosePage(page)


def _bounds(page: _Handle) -> Box:
    """The visible part of the page, in its own coordinates (y upwards)."""
    rect = fpdf.FS_RECTF()
    fpdf.FPDF_GetPageBoundingBox(page, rect)
    return Box(rect.left, rect.bottom, rect.right, rect.top)


class _Style(NamedTuple):
    """What all letters of a text object share; `turn` counts quarter turns, None for a slanted line (a watermark)."""

    size: float
    turn: int | None
    is_pale: bool
    is_printed: bool


class _Letter(NamedTuple):
    """A letter where the file puts it, y upwards; `text` is empty where the file does not tell which it is."""

    text: str
    box: Box
    origin: _Point
    style: _Style


def _letters(page: _Handle, number: int) -> Iterator[_Letter]:
    text = fpdf.FPDFText_LoadPage(page)
    if not text:
        raise Refusal("broken", f"không đọc được chữ ở trang {number}")
    styles: dict[int, _Style] = {}
    rect, x, y = fpdf.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for n in range(fpdf.FPDFText_CountChars(text)):
        if fpdf.FPDFText_IsGenerated(text, n):
            continue
        key = ctypes.cast(fpdf.FPDFText_GetTextObject(text, n), ctypes.c_void_p).value or 0
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(text, n)
        fpdf.FPDFText_GetLooseCharBox(text, n, rect)
        fpdf.FPDFText_GetCharOrigin(text, n, x, y)
        code = 0 if fpdf.FPDFText_HasUnicodeMapError(text, n) == 1 else fpdf.FPDFText_GetUnicode(text, n)
        yield _Letter(
            _character(code, text, n), Box(rect.left, rect.bottom, rect.right, rect.top), (x.value, y.value), style
        )
    fpdf.FPDFText_ClosePage(text)


def _character(code: int, text: _Handle, n: int) -> str:
    """The character, or nothing for what stands for none. PDFium marks a hyphen at the end of a line."""
    if code in {2, 0xFFFE} or fpdf.FPDFText_IsHyphen(text, n) == 1:
        return "-"
    return chr(code) if code >= ord(" ") and not 0xD800 <= code < 0xE000 and code <= 0x10FFFF else ""


def _style(text: _Handle, n: int) -> _Style:
    matrix = fpdf.FS_MATRIX()
    fpdf.FPDFText_GetMatrix(text, n, matrix)
    size = fpdf.FPDFText_GetFontSize(text, n) * math.hypot(matrix.c, matrix.d)
    quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    turn = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.05 else None
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    fpdf.FPDFText_GetFillColor(text, n, red, green, blue, alpha)
    mode = fpdf.FPDFTextObj_GetTextRenderMode(fpdf.FPDFText_GetTextObject(text, n))
    is_printed = mode not in {fpdf.FPDF_TEXTRENDERMODE_INVISIBLE, fpdf.FPDF_TEXTRENDERMODE_CLIP}
    is_filled = mode in {fpdf.FPDF_TEXTRENDERMODE_FILL, fpdf.FPDF_TEXTRENDERMODE_FILL_CLIP}
    is_pale = is_filled and (alpha.value == 0 or min(red.value, green.value, blue.value) >= _PALEST)
    return _Style(size, turn, is_pale, is_printed and size >= _SMALLEST)


@dataclass(slots=True)
class _Drawing:
    """What is drawn on a page besides text, in the page's coordinates (y upwards)."""

    number: int
    rules: list[Box] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    objects: int = 0
    _texts: int = 0
    _below: list[int] = field(default_factory=list)
    """For each picture the texts drawn before it."""

    def is_covered(self, area: float) -> bool:
        """Whether a picture over most of this area was drawn after all text."""
        return any(
            picture.width * picture.height > _MOST * area and below == self._texts > 0
            for picture, below in zip(self.pictures, self._below, strict=True)
        )

    def collect(self, page: _Handle) -> None:
        for n in range(fpdf.FPDFPage_CountObjects(page)):
            self._object(fpdf.FPDFPage_GetObject(page, n), (), 0)

    def _object(self, thing: _Handle, outer: tuple[_Handle, ...], depth: int) -> None:
        kind = fpdf.FPDFPageObj_GetType(thing)
        if kind == fpdf.FPDF_PAGEOBJ_TEXT:
            self._texts += 1
            return
        self._count(1)
        if kind == fpdf.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inside = (_matrix(thing), *outer)
            for n in range(fpdf.FPDFFormObj_CountObjects(thing)):
                self._object(fpdf.FPDFFormObj_GetObject(thing, n), inside, depth + 1)
        elif kind == fpdf.FPDF_PAGEOBJ_PATH:
            self._path(thing, (_matrix(thing), *outer))
        elif kind == fpdf.FPDF_PAGEOBJ_IMAGE:
            corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
            self._below.append(self._texts)
            self.pictures.append(_around([_placed(corner, (_matrix(thing), *outer)) for corner in corners]))

    def _count(self, more: int) -> None:
        self.objects += more
        if self.objects > MAX_OBJECTS:
            raise Refusal("heavy", f"trang {self.number} có hơn {MAX_OBJECTS} nét vẽ")

    def _path(self, path: _Handle, matrices: tuple[_Handle, ...]) -> None:
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        fpdf.FPDFPath_GetDrawMode(path, mode, stroke)
        is_stroked = stroke.value and _is_seen(path, fpdf.FPDFPageObj_GetStrokeColor)
        is_filled = mode.value and _is_seen(path, fpdf.FPDFPageObj_GetFillColor)
        if not is_stroked and not is_filled:
            return
        self._count(fpdf.FPDFPath_CountSegments(path))
        for outline in _outlines(path, matrices):
            if is_stroked:
                self.rules += filter(_is_straight, map(_around, pairwise(outline)))
            if is_filled and len(outline) > 2:
                self._fill(_around(outline))

    def _fill(self, area: Box) -> None:
        if area.height < _THIN:
            middle = (area.y0 + area.y1) / 2
            self.rules.append(Box(area.x0, middle, area.x1, middle))
        elif area.width < _THIN:
            middle = (area.x0 + area.x1) / 2
            self.rules.append(Box(middle, area.y0, middle, area.y1))
        else:
            self.shades.append(area)


def _is_seen(path: _Handle, colour_of: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    colour_of(path, red, green, blue, alpha)
    return alpha.value > 0 and min(red.value, green.value, blue.value) < _PALEST


def _outlines(path: _Handle, matrices: tuple[_Handle, ...]) -> Iterator[list[_Point]]:
    """The lines of a path that has straight sides only, as their corners; a curve ends one."""
    corners: list[_Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for n in range(fpdf.FPDFPath_CountSegments(path)):
        segment = fpdf.FPDFPath_GetPathSegment(path, n)
        kind = fpdf.FPDFPathSegment_GetType(segment)
        fpdf.FPDFPathSegment_GetPoint(segment, x, y)
        if kind != fpdf.FPDF_SEGMENT_LINETO:
            yield corners
            corners = []
        corners.append(_placed((x.value, y.value), matrices))
        if fpdf.FPDFPathSegment_GetClose(segment):
            corners.append(corners[0])
    yield corners


def _matrix(thing: _Handle) -> _Handle:
    matrix = fpdf.FS_MATRIX()
    fpdf.FPDFPageObj_GetMatrix(thing, matrix)
    return matrix


def _placed(point: _Point, matrices: tuple[_Handle, ...]) -> _Point:
    x, y = point
    for m in matrices:
        x, y = m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f
    return x, y


def _around(points: Any) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _is_straight(side: Box) -> bool:
    return min(side.width, side.height) < 1 < max(side.width, side.height)


def _turned(number: int, bounds: Box, turn: int, letters: list[_Letter], drawing: _Drawing) -> Sheet:
    """The page turned so that most of its text is upright, y downwards from its upper left corner."""
    frame = _rotated(bounds, turn)

    def placed(box: Box) -> Box:
        x0, y0, x1, y1 = _rotated(box, turn)
        return Box(x0 - frame.x0, frame.y1 - y1, x1 - frame.x0, frame.y1 - y0)

    shades = [placed(shade) for shade in drawing.shades]
    pictures = [placed(picture) for picture in drawing.pictures]
    glyphs: list[Glyph] = []
    unknown = 0
    for letter in letters:
        box = placed(letter.box)
        across, down = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        if not (letter.style.is_printed and 0 <= across <= frame.width and 0 <= down <= frame.height):
            continue
        if letter.style.turn is None or (
            letter.style.is_pale and not any(area.holds(across, down) for area in (*shades, *pictures))
        ):
            continue
        if not letter.text:
            unknown += 1
            continue
        glyphs.append(_glyph(letter, box, turn, frame, (across, down)))
    area = max(frame.width * frame.height, 1.0)
    return Sheet(
        number=number,
        width=frame.width,
        height=frame.height,
        glyphs=tuple(glyphs),
        rules=tuple(map(placed, drawing.rules)),
        shades=tuple(shade for shade in shades if not _is_background(shade, frame)),
        unknown=unknown,
        pictured=sum(p.width * p.height for p in pictures) / area,
        is_covered=drawing.is_covered(area),
        drawn=drawing.objects,
    )


def _glyph(letter: _Letter, box: Box, turn: int, frame: Box, middle: _Point) -> Glyph:
    own = letter.style.turn or 0
    x0, _, x1, _ = _rotated(letter.box, own)
    height = _rotated_point(letter.origin, own)[1]
    if own == turn:
        x0, x1, y = box.x0, box.x1, frame.y1 - height
    else:
        y = -height
    return Glyph(letter.text, x0, x1, y, letter.style.size, (own - turn) % 4, *middle)


def _is_background(shade: Box, frame: Box) -> bool:
    return shade.width > 0.9 * frame.width and shade.height > 0.5 * frame.height


def _rotated(box: Box, turn: int) -> Box:
    """The box after `turn` quarter turns clockwise about the origin."""
    return _around([_rotated_point((box.x0, box.y0), turn), _rotated_point((box.x1, box.y1), turn)])


def _rotated_point(point: _Point, turn: int) -> _Point:
    x, y = point
    for _ in range(turn):
        x, y = y, -x
    return x, y

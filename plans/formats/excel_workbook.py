"""The parts of an Excel package that its sheets refer to: names and order of the sheets, shared texts, number formats.

(ECMA-376 Part 1: 18.2 workbook, 18.4 shared strings, 18.8 styles.)
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plans.formats.limits import check_cells
from plans.formats.markup_events import Begin, BrokenMarkupError, End, walk
from plans.formats.number_format import format_code

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that the clerk sees, with the name of its part in the package."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """What is common to the sheets; `formats` holds the number format of each cell style."""

    sheets: tuple[Sheet, ...]
    texts: tuple[str, ...]
    formats: tuple[str, ...]
    is_1904: bool


def read_workbook(package: zipfile.ZipFile, path: Path) -> Workbook:
    """Read the common parts. Raises `BrokenMarkupError`, or `KeyError` where a part is missing."""
    book = _Book()
    main = _main_part(package)
    with package.open(main) as part:
        walk(part, book)
    targets = _targets(package, main)
    sheets = tuple(Sheet(name, targets[key]) for name, key in book.sheets if key in targets)
    return Workbook(
        sheets=tuple(sheet for sheet in sheets if "/chartsheets/" not in sheet.part),
        texts=_texts(package, targets.get("sharedStrings"), path),
        formats=_formats(package, targets.get("styles")),
        is_1904=book.is_1904,
    )


def unescaped(text: str) -> str:
    """Text with the package's own escapes (`_x000D_`) replaced; those of no character are left."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda m: m[0] if (code := int(m[1], 16)) in _SURROGATES else chr(code), text)


def _main_part(package: zipfile.ZipFile) -> str:
    relations = _Relations("")
    with package.open("_rels/.rels") as part:
        walk(part, relations)
    return relations.targets.get("officeDocument", "xl/workbook.xml")


def _targets(package: zipfile.ZipFile, main: str) -> Mapping[str, str]:
    """The parts that the workbook refers to, by the key of the relation and by its kind."""
    folder, name = posixpath.split(main)
    relations = _Relations(folder)
    with package.open(f"{folder}/_rels/{name}.rels") as part:
        walk(part, relations)
    return relations.targets


def _texts(package: zipfile.ZipFile, name: str | None, path: Path) -> tuple[str, ...]:
    texts = _Texts(path)
    if name is not None:
        with package.open(name) as part:
            walk(part, texts)
    return tuple(texts.found)


def _formats(package: zipfile.ZipFile, name: str | None) -> tuple[str, ...]:
    styles = _Styles()
    if name is not None:
        with package.open(name) as part:
            walk(part, styles)
    return tuple(format_code(number, styles.custom) for number in styles.used)


def _local(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name[name.find(":") + 1 :]: value for name, value in attributes.items()}


@dataclass(slots=True)
class _Book:
    sheets: list[tuple[str, str]] = field(default_factory=list)
    is_1904: bool = False

    def begins(self) -> Mapping[str, Begin]:
        return {"sheet": self._sheet, "workbookPr": self._properties}

    def ends(self) -> Mapping[str, End]:
        return {}

    def text(self, text: str) -> None:
        """No text is of interest."""

    def _sheet(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("state", "visible") == "visible":
            self.sheets.append((attributes.get("name", ""), _local(attributes).get("id", "")))

    def _properties(self, attributes: Mapping[str, str]) -> None:
        self.is_1904 = attributes.get("date1904", "0") in {"1", "true"}


@dataclass(slots=True)
class _Relations:
    folder: str
    targets: dict[str, str] = field(default_factory=dict)

    def begins(self) -> Mapping[str, Begin]:
        return {"Relationship": self._relation}

    def ends(self) -> Mapping[str, End]:
        return {}

    def text(self, text: str) -> None:
        """No text is of interest."""

    def _relation(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("TargetMode") != "External":  # what lies outside the package is never fetched
            target = posixpath.normpath(posixpath.join("/", self.folder, attributes.get("Target", ""))).lstrip("/")
            self.targets[attributes.get("Id", "")] = target
            self.targets[attributes.get("Type", "").rpartition("/")[2]] = target


@dataclass(slots=True)
class _Texts:
    """Shared strings; the reading aids of East Asian text (`rPh`) are no part of them."""

    path: Path
    found: list[str] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _is_text: bool = False
    _is_aid: bool = False

    def begins(self) -> Mapping[str, Begin]:
        return {"t": self._begin_text, "rPh": self._begin_aid}

    def ends(self) -> Mapping[str, End]:
        return {"si": self._end_string, "t": self._end_text, "rPh": self._end_aid}

    def text(self, text: str) -> None:
        if self._is_text:
            self._pieces.append(text)

    def _begin_text(self, _: Mapping[str, str]) -> None:
        self._is_text = not self._is_aid

    def _end_text(self) -> None:
        self._is_text = False

    def _begin_aid(self, _: Mapping[str, str]) -> None:
        self._is_aid = True

    def _end_aid(self) -> None:
        self._is_aid = False

    def _end_string(self) -> None:
        self.found.append(unescaped("".join(self._pieces)))
        self._pieces.clear()
        check_cells(len(self.found), self.path)


@dataclass(slots=True)
class _Styles:
    custom: dict[int, str] = field(default_factory=dict)
    used: list[int] = field(default_factory=list)
    _is_cell_style: bool = False

    def begins(self) -> Mapping[str, Begin]:
        return {"numFmt": self._format, "cellXfs": self._begin_styles, "xf": self._style}

    def ends(self) -> Mapping[str, End]:
        return {"cellXfs": self._end_styles}

    def text(self, text: str) -> None:
        """No text is of interest."""

    def _format(self, attributes: Mapping[str, str]) -> None:
        self.custom[_number(attributes, "numFmtId")] = attributes.get("formatCode", "General")

    def _begin_styles(self, _: Mapping[str, str]) -> None:
        self._is_cell_style = True

    def _end_styles(self) -> None:
        self._is_cell_style = False

    def _style(self, attributes: Mapping[str, str]) -> None:
        if self._is_cell_style:
            self.used.append(_number(attributes, "numFmtId"))


def _number(attributes: Mapping[str, str], name: str) -> int:
    value = attributes.get(name, "0")
    if not value.isdecimal() or len(value) > 9:
        raise BrokenMarkupError
    return int(value)

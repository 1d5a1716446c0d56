"""The labels that Word prints before the paragraphs of its lists: they stand nowhere in the text and are counted here.

(ECMA-376 Part 1, 17.9.) A paragraph names a list and a level, itself or through its style; lists that share a
definition count on together unless one states a beginning of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from plans.formats.labels import letter, roman
from plans.formats.word_text import NS, is_on

_Element: TypeAlias = Any  # lxml carries no types
_LEVELS = 9
_DEEPEST_STYLE = 20
_LONGEST = 40
"""Letters of a label's pattern; "Điều %1." and the like have ten."""
_BULLETS = frozenset("-–—+*")
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list definition; `restart` is the level (from 1) after which it counts anew, 0 for none."""

    start: int = 1
    kind: str = "decimal"
    pattern: str = ""
    restart: int | None = None
    is_legal: bool = False
    style: str | None = None
    gap: str = " "


@dataclass(frozen=True, slots=True)
class _List:
    """A list: the definition it counts with, its levels, and the beginnings of its own."""

    definition: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]


class Numbering:
    """The lists of a document while their labels are counted, paragraph by paragraph."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._styles = {} if styles is None else {s.get(NS + "styleId"): s for s in styles.iterfind(NS + "style")}
        self._default = next((name for name, s in self._styles.items() if _is_default(s)), None)
        self._lists = {} if numbering is None else dict(_lists(numbering, self._styles))
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: _Element) -> str:
        """The label of the next paragraph with the blank behind it; empty where it has none."""
        place = self._place(paragraph) if self._lists else None
        if place is None:
            return ""
        key, number = place
        found = self._lists[key]
        level = found.levels.get(number, _Level())
        counts = self._count(key, found, number)
        if level.kind == "bullet":
            return (level.pattern if level.pattern in _BULLETS else "-") + " "
        text = _PLACE.sub(lambda m: _shown(counts, found.levels, int(m[1]) - 1, is_legal=level.is_legal), level.pattern)
        return text + level.gap if text.strip() else ""

    def _count(self, key: str, found: _List, number: int) -> list[int | None]:
        """Count the paragraph, and let the levels below begin anew."""
        counts = self._counts.setdefault(found.definition, [None] * _LEVELS)
        before = counts[number]
        if number in found.starts and (key, number) not in self._begun:
            counts[number] = found.starts[number]
        else:
            counts[number] = found.levels.get(number, _Level()).start if before is None else before + 1
        self._begun.add((key, number))
        for below in range(number + 1, _LEVELS):
            restart = found.levels.get(below, _Level()).restart
            if restart is None or number < restart:
                counts[below] = None
        return counts

    def _place(self, paragraph: _Element) -> tuple[str, int] | None:
        """The list and the level of a paragraph."""
        properties = paragraph.find(NS + "pPr")
        key = _value(properties, "numPr/numId")
        level = _value(properties, "numPr/ilvl")
        style = _value(properties, "pStyle") or self._default
        if key is None:
            key, level_of_style = self._of_style(style)
            level = level or level_of_style
        if key is None or key not in self._lists:
            return None
        number = int(level) if level and level.isdecimal() else 0
        return (key, number) if number < _LEVELS else None

    def _of_style(self, style: str | None) -> tuple[str | None, str | None]:
        """The list and the level that a style gives, itself or through the styles it is based on."""
        for _ in range(_DEEPEST_STYLE):
            found = self._styles.get(style)
            if found is None:
                break
            properties = found.find(NS + "pPr")
            if key := _value(properties, "numPr/numId"):
                levels = self._lists[key].levels if key in self._lists else {}
                own = next((str(n) for n, level in levels.items() if level.style == style), None)
                return key, own or _value(properties, "numPr/ilvl")
            style = _value(found, "basedOn")
        return None, None


def _lists(numbering: _Element, styles: Mapping[str, _Element]) -> Iterator[tuple[str, _List]]:
    definitions = {d.get(NS + "abstractNumId"): d for d in numbering.iterfind(NS + "abstractNum")}
    numbers = {n.get(NS + "numId"): n for n in numbering.iterfind(NS + "num")}
    for key, number in numbers.items():
        name = _value(number, "abstractNumId")
        definition = definitions.get(name)
        if (link := _value(definition, "numStyleLink")) and link in styles:
            # A definition may refer to a style, which names a list with the definition to use.
            linked = numbers.get(_value(styles[link], "pPr/numPr/numId"))
            name = _value(linked, "abstractNumId")
            definition = definitions.get(name)
        if definition is None or key is None or key == "0":
            continue
        levels = dict(_levels(definition))
        overrides = list(number.iterfind(NS + "lvlOverride"))
        for override in overrides:
            levels.update(_levels(override))
        starts = {
            _integer(override.get(NS + "ilvl"), 0): _integer(start, 1)
            for override in overrides
            if (start := _value(override, "startOverride"))
        }
        yield key, _List(str(name), MappingProxyType(levels), MappingProxyType(starts))


def _levels(parent: _Element) -> Iterator[tuple[int, _Level]]:
    for level in parent.iterfind(NS + "lvl"):
        restart = _value(level, "lvlRestart")
        yield (
            _integer(level.get(NS + "ilvl"), 0),
            _Level(
                start=_integer(_value(level, "start"), 0),
                kind=_value(level, "numFmt") or "decimal",
                pattern=(_value(level, "lvlText") or "")[:_LONGEST],
                restart=None if restart is None else _integer(restart, 0),
                is_legal=is_on(level.find(NS + "isLgl")),
                style=_value(level, "pStyle"),
                gap="" if _value(level, "suff") == "nothing" else " ",
            ),
        )


def _shown(counts: list[int | None], levels: Mapping[int, _Level], number: int, *, is_legal: bool) -> str:
    level = levels.get(number, _Level())
    count = counts[number]
    value = level.start if count is None else count
    match level.kind if not is_legal else "decimal":
        case "upperRoman":
            return roman(value).upper()
        case "lowerRoman":
            return roman(value)
        case "upperLetter":
            return letter(value).upper()
        case "lowerLetter":
            return letter(value)
        case "decimalZero":
            return str(value).zfill(2)
        case "none" | "bullet":
            return ""
        case _:
            return str(value)


def _value(element: _Element | None, path: str) -> str | None:
    """The `val` of a property."""
    found = None if element is None else element.find("/".join(NS + step for step in path.split("/")))
    return None if found is None else found.get(NS + "val")


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else default


def _is_default(style: _Element) -> bool:
    return style.get(NS + "type") == "paragraph" and style.get(NS + "default") in {"1", "true"}

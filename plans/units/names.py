"""Names of units in running text: the longest known name first, then cut where `plans.units.name_joints` says.

Case, kinds of dashes and blanks around them do not tell names apart; diacritics do. A name is known whole or not at
all: what is left over is returned as printed, never matched to something near.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plans.blocks import fold
from plans.units.name_joints import END, Cell, Part, part_after, without_part

LONGEST_CELL = 8_000
"""Characters; a longer text is no list of units and is left whole. It bounds the time that a hostile cell takes."""
_DASH = r"\s*[-‐‑‒–—]\s*"


def key(name: str) -> str:
    """What tells names apart: equal for all spellings that are taken for one."""
    return re.sub(r"\.\s+", ".", re.sub(_DASH, "-", fold(name))).casefold()


def spellings(name: str) -> Iterator[str]:
    """A name and the short forms offices make of it: "Phòng TCBC", "P.TCBC", glued "PTCBC" before an abbreviation."""
    yield name
    if rest := re.fullmatch(r"Phòng (.+)", fold(name)):
        yield f"P.{rest[1]}"
        if rest[1].split()[0].isupper():
            yield f"P{rest[1]}"


@dataclass(frozen=True, slots=True)
class Named:
    """One name as printed; `known` is its `key`, None where it is not known. `part` is what the cell itself says."""

    name: str
    known: str | None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Matcher:
    """Finds names by their spellings."""

    _known: re.Pattern[str]
    _own: re.Pattern[str]

    @classmethod
    def over(cls, keys: Iterable[str], own: Iterable[str] = ()) -> Matcher:
        """A matcher of spellings, each given by its `key`.

        `own` are those of the office's own units and collectives: where two of them stand side by side with nothing but
        a blank (a line each in the cell), both are meant.
        """
        return cls(_any_of(keys), _any_of(own))

    def split(self, text: str) -> Iterator[Named]:
        """The names in `text` in printed order."""
        text = fold(text)
        if len(text) > LONGEST_CELL:
            yield Named(text, None)
            return
        cell = Cell(text, lambda place: self._known.match(cell.text, place) is not None)
        place, part = 0, None
        while place < len(cell.text):
            place, said = cell.opening(place)
            part = said or part
            one, end = self._known_at(cell, place) or self._unknown_at(cell, place)
            if one.name:
                yield Named(one.name, one.known, one.part or part)
            place = max(end, place + 1)

    def _known_at(self, cell: Cell, place: int) -> tuple[Named, int] | None:
        """The known name at `place`, with the start of the next one, where it ends in a joint."""
        for pattern in (self._known, self._own):
            if found := pattern.match(cell.text, place):
                after, part = part_after(cell.text, found.end())
                following = cell.joint(place, after, known=True)
                if following is None and pattern is self._own:
                    following = self._next_line(cell, after)
                if following is not None:
                    return Named(found[0], key(found[0]), part), following
        return None

    def _next_line(self, cell: Cell, place: int) -> int | None:
        """The start of another of the office's own names behind a mere blank, where it ends in a joint in its turn."""
        start = place
        while start < len(cell.text) and cell.text[start] == " ":
            found = self._own.match(cell.text, start + 1)
            if found is None or not found[0][0].isupper():
                return None
            end, _ = part_after(cell.text, found.end())
            if END.match(cell.text, end) or cell.joint(start + 1, end, known=True) is not None:
                return place + 1
            start = end
        return None

    def _unknown_at(self, cell: Cell, place: int) -> tuple[Named, int]:
        end = cell.end_of_unknown(place)
        name, part = without_part(cell.text[place:end].strip(" .,;"))
        following = cell.joint(place, end, known=False)
        return Named(name, None, part), len(cell.text) if following is None else following


def _any_of(keys: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(keys, key=len, reverse=True)
    names = "|".join(map(_flexible, longest_first)) or "(?!)"
    return re.compile(rf"(?:{names})(?!\w)", re.IGNORECASE)


def _flexible(name: str) -> str:
    return re.escape(name).replace(r"\-", _DASH).replace(r"\.", r"\.\s*").replace(r"\ ", r"\s+")

"""Names of units in running text: the longest known name first, then cut at `,` `;` ` và `.

Case, kinds of dashes and blanks around them do not tell names apart; diacritics do. A name is known whole or not at
all: what is left over is returned as printed, never matched to something near.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plans.blocks import fold

_DASH = r"\s*[-‐‑‒–—]\s*"
_JOINT = re.compile(r"\s*(?:[,;]|\bvà\b)\s*(?:\bvà\b\s*)?", re.IGNORECASE)
# Inside a name that is not known, " và " parts two units only where the second begins like one:
# "Bộ Khoa học và Công nghệ" stays whole, "Sở Tài chính và Sở Tư pháp" does not.
_UNIT = (
    r"(?:các|cơ quan|đơn vị|phòng|ban|bộ|sở|văn phòng|thanh tra|trung tâm|chi cục|cục|vụ|viện|trường|hội|đoàn|tỉnh"
    r"|công an|ubnd|ủy ban|uỷ ban|lãnh đạo)\b"
)
_NEXT = re.compile(rf"\s*[,;]|\s+và\s+(?={_UNIT})", re.IGNORECASE)


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
class Matcher:
    """Finds names by their spellings; `codes` maps the `key` of each spelling to what it stands for."""

    codes: Mapping[str, str]
    _pattern: re.Pattern[str]

    @classmethod
    def over(cls, codes: Mapping[str, str]) -> Matcher:
        """A matcher of the spellings in `codes`, which are keys of it (see `key`)."""
        longest_first = sorted(codes, key=len, reverse=True)
        names = "|".join(_flexible(name) for name in longest_first) or "(?!)"
        return cls(codes, re.compile(rf"(?:{names})(?=\s*(?:[,;.]?$|[,;])|\s+và\s)", re.IGNORECASE))

    def split(self, text: str) -> Iterator[tuple[str, str | None]]:
        """The names in `text` in printed order, each with its code, None where it is not known."""
        text = fold(text)
        place = 0
        while place < len(text):
            known = self._pattern.match(text, place)
            end = known.end() if known else self._unknown_end(text, place)
            name = text[place:end].strip(" .")
            if name:
                yield name, self.codes.get(key(known[0])) if known else None
            joint = _JOINT.match(text, end)
            place = max(joint.end() if joint else end, place + 1)

    def _unknown_end(self, text: str, place: int) -> int:
        """Where a name that is not known ends: at the next joint, or before a joint that a known name follows."""
        for joint in _JOINT.finditer(text, place):
            if _NEXT.match(text, joint.start()) or self._pattern.match(text, joint.end()):
                return joint.start()
        return len(text)


def _flexible(name: str) -> str:
    return re.escape(name).replace(r"\-", _DASH).replace(r"\.", r"\.\s*").replace(r"\ ", r"\s+")

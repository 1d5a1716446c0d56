"""Where one name in a cell ends and the next begins: separators, lists, words that say a part (chủ trì, phối hợp).

The hard part is that `,` ` và ` `-` `/` stand inside names too: “Sở Văn hóa, Thể thao và Du lịch”, “các sở, ban,
ngành”, “Phòng Tài chính - Kế hoạch”. What follows decides: a name begins with one of a few words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Part: TypeAlias = Literal["lead", "coordinating"]
"""What the cell itself says a name's part is."""

_FLAGS = re.IGNORECASE
_UNITS = (
    r"(?:p\.\s*(?=\w)"
    r"|(?:các|những|cơ quan|đơn vị|bộ phận|phòng|ban|bộ(?! máy)|sở|văn phòng|vp|thanh tra|trung tâm|chi cục"
    r"|cục|vụ|viện|trường|hội(?! nghị| nhập| viên)|đoàn(?! thể)|tỉnh|công an|ubnd|hđnd|ủy ban|uỷ ban|hội đồng"
    r"|tổ(?! chức)|kho bạc|bảo hiểm xã hội|ngân hàng|đài phát thanh|báo(?! chí| cáo)|mặt trận|liên đoàn|tòa án|toà án"
    r"|học viện|bệnh viện|quỹ|công ty|tổng công ty|tập đoàn|doanh nghiệp|hợp tác xã|địa phương)(?!\w))"
)
_PEOPLE = (
    r"(?:lãnh đạo|thủ trưởng|người|chánh|phó|trưởng|giám đốc|chủ tịch|bí thư|cục trưởng|ông|bà|đ/c|đồng chí|cá nhân)"
    r"(?!\w)"
)
_BEGINS_UNIT = re.compile(_UNITS, _FLAGS)
_BEGINS = re.compile(f"{_UNITS}|{_PEOPLE}", _FLAGS)
_BEGINS_NAMED = re.compile(rf"(?:các|những)\b|(?:{_UNITS}|{_PEOPLE})\s+", _FLAGS)
_ABBREVIATION = re.compile(r"[A-ZĐ]{2}")
_COLLECTIVE = re.compile(r".*\bcác\b|(?:bộ|sở|ban|phòng|cơ quan|đơn vị|ngành)\s*(?:,|$)", _FLAGS)
_KIND_ALONE = re.compile(
    r"(?:bộ|sở|ban|ngành|phòng|hội|đoàn thể|trung tâm|cơ quan|đơn vị|địa phương)"
    r"(?=\s*[,;.]|\s+(?:và|có liên quan|liên quan|thuộc|trực thuộc)\b|$)",
    _FLAGS,
)
_TWO_MORE = re.compile(r"([^,;]+?)\s+và\s+(\w+)", _FLAGS)

_BULLET = re.compile(r"[-–—+•*]\s*(?=[^\s\d])")
_NUMBER = re.compile(r"\d{1,2}\s*[.)]\s*(?=[^\s\d])")
_WORDS_OF_PART = r"(?:(?:cơ quan|cq|đơn vị|bộ phận)\s+)?(?P<part>chủ trì|phối hợp)(?:\s+thực hiện)?"
_BEFORE = re.compile(rf"{_WORDS_OF_PART}(?:\s+(?:với|cùng))*(?:\s*[:–-])?\s+(?=\w)", _FLAGS)
_AFTER = re.compile(rf"\s*\(\s*(?:là\s+)?{_WORDS_OF_PART}\s*\)|\s+(?P<bare>chủ trì)(?!\w)", _FLAGS)
_PLACES = re.compile(
    r"\s*[,;/]\s*|\.\s+|\s+(?:và|cùng với|cùng)\s+|\s+(?=phối hợp (?:với|cùng)\s)|\s+(?=[-–—+•*]\s)"
    r"|\s+(?=\d{1,2}\s*[.)])",
    _FLAGS,
)
_AND = re.compile(r"(?:và|cùng với|cùng)\s+", _FLAGS)
END = re.compile(r"\s*[.,;]*$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, folded; `is_known` says whether a known name begins at a place in it."""

    text: str
    is_known: Callable[[int], bool]

    def joint(self, start: int, place: int, *, known: bool) -> int | None:
        """Where the next name begins, if the name from `start` ends at `place`; None where it does not end there.

        `known` says that text[start:place] is a known name.
        """
        if END.match(self.text, place):
            return len(self.text)
        found = _PLACES.match(self.text, place)
        if found is None or self._in_brackets(start, place):
            return None
        sign, follows = found[0].strip(), found.end()
        if sign == "," and (conjunction := _AND.match(self.text, follows)):
            follows = conjunction.end()
        return follows if self._separates(sign, self.text[start:place], follows, known=known) else None

    def end_of_unknown(self, start: int) -> int:
        """Where a name that is not known ends: at the first joint."""
        for found in _PLACES.finditer(self.text, start):
            if found.start() > start and self.joint(start, found.start(), known=False) is not None:
                return found.start()
        return len(self.text)

    def opening(self, place: int) -> tuple[int, Part | None]:
        """Past the list marks and words of part at `place`, and the part they give."""
        part: Part | None = None
        while (
            found := _BULLET.match(self.text, place)
            or _NUMBER.match(self.text, place)
            or _BEFORE.match(self.text, place)
        ):
            part = _part(found) or part
            place = found.end()
        return place, part

    def _in_brackets(self, start: int, place: int) -> bool:
        return self.text.count("(", start, place) > self.text.count(")", start, place)

    def _separates(self, sign: str, name: str, follows: int, *, known: bool) -> bool:
        begins = self._begins(follows)
        match sign:
            case ";":
                return True
            case ",":
                return not self._goes_on(name, follows, known=known)
            case "/" | ".":
                return begins
            case "":
                return self._is_listed(name, follows, known=known)
        if _COLLECTIVE.match(name) and not known:
            return begins and not self._goes_on(name, follows, known=False)
        return begins or (known and bool(_ABBREVIATION.match(self.text, follows)))

    def _begins(self, follows: int) -> bool:
        """Whether a name begins there, by its first word or because it is known, or words of part do."""
        begins = _BEGINS.match(self.text, follows) or _BEFORE.match(self.text, follows)
        return begins is not None or self.is_known(follows)

    def _goes_on(self, name: str, follows: int, *, known: bool) -> bool:
        """Whether what stands behind a comma belongs to `name`."""
        first = self.text[follows : follows + 1]
        if not known and _COLLECTIVE.match(name):
            if _KIND_ALONE.match(self.text, follows):
                return True
            if ":" in name:  # “Các Sở: Nội vụ, Tài chính”
                return not self._begins(follows)
            return first.islower() and not self._begins_anew(follows)
        if self._begins(follows) or not (known or _BEGINS_UNIT.match(name)):
            return False
        return first.islower() or self._is_two_more(follows)  # “Phòng Công chức, viên chức”

    def _begins_anew(self, follows: int) -> bool:
        """“các …” again, or one unit by its name: “phòng Nội vụ”, unlike the “thị xã” of “UBND các huyện, thị xã”."""
        found = _BEGINS_NAMED.match(self.text, follows)
        return found is not None and (found[0][-1] != " " or self.text[found.end() : found.end() + 1].isupper())

    def _is_two_more(self, follows: int) -> bool:
        """The rest of “Sở Văn hóa, Thể thao và Du lịch”."""
        found = _TWO_MORE.match(self.text, follows)
        if found is None or _ABBREVIATION.match(found[1]):
            return False
        last = found.start(2)
        return not (self._begins(last) or _ABBREVIATION.match(found[2]))

    def _is_listed(self, name: str, follows: int, *, known: bool) -> bool:
        """Whether a list mark at `follows`, or words of part, begin the next name."""
        if (mark := _NUMBER.match(self.text, follows)) and not _NUMBER.match(self.text):
            return False
        mark = mark or _BULLET.match(self.text, follows)
        if mark is None:
            return _BEFORE.match(self.text, follows) is not None
        if mark[0][0] in "+•*" or self.is_known(mark.end()):
            return known or mark[0][0] in "+•*" or _is_list(self.text)
        return (known or _is_list(self.text)) and bool(_BEGINS_UNIT.match(self.text, mark.end()))


def part_after(text: str, place: int) -> tuple[int, Part | None]:
    """Past the words of part behind a known name: “(chủ trì)”, “chủ trì”."""
    found = _AFTER.match(text, place)
    return (found.end(), _part(found)) if found else (place, None)


def without_part(name: str) -> tuple[str, Part | None]:
    """A name that is not known without the words of part behind it."""
    for found in _AFTER.finditer(name):
        if found.end() == len(name) and found.start():
            return name[: found.start()], _part(found)
    return name, None


def _is_list(text: str) -> bool:
    return bool(_BULLET.match(text) or _NUMBER.match(text))


def _part(found: re.Match[str]) -> Part | None:
    said = found.groupdict()
    words = said.get("part") or said.get("bare")
    return None if words is None else "lead" if words.casefold() == "chủ trì" else "coordinating"

"""Little numbers as deadlines write them: digits, Roman numerals, words."""

from __future__ import annotations

import re

_ONES = {
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "giêng": 1,
    "chạp": 12,
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ORDINALS = {"thứ nhất": 1, "đầu tiên": 1, "đầu": 1, "cuối cùng": -1, "cuối": -1}
_ONE = "một|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín"
# Longest first: a regex takes the first that fits.
WORDS = rf"(?:(?:hai|ba|bốn|năm|sáu|bảy|tám|chín) mươi(?: (?:mốt|lăm|{_ONE}))?|mười(?: (?:lăm|{_ONE}))?|{_ONE})"
MONTH_WORDS = r"(?:mười một|mười hai|mười|giêng|chạp|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín)"


def number(text: str) -> int:
    """The number that `text` (folded) writes: "06", "iv", "mười hai", "hai mươi lăm", "thứ ba", "cuối" (-1)."""
    if text.isdigit():
        return int(text)
    if text in _ROMAN:
        return _ROMAN[text]
    if text in _ORDINALS:
        return _ORDINALS[text]
    words = text.removeprefix("thứ ").split(" ")
    total = 0
    for word in words:
        total = total * 10 if word == "mươi" else total + _ONES[word]
    return total


SLOTS = {
    "d": r"(?:0?[1-9]|[12]\d|3[01])(?!\d)",
    "m": r"(?:0?[1-9]|1[0-2])(?!\d)",
    "mw": rf"(?:(?:0?[1-9]|1[0-2])(?!\d)|{MONTH_WORDS}(?!\w))",
    "q": r"(?:0?[1-4](?!\d)|iv|i{1,3}|thứ (?:nhất|hai|ba|tư)|một|hai|ba|bốn|tư)(?!\w)",
    "y": r"(?:19|20)\d\d(?!\d)",
    "n": rf"(?:\d{{1,3}}(?!\d)|{WORDS})",
    "nth": r"(?:đầu tiên|đầu|thứ (?:nhất|hai|ba|tư)|[1-4]|cuối cùng|cuối)",
    "sep": r" ?[/.-] ?",
    "of": r"(?: ?[/-] ?|,? (?:của )?(?:năm )?)",
    "aside": r"(?: ?\((?![^)]*(?:trước|sau|chậm|muộn|ngày|tháng|quý|năm))[\w ]{1,24}\))?",
    "part": r"(?:đầu|giữa|cuối)",
    "end": r"(?:cuối)",
    "which": r"(?:đầu|cuối)",
    "ten": r"(?:thượng|trung|hạ)",
    "feast": (
        r"(?:tết dương lịch|tết(?: nguyên đán| âm lịch| cổ truyền)?|giỗ tổ(?: hùng vương)?"
        r"|(?:lễ |ngày )?quốc khánh(?: 2 ?[/-] ?9)?)"
    ),
}
_SILENT = ("sep", "of", "aside")
_SLOT = re.compile(r"\{(\w+)\}")


def named(shape: str) -> str:
    """A shape with every slot as a named group, to read one phrase with; `{again}` is the sign that `{sign}` was."""
    shape = shape.replace("{again}", " ?(?P=sign) ?").replace("{sign}", " ?(?P<sign>[/.-]) ?")
    return _SLOT.sub(lambda s: SLOTS[s[1]] if s[1] in _SILENT else f"(?P<{s[1]}>{SLOTS[s[1]]})", shape)


def unnamed(shape: str) -> str:
    """A shape with every slot as a plain group, to use inside a larger one."""
    shape = shape.replace("{again}", SLOTS["sep"]).replace("{sign}", SLOTS["sep"])
    return _SLOT.sub(lambda s: SLOTS[s[1]], shape)

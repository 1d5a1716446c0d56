"""The labels of lists that a program numbers by itself: 3 → 3, c, III, by the kind of the list."""

from __future__ import annotations

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_ENDS = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_LARGEST = 32_767
_LARGEST_LETTER = 780
"""Beyond these the programs show plain figures too."""


def roman(number: int) -> str:
    """In small Roman figures; plain ones where there are none."""
    if not 0 < number <= _LARGEST:
        return str(number)
    written = ""
    for value, letters in (*_ROMAN, *_ROMAN_ENDS):
        count, number = divmod(number, value)
        written += letters * count
    return written


def letter(number: int) -> str:
    """In small letters as word processors count them: after z comes aa, then bb."""
    if not 0 < number <= _LARGEST_LETTER:
        return str(number)
    times, at = divmod(number - 1, len(_ALPHABET))
    return _ALPHABET[at] * (times + 1)

"""Spelling noise taken out of a phrase before it is matched, without losing the words as printed.

`clean` is the phrase as a person would copy it out; `fold` is what patterns see. Both have the same length, so a place
found in the folded text quotes the printed one.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_EDGES = " .;,:…-*+"
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_QUOTES = {ord("“"): '"', ord("”"): '"', ord("’"): "'", ord("‘"): "'"}

# Old and new places of the tone mark (hoá, hóa; quý, qúy), and spellings that mean the same (hàng năm, hằng năm). Each
# pair has the same length.
_TONE_MARKS = "óaoá òaoà ỏaoả õaoã ọaoạ óeoé òeoè ỏeoẻ õeoẽ ọeoẹ úyuý ùyuỳ ủyuỷ ũyuỹ ụyuỵ"
_SAME = {pair[:2]: pair[2:] for pair in _TONE_MARKS.split(" ")} | {
    "quí": "quý",
    "kì ": "kỳ ",
    "hàng ": "hằng ",
    "truớc": "trước",
    "phân đầu": "phấn đấu",
}
_SAME_RE = re.compile("|".join(map(re.escape, _SAME)))


def clean(phrase: str) -> str:
    """NFC, white space folded to one space, without the punctuation that a cell begins or ends with."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", phrase)).strip(_EDGES)


def fold(text: str) -> str:
    """`text` (cleaned) in lower case with one spelling each for dashes, quotes, tone marks and twin words."""
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(_DASHES).translate(_QUOTES))
    return same_spelling(lowered)


def same_spelling(text: str) -> str:
    """The one spelling that patterns are written in; applied to the patterns themselves too."""
    return _SAME_RE.sub(lambda found: _SAME[found[0]], text)

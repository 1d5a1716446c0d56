"""Bytes → text: UTF-8, UTF-16 and windows-1258 are told apart by what they hold; anything else is refused, not guessed.

In windows-1258 a tone is a letter of its own behind its vowel. TCVN3 and VNI, the other Vietnamese encodings of the
time before Unicode, depend on their fonts and hardly ever spell a syllable when they are read as windows-1258.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path

from plans.errors import NotTextError
from plans.formats.limits import check_text_size

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|đ|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu?|r|s|th?|tr|v|x)?"
    r"(?:uyê|iêu|yêu|ươi|ươu|uôi|oai|oay|oao|oeo|uây|uya|uyu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi"
    r"|ua|uâ|uê|ui|uo|uô|uơ|uy|ưa|ươ|ưi|ưu|yê|[aăâeêioôơuưy])"
    r"(?:ch?|m|ng?|nh|p|t)?"
)
_WORD = re.compile(r"[^\W\d_]+")
_PRINT = set("–—‘’“”„…•·«»§°±©®™€₫× \u00a0\u00ad")
_MOST = 0.97
"""So much of the words with marks must be syllables: names and slips of the pen are a few in a hundred."""


def decoded(data: bytes, path: Path, declared: str | None = None) -> str:
    """The text of a file, without its byte order mark; `declared` is the encoding that the file itself names.

    Raises `NotTextError` with the line of the first byte that is no text.
    """
    check_text_size(data, path)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, path)
    if unmarked := _unmarked_utf16(data):
        return _strict(data, unmarked, path)
    try:
        return _without_nul(data.decode("utf-8"), path)
    except UnicodeDecodeError as error:
        legacy = _windows_1258(data)
        if legacy is None and declared in {"windows-1252", "iso-8859-1"}:
            legacy = _windows_1252(data)
        if legacy is None:
            raise NotTextError(path=path, line=data[: error.start].count(b"\n") + 1) from None
        return _without_nul(legacy, path)


def _strict(data: bytes, encoding: str, path: Path) -> str:
    try:
        return _without_nul(data.decode(encoding), path)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "ignore")
        raise NotTextError(path=path, line=before.count("\n") + 1) from None


def _without_nul(text: str, path: Path) -> str:
    if "\0" in text:
        raise NotTextError(path=path, line=text[: text.index("\0")].count("\n") + 1)
    return text


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 by its zero bytes: in any Vietnamese text a third of the letters and all blanks have one, on one side."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or len(sample) < 4:
        return None
    high, low = sample[1::2].count(0) / len(sample[1::2]), sample[0::2].count(0) / len(sample[0::2])
    if high > 0.3 and low < 0.02:
        return "utf-16-le"
    return "utf-16-be" if low > 0.3 and high < 0.02 else None


def _windows_1258(data: bytes) -> str | None:
    """The text, if it spells Vietnamese in windows-1258."""
    try:
        letters = data.decode("cp1258")
    except UnicodeDecodeError:
        return None
    if not any(tone in letters for tone in _TONES):  # without any tone it is another Western encoding
        return None
    text = unicodedata.normalize("NFC", letters)
    strange = {c for c in set(text) if c > "\x7f" and not c.isalpha() and c not in _PRINT}
    words = [word.casefold() for word in _WORD.findall(text) if not word.isascii()]
    spelled = sum(map(_is_syllable, words))
    return text if not strange and words and spelled >= _MOST * len(words) else None


def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word)
    bare = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))
    return sum(c in _TONES for c in letters) <= 1 and _SYLLABLE.fullmatch(bare) is not None


def _windows_1252(data: bytes) -> str | None:
    """The text of a page whose Vietnamese letters are all entities: beyond ASCII it holds printers' signs alone."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return text if all(c <= "\x7f" or c in _PRINT for c in set(text)) else None

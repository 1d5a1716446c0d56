"""Spelling noise taken out of a phrase before it is matched, without losing the words as printed.

`clean` is the phrase as a person would copy it out; `fold` is what patterns see. Both have the same length, so a place
found in the folded text quotes the printed one. `with_marks` gives back the diacritics of a phrase typed without any.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, product

_SPACES = re.compile(r"\s+")
_EDGES = " .;,:…-–*+"
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_QUOTES = {ord("“"): '"', ord("”"): '"', ord("’"): "'", ord("‘"): "'", ord("«"): '"', ord("»"): '"'}

# Old and new places of the tone mark (hoá, hóa; quý, qúy), spellings that mean the same (hàng năm, hằng năm), and the
# slips that scanners and hasty hands make in the small words. Each pair has the same length.
_TONE_MARKS = "óaoá òaoà ỏaoả õaoã ọaoạ óeoé òeoè ỏeoẻ õeoẽ ọeoẹ úyuý ùyuỳ ủyuỷ ũyuỹ ụyuỵ"
_SAME = {pair[:2]: pair[2:] for pair in _TONE_MARKS.split(" ")} | {
    "quí": "quý",
    "kì ": "kỳ ",
    "hàng ": "hằng ",
    "hăng ": "hằng ",
    "hẳng ": "hằng ",
    "hắng ": "hằng ",
    "truớc": "trước",
    "trứơc": "trước",
    "trưóc": "trước",
    "trươc": "trước",
    "phân đầu": "phấn đấu",
    "thuờng": "thường",
    "thừơng": "thường",
    "muôn nhất": "muộn nhất",
    "châm nhất": "chậm nhất",
}
_SAME_RE = re.compile("|".join(map(re.escape, _SAME)))


def clean(phrase: str) -> str:
    """NFC, white space folded to one space, without the punctuation that a cell begins or ends with."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", phrase)).strip(_EDGES)


def fold(text: str) -> str:
    """`text` (cleaned) in lower case with one spelling each for dashes, quotes, tone marks and twin words."""
    lowered = text.translate(_DASHES).translate(_QUOTES).lower()
    if len(lowered) != len(text):  # a letter whose small form is longer: no word of ours has one
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return same_spelling(lowered)


def same_spelling(text: str) -> str:
    """The one spelling that patterns are written in; applied to the patterns themselves too."""
    return _SAME_RE.sub(lambda found: _SAME[found[0]], text)


def bare(text: str) -> str:
    """`text` in lower case without any diacritic, as somebody types it in haste: "Đơn vị" → `don vi`."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


# The language's own words without their marks; several where one bare spelling stands for several words.
_MARKED: dict[str, tuple[str, ...]] = {
    "truoc": ("trước",),
    "ngay": ("ngày", "ngay"),
    "thang": ("tháng",),
    "nam": ("năm",),
    "quy": ("quý", "quy"),
    "hang": ("hằng",),
    "moi": ("mỗi",),
    "tuan": ("tuần",),
    "dinh": ("định",),
    "ky": ("kỳ", "ký"),
    "thuong": ("thường",),
    "xuyen": ("xuyên",),
    "lien": ("liên",),
    "tuc": ("tục",),
    "cham": ("chậm",),
    "muon": ("muộn",),
    "nhat": ("nhất",),
    "la": ("là",),
    "khong": ("không",),
    "qua": ("quá",),
    "den": ("đến",),
    "het": ("hết",),
    "vao": ("vào",),
    "tu": ("từ", "tư"),
    "dau": ("đầu",),
    "giua": ("giữa",),
    "cuoi": ("cuối",),
    "cua": ("của",),
    "va": ("và",),
    "hoan": ("hoàn",),
    "thanh": ("thành",),
    "thuc": ("thực",),
    "hien": ("hiện",),
    "trien": ("triển",),
    "khai": ("khai",),
    "lam": ("làm",),
    "viec": ("việc",),
    "ke": ("kể", "kế"),
    "tinh": ("tính",),
    "vong": ("vòng",),
    "thoi": ("thời",),
    "han": ("hạn",),
    "giai": ("giai",),
    "doan": ("đoạn",),
    "bao": ("báo",),
    "cao": ("cáo",),
    "sau": ("sau", "sáu"),
    "mot": ("một",),
    "lan": ("lần",),
    "nhiem": ("nhiệm",),
    "vu": ("vụ",),
}
_BARE_WORD = re.compile(r"[a-z]+")
MOST_SPELLINGS = 16


def with_marks(folded: str) -> Iterator[str]:
    """The ways to write a phrase that came without any diacritic, at most `MOST_SPELLINGS`; none where it has some."""
    if not folded.isascii():
        return
    words = _BARE_WORD.findall(folded)
    if not any(word in _MARKED for word in words):
        return
    choices = [_MARKED.get(word, (word,)) for word in words]
    frame = _BARE_WORD.split(folded)
    for chosen in islice(product(*choices), MOST_SPELLINGS):
        yield "".join(part + word for part, word in zip(frame, (*chosen, ""), strict=True))

"""The deadline phrases of a sentence: of each run of time words the longest parts that `rules.parse` reads.

What dates something else than an act is none: a paper's own date, a period, the year of a report, data up to a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rules.model import Mixed, OnEvent, Ongoing, Reading, Several, Unspecified
from rules.parse import parse
from rules.text import fold

_HOUR = r"(?<![\w/])\d{1,2}(?::\d{2}| ?(?:h|g|giờ) ?(?:\d{2}(?: ?phút)?)?)(?!\w)"
_NUMBER = r"(?<![\w/.-])\d{1,4}(?: ?[/.-] ?\d{1,4}){0,2}(?! ?%|\w|[/.-]\w)"
_WORDS = (
    # "của năm báo cáo" is one word of time, "hằng năm báo cáo" an act.
    "(?:(?<=của )|(?<=kề )|(?<=sau )|(?<=cuối )|(?<=trước ))(?:năm|quý|tháng|kỳ) (?:báo cáo|kế hoạch)"
    "|chậm nhất|muộn nhất|không quá|không muộn hơn|không chậm hơn|trước khi"
    "|trước|trong|ngay|vào|cho đến|đến|hết|xong|từ"
    "|dịp|thời điểm|phấn đấu|định hướng|dự kiến|định kỳ|hằng|mỗi|từng|ngày làm việc|ngày|tuần|tháng|quý|nửa|năm"
    "|đầu tiên|đầu|giữa|cuối cùng|cuối|thượng|trung|hạ|sau liền kề|liền kề|liền sau|tiếp theo|kế tiếp|sau|các|lần"
    "|đối với báo cáo(?: định kỳ)?|của(?= (?:ngày|tháng|quý|năm|kỳ|mỗi|hằng))|theo(?= (?:tháng|quý|năm))"
    "|là|và|hoặc|giờ|một|hai|ba|bốn|tư|sáu|bảy|tám|chín|mười|thứ|sáng|chiều|nhất|(?:iv|i{1,3})(?: ?[/-] ?\\d{4})?"
)
_TOKEN = re.compile(rf"(?:{_HOUR}|{_NUMBER}|(?<!\w)(?:{_WORDS})(?!\w))")
_GAP = re.compile(r"[ ,(/]{1,3}|\) ?")
_GOES_ON = re.compile(
    r" (?!(?:các|và|hoặc|là|phấn đấu|định hướng|dự kiến|một|hai|ba|từng|mỗi|\d+(?! (?:tháng|ngày|năm)))(?!\w))"
)
"""Words that a phrase may not be cut from: what is left would say something else."""
_ANCHOR = re.compile(
    r"\d ?[/.-] ?\d|\bngày \d|\b(?:hằng|mỗi|từng|định kỳ|theo) |\bquý (?:[iv]+|\d|một|hai|ba|bốn|tư)\b|\btháng (?:\d"
    r"|mười)|\bnăm \d{4}|\b(?:đầu|giữa|cuối) (?:năm|quý|tháng)\b|\blần\b|\btuần\b"
)
_MOST_TOKENS = 24
_MOST_TRIES = 40
_FIRST = re.compile(r"(?!(?:và|hoặc|của|là|sau|xong|lần|đối với)(?!\w))")
_LAST = re.compile(
    r".*(?<!\w)(?:và|hoặc|của|là|vào|trước|trong|các|từ|đến|hết|(?<!hằng )(?<!mỗi )ngày|phấn đấu|định hướng)"
)
_CERTAIN = re.compile(
    r"(?:(?:chậm|muộn) nhất|trước)(?: là)?(?: vào)?(?: ngày \d| \d{1,2} ?[/.-] ?\d)|định kỳ (?:vào|trước|ngày) "
)
_EXCEPT = re.compile(r",? \(?trừ [^,;.()]{1,60}\)?")
_LENGTH = r"\d{1,3} (?:\([\w ]{1,20}\) )?(?:ngày làm việc|ngày|tuần|tháng|năm)"
_AT_MOST = r"(?:(?:chậm nhất|muộn nhất|trong|sau|không quá|tối đa|vòng|thời hạn|thời gian|là) ){0,5}"
_EVENT = re.compile(
    rf"{_AT_MOST}\b{_LENGTH},? (?:(?:kể|tính) từ|từ|sau)(?: ngày| khi| thời điểm)? [^,;.:()]{{3,120}}"
    rf"|(?:ngay )?sau khi [^,;.:()]{{3,120}},? {_AT_MOST}{_LENGTH}"
)
# Words before a phrase that make it the date of something else.
_OF_ANOTHER = re.compile(
    r"(?:so với|cùng kỳ|tầm nhìn|hiệu lực|hiệu lực thi hành|kể từ|tính từ|như|bằng|(?:các|những) (?:mục|chỉ) tiêu"
    r"|(?:số liệu|tính|chốt|cập nhật số liệu)(?: \w+){0,4})(?: \()? ?$"
)
_STOCK = re.compile(r"(?:tài liệu|hồ sơ|văn bản|tồn đọng|kết quả|lũy kế) \(?$")
_PAPER = re.compile(
    r"\b(?:Kế hoạch|Chương trình|Đề án|Chiến lược|Quy hoạch|Nghị quyết|Quyết định|Dự án|Khung|Chỉ thị)\b[^,;:.]*$"
)
_OWN_DATE = re.compile(r" (?:của [A-ZĐ]|về việc |quy định )")
_OPENS = re.compile(r"(?:^|[,:;(–-] ?|\b(?:hoàn thành|xong|hoàn tất|kết thúc|thời gian|thời hạn|tiến độ|và|định kỳ) )$")
_LIMIT = re.compile(
    r"\b(?:trước|chậm nhất|muộn nhất|không quá|không muộn hơn|không chậm hơn|trong|vào|đến|hết|ngay|phấn đấu"
    r"|định hướng)\b"
)
_EVERY = re.compile(r"\b(?:hằng|mỗi|từng|định kỳ|theo|lần)\b")
_NO_DEADLINE = re.compile(
    r"[“\"][^”\"]{1,400}[”\"]"
    r"|(?:giai đoạn|nhiệm kỳ|thời kỳ|năm học|niên khóa|khóa)(?: từ)?(?: năm)? \d{4}(?: ?(?:-|đến(?: năm)?) ?\d{4})?"
)
"""Titles in quotation marks, and periods."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A deadline phrase at `start:end` of its sentence.

    It `limits` where it says by when ("trước ngày …") and not only how often, and is `bare` where no word puts it to an
    act ("năm 2022"). A limit that is not understood is kept for a person to read.
    """

    start: int
    end: int
    text: str
    reading: Reading
    limits: bool
    bare: bool

    @property
    def is_read(self) -> bool:
        """Whether its words are understood whole."""
        return not isinstance(self.reading.rule, Unspecified)

    @property
    def begins(self) -> bool:
        """Whether it only says from when: "Từ năm 2022"."""
        return isinstance(self.reading.rule, Ongoing)


def find_phrases(sentence: str) -> Iterator[Phrase]:
    """The phrases that govern an act, in printed order; none in titles and periods."""
    folded = _NO_DEADLINE.sub(lambda other: "_" * len(other[0]), fold(sentence))
    events = [(m.start(), m.end()) for m in _EVENT.finditer(folded) if _waits(m[0])]
    spans = sorted([*events, *_spans(folded, events)])
    for start, end in spans:
        phrase = _phrase(sentence, folded, start, end)
        if not _dates_another_thing(sentence, folded, phrase):
            yield phrase


def _phrase(sentence: str, folded: str, start: int, end: int) -> Phrase:
    """The phrase with an exception beside it, which makes it one that nobody reads but a person."""
    end = beside.end() if (beside := _EXCEPT.match(folded, end)) else end
    words = folded[start:end]
    limits = bool(_LIMIT.search(words)) or _waits(words)
    bare = not limits and not _EVERY.search(words)
    return Phrase(start, end, sentence[start:end], parse(sentence[start:end]), limits, bare)


def _waits(words: str) -> bool:
    rule = parse(words).rule
    return isinstance(rule, OnEvent) and rule.offset is not None


def _spans(folded: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for run in _runs(folded):
        if not any(start < run[-1][1] and run[0][0] < end for start, end in taken):
            yield from tuple(_readable(folded, run)) or _unread(folded, run)


def _runs(folded: str) -> Iterator[list[tuple[int, int]]]:
    """Time words that follow each other, at most `_MOST_TOKENS` of them, as their places."""
    run: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(folded):
        if run and (len(run) == _MOST_TOKENS or not _GAP.fullmatch(folded, run[-1][1], token.start())):
            yield run
            run = []
        run.append(token.span())
    if run:
        yield run


def _readable(folded: str, run: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """From the left, the longest parts of a run that are read whole."""
    tries = _MOST_TRIES
    first = 0
    while first < len(run):
        after = first + 1
        for last in range(len(run) - 1, first - 1, -1):
            start, end = run[first][0], _closed(folded, run[first][0], run[last][1])
            words = folded[start:end]
            is_cut = last + 1 < len(run) and _GOES_ON.match(folded, end) is not None
            if tries and not is_cut and _may_be_read(words):
                tries -= 1
                if _read(words) is not None:
                    yield start, end
                    after = last + 1
                    break
        first = after


def _unread(folded: str, run: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """A run that is certainly a limit ("chậm nhất ngày 20 …") though its words are not understood."""
    certain = _CERTAIN.search(folded, run[0][0], run[-1][1])
    if certain:
        yield certain.start(), _closed(folded, certain.start(), run[-1][1])


def _closed(folded: str, start: int, end: int) -> int:
    """The end with the bracket that closes one inside."""
    is_open = folded.count("(", start, end) > folded.count(")", start, end)
    return end + 1 if is_open and folded[end : end + 1] == ")" else end


def _may_be_read(words: str) -> bool:
    is_whole = words.count("(") == words.count(")") and _FIRST.match(words) and not _LAST.fullmatch(words)
    # In "6 tháng (trước ngày 20/6)" the words before the bracket only name the report.
    says_when = _LIMIT.search(words.split(" (")[0]) or _EVERY.search(words.split(" (")[0]) or "(" not in words
    return bool(is_whole and says_when and _ANCHOR.search(words))


@lru_cache(maxsize=4096)
def _read(words: str) -> Reading | None:
    """The reading, where it is a date, a recurrence, a beginning or a limit counted from an event."""
    reading = parse(words)
    rule = reading.rule
    parts = rule.parts if isinstance(rule, Several | Mixed) else (rule,)
    is_read = not any(isinstance(part, Unspecified) for part in parts)
    return reading if is_read and not all(isinstance(p, OnEvent) and p.offset is None for p in parts) else None


def _dates_another_thing(sentence: str, folded: str, phrase: Phrase) -> bool:
    before = folded[max(0, phrase.start - 60) : phrase.start]
    if _OF_ANOTHER.search(before) or (folded.startswith("đến", phrase.start) and _STOCK.search(before)):
        return True
    if phrase.bare:
        # "24/7" and "3/4 số đơn vị" are no dates, "15/12/2022" and "quý I/2022" are.
        return phrase.text[0].isdigit() or _OWN_DATE.match(sentence, phrase.end) is not None
    is_until_year = re.fullmatch(r"(?:đến|đến hết|trong) năm \d{4}.*", folded[phrase.start : phrase.end])
    return is_until_year is not None and _PAPER.search(sentence, max(0, phrase.start - 200), phrase.start) is not None


def opens(sentence: str, phrase: Phrase) -> bool:
    """Whether the phrase stands where a deadline is put: at the head of a part of the sentence, or behind its verb."""
    return _OPENS.search(fold(sentence[max(0, phrase.start - 20) : phrase.start])) is not None

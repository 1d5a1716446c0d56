"""Mails by which a mailbox answers by itself, and until when its reader is away, if that is said clearly."""

from __future__ import annotations

import datetime as dt
import re
from email.message import Message

from notifications.incoming.message import body_of, line_of, lines_of
from notifications.incoming.model import Absence
from notifications.words import clip

TEXT_LENGTH = 500
SCANNED = 5_000
FARTHEST = dt.timedelta(days=400)
ONE_DAY = dt.timedelta(days=1)

_TITLE = re.compile(
    r"(re:\s*)?\W{0,3}(automatic reply|auto(matic)?[- ]?(reply|response)|out[- ]of[- ](the[- ])?office|ooo\b|"
    r"(thư )?trả lời tự động|(thư )?tự động trả lời|phản hồi tự động|thông báo vắng mặt|vắng mặt|nghỉ phép)",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<word>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_DATES = (
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
    r"(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})(\s?[/.-]\s?(?P<year>\d{4}))?",
    r"(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})(\s+năm\s+(?P<year>\d{4}))?",
    rf"(?P<day>\d{{1,2}})(st|nd|rd|th)?\s+(of\s+)?{_MONTH},?(\s+(?P<year>\d{{4}}))?",
    rf"{_MONTH}\s+(?P<day>\d{{1,2}})(st|nd|rd|th)?,?(\s+(?P<year>\d{{4}}))?",
)
_WEEKDAY = r"(thứ\s+\w+,?\s+|chủ nhật,?\s+|\w+day,?\s+)?"
_UNTIL = rf"\b(đến|tới|until|till|through|to)\s+(hết\s+)?(and including\s+)?{_WEEKDAY}(ngày\s+)?(the\s+)?"
_BACK = (
    rf"\b(trở lại|quay lại|đi làm lại|làm việc lại|return(ing)?|back)(\s+\w+){{0,4}}?\s+"
    rf"{_WEEKDAY}(ngày\s+)?(the\s+)?"
)


def absence_of(message: Message, day: dt.date) -> Absence | None:
    """The absence that the mail tells of, on the local `day` on which it is read; None where no machine wrote it."""
    if not (_says_so(message) or _TITLE.match(line_of(message, "Subject"))):
        return None
    text = body_of(message)
    return Absence(clip(text or line_of(message, "Subject"), TEXT_LENGTH), last_day(text, day))


def _says_so(message: Message) -> bool:
    """RFC 3834, and the headers that were used before it."""
    submitted = line_of(message, "Auto-Submitted").lower()
    marks = lines_of(message, "X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-AutoReply-From")
    precedence = line_of(message, "Precedence").lower()
    return submitted.startswith("auto-replied") or any(m.lower() != "no" for m in marks) or precedence == "auto_reply"


def last_day(text: str, day: dt.date) -> dt.date | None:
    """The one last day away that the text names, not before `day`; None where it names none, or several."""
    text = " ".join(text[:SCANNED].lower().split())
    last = _days(_UNTIL, text, day)
    back = {one - ONE_DAY for one in _days(_BACK, text, day)}
    named = {one for one in last or back if day <= one <= day + FARTHEST}
    return named.pop() if len(named) == 1 else None


def _days(before: str, text: str, day: dt.date) -> set[dt.date]:
    found = set[dt.date]()
    for shape in _DATES:
        for match in re.finditer(rf"{before}{shape}(?![\d/])", text):
            if (one := _date(match.groupdict(), day)) is not None:
                found.add(one)
    return found


def _date(slots: dict[str, str | None], day: dt.date) -> dt.date | None:
    """Without a year the next such day; without a number the month goes by its English name."""
    word, month, year = slots.get("word"), slots.get("month"), slots.get("year")
    number = _MONTHS.index(word) + 1 if word else int(month or 0)
    for candidate in (int(year),) if year else (day.year, day.year + 1):
        try:
            one = dt.date(candidate, number, int(slots["day"] or 0))
        except ValueError:
            continue
        if year or one >= day:
            return one
    return None

"""Duties as a calendar that other programs read (RFC 5545): each an event of a whole day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_OCTETS = 75
"""Of a line, its end aside (RFC 5545, 3.1)."""
_ONE_DAY = dt.timedelta(days=1)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029]")
# A calendar has at least one component (RFC 5545, 3.6), also one without events.
_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Ho_Chi_Minh",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0700",
    "TZOFFSETTO:+0700",
    "TZNAME:+07",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """Something on one local day. `uid` is the same for life, `sequence` grows with each change of the day.

    `changed` is aware. `url` may be empty.
    """

    uid: str
    sequence: int
    day: dt.date
    summary: str
    description: str
    changed: dt.datetime
    url: str = ""


def calendar(name: str, events: Iterable[CalendarEvent]) -> bytes:
    """The calendar of that name. The same events give the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//nhacviec//Nhac viec//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *_ZONE,
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def _event(event: CalendarEvent) -> Iterator[str]:
    changed = f"{event.changed.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + _ONE_DAY:%Y%m%d}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"DESCRIPTION:{escaped(event.description)}"
    if event.url:
        yield f"URL:{_CONTROL.sub('', event.url)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """As a value of TEXT (RFC 5545, 3.3.11): no text can end its line or begin another property."""
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def folded(line: str) -> bytes:
    """The line with its end, broken where it is longer than `MOST_OCTETS`, never within a letter."""
    parts, part = [], b""
    for letter in line:
        one = letter.encode()
        if len(part) + len(one) > MOST_OCTETS:
            parts.append(part)
            part = b" "
        part += one
    return b"\r\n".join([*parts, part]) + b"\r\n"

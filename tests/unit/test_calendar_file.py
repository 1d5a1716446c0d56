"""Duties as a calendar: lines that other programs can read, whatever stands in a text."""

from __future__ import annotations

import datetime as dt

import pytest

from notifications.calendar_file import MOST_OCTETS, CalendarEvent, calendar, escaped, folded

CHANGED = dt.datetime(2022, 7, 4, 9, tzinfo=dt.timezone(dt.timedelta(hours=7)))
DAY = dt.date(2022, 12, 31)


def lines(content: bytes) -> list[str]:
    """The lines of a calendar with their folds taken out."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_duty_is_an_event_of_a_whole_day() -> None:
    found = lines(
        calendar("Sở", [CalendarEvent("viec-1@x", 2, DAY, "Báo cáo", "Một\nHai", CHANGED, "https://x/viec/1")])
    )
    begins, ends = found.index("BEGIN:VEVENT"), found.index("END:VEVENT")
    assert found[begins + 1 : ends] == [
        "UID:viec-1@x",
        "DTSTAMP:20220704T020000Z",
        "LAST-MODIFIED:20220704T020000Z",
        "SEQUENCE:2",
        "DTSTART;VALUE=DATE:20221231",
        "DTEND;VALUE=DATE:20230101",
        "SUMMARY:Báo cáo",
        "DESCRIPTION:Một\\nHai",
        "URL:https://x/viec/1",
        "TRANSP:TRANSPARENT",
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a,b;c\\d", "a\\,b\\;c\\\\d"),
        ("một\r\nhai\rba\nbốn", "một\\nhai\\nba\\nbốn"),
        ("x\r\nEND:VEVENT\r\nBEGIN:VALARM", "x\\nEND:VEVENT\\nBEGIN:VALARM"),
        ("a\x00b\x0bc\u2028d\x85e", "a b c d e"),
    ],
)
def test_no_text_ends_its_line(text: str, wanted: str) -> None:
    assert escaped(text) == wanted
    found = lines(calendar(text, [CalendarEvent(text, 0, DAY, text, text, CHANGED, f"https://x/{text}")]))
    assert found.count("END:VEVENT") == 1
    assert "BEGIN:VALARM" not in found


@pytest.mark.parametrize("length", [1, 74, 75, 76, 200])
@pytest.mark.parametrize("letter", ["a", "ế", "🗓"])
def test_lines_are_folded_between_letters(length: int, letter: str) -> None:
    parts = folded(letter * length).removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, parts)) <= MOST_OCTETS
    assert "".join([parts[0].decode(), *(part.decode().removeprefix(" ") for part in parts[1:])]) == letter * length


def test_a_calendar_without_events_has_a_component_all_the_same() -> None:
    assert "BEGIN:VTIMEZONE" in lines(calendar("Sở", []))

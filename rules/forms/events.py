"""What waits for something to happen: after it, by a paper of somebody, within so many days of it, before it."""

from __future__ import annotations

from rules.events import actor_of
from rules.forms.pattern import CLAUSE, PAPER, UNITS, Build, Pattern, Slots
from rules.model import Offset, OnEvent, Rule
from rules.numerals import number
from rules.spans import read_range, read_span
from rules.text import fold


def _event(slots: Slots) -> Rule:
    return OnEvent(slots["clause"], actor_of(slots["clause"]))


def _counted(back: bool = False) -> Build:
    def build(slots: Slots) -> Rule | None:
        n = number(slots["n"])
        if n == 0:
            return None
        offset = Offset(-n if back else n, UNITS[slots["unit"]])
        return OnEvent(slots["clause"], actor_of(slots["clause"]), offset)

    return build


def _hours(slots: Slots) -> Rule | None:
    """24, 48, 72 hours are whole days; other hours are no dates."""
    days, rest = divmod(int(slots["n"]), 24)
    return None if rest or not days else OnEvent(slots["clause"], actor_of(slots["clause"]), Offset(days, "day"))


def _dated_by_event(slots: Slots) -> Rule | None:
    """The day is known, its year is that of the event, unless that year has a place of its own ("năm báo cáo")."""
    if read_span(slots["span"]) is None or read_span(f"{slots['span']} của năm {fold(slots['clause'])}") is not None:
        return None
    return OnEvent(slots["clause"], actor_of(slots["clause"]))


def _ranged_by_event(slots: Slots) -> Rule | None:
    """The same of a range: "từ 05/01 đến 28/02 của năm tổ chức Đại hội"."""
    if (
        read_range(slots["range"]) is None
        or read_range(f"{slots['range']} của năm {fold(slots['clause'])}") is not None
    ):
        return None
    return OnEvent(f"năm {slots['clause']}")


_HAPPENING = r"(?:đại hội|hội nghị|kỳ họp|lễ|bầu cử|đợt|phiên họp|cuộc họp|kỳ thi|hội thảo|giám sát|thanh tra)"
_AFTER = r"(?:(?:đột xuất|ngay|chỉ|hoặc)(?: hoặc)? )*(?:ngay )?(?:sau khi|ngay khi|khi|sau thời điểm|sau ngày)"

EVENTS = (
    Pattern("sau khi <sự kiện>", ("khi|sau",), "{doing}" + _AFTER + " {clause}", _event),
    Pattern("sau <đại hội, kỳ họp>", ("sau",), rf"{{doing}}(?:ngay )?sau (?P<clause>{_HAPPENING} {CLAUSE})", _event),
    Pattern(
        "theo <văn bản> của <cơ quan>", ("theo",), rf"{{doing}}(?:đột xuất )?theo (?P<clause>{PAPER} {CLAUSE})", _event
    ),
    Pattern("căn cứ <văn bản>", ("căn cứ",), rf"{{doing}}căn cứ (?:vào |theo )?(?P<clause>{PAPER} {CLAUSE})", _event),
    Pattern(
        "trong <n> ngày kể từ <sự kiện>", ("từ|sau|kể",), "{doing}{limit}{n}{aside} {unit}{since} {clause}", _counted()
    ),
    Pattern(
        "ngày thứ <n> kể từ <sự kiện>",
        ("thứ",),
        "{doing}{within}(?P<unit>ngày làm việc|ngày) thứ {n}{since} {clause}",
        _counted(),
    ),
    Pattern(
        "sau khi <sự kiện>, trong <n> ngày",
        ("khi",),
        "{doing}(?:sau )?khi {clause}, {limit}{n}{aside} {unit}",
        _counted(),
    ),
    Pattern(
        "sau khi <sự kiện> <n> ngày",
        ("sau",),
        "{doing}(?:chậm nhất )?sau (?:khi|ngày) {clause} {n}{aside} {unit}",
        _counted(),
    ),
    Pattern("trong <n> giờ kể từ <sự kiện>", ("giờ",), r"{doing}{limit}(?P<n>\d{1,3}) giờ{since} {clause}", _hours),
    Pattern(
        "<n> ngày trước <sự kiện>",
        ("trước",),
        "{doing}(?:ít nhất |tối thiểu |chậm nhất (?:là )?)?{n}{aside} {unit},? trước (?:khi|ngày) {clause}",
        _counted(back=True),
    ),
    Pattern(
        "trước khi <sự kiện> <n> ngày",
        ("trước",),
        "{doing}(?:chậm nhất (?:là )?)?trước (?:khi|ngày) {clause} (?:ít nhất |tối thiểu )?{n}{aside} {unit}",
        _counted(back=True),
    ),
    Pattern(
        "trước <n> ngày so với <sự kiện>",
        ("trước",),
        "{doing}(?:ít nhất |chậm nhất (?:là )?)?trước (?:ít nhất )?{n}{aside} {unit},?"
        " (?:so với|tính đến|đến (?:thời điểm|ngày)) {clause}",
        _counted(back=True),
    ),
    Pattern(
        "từ <kỳ hạn> đến <kỳ hạn> của năm <sự kiện>",
        ("của năm",),
        "{doing}(?:từ )?{range} của năm {clause}",
        _ranged_by_event,
    ),
    Pattern(
        "<kỳ hạn> của năm <sự kiện>",
        ("của năm",),
        "{doing}(?:{before}|{within}){span} của năm {clause}",
        _dated_by_event,
    ),
)

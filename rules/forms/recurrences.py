"""What comes again within the year: every month, quarter, half-year, on a day of each."""

from __future__ import annotations

import re

from rules.forms.pattern import PERIOD, Build, Pattern, Slots, always
from rules.model import Closing, Each, PeriodUnit, Rhythm, Rule, Several, Simple, Span, Yearly
from rules.numerals import SLOTS, number

_PERIODS: dict[str, PeriodUnit] = {
    "tháng": "month",
    "quý": "quarter",
    "3 tháng": "quarter",
    "6 tháng": "half",
    "nửa năm": "half",
}
_SPELLED = {"03": "3", "ba": "3", "06": "6", "sáu": "6"}


def _each(word: str) -> Simple:
    word = word.removeprefix("01 ").removeprefix("1 ").removeprefix("một ")
    count, _, rest = word.partition(" ")
    unit = _PERIODS.get(f"{_SPELLED[count]} {rest}" if count in _SPELLED else word)
    return Each(unit) if unit else Yearly(Span("year"))


def _every(slots: Slots) -> Rule:
    return _each(slots["period"])


_PERIOD_RE = re.compile(PERIOD)


def _every_list(slots: Slots) -> Rule:
    parts = tuple(dict.fromkeys(_each(found[0]) for found in _PERIOD_RE.finditer(slots["periods"])))
    return parts[0] if len(parts) == 1 else Several(parts)


def _after_close(slots: Slots) -> Rule:
    after = number(slots["n"])
    found = [_each(found[0]) for found in _PERIOD_RE.finditer(slots.get("periods") or slots["period"])]
    parts = tuple(dict.fromkeys(Closing(one.unit if isinstance(one, Each) else "year", after) for one in found))
    return parts[0] if len(parts) == 1 else Several(parts)


_AFTER_CLOSE = "{doing}{within}ngày làm việc thứ {n} sau (?:khi |ngày )?chốt số liệu (?:báo cáo |của )?"


def _on_day(unit: PeriodUnit, before: bool = False) -> Build:
    """A day of a month of each period: the last month, or the one that the words tell (`nth`).

    "Tháng sau", "quý sau quý báo cáo" are told of the report; every month and quarter follows one that is reported on.
    """

    def build(slots: Slots) -> Rule:
        month = number(slots["nth"]) if "nth" in slots else -1
        return Each(unit, month, int(slots["d"]), before, int(slots.get("d1", 0)))

    return build


def _on_days(before: bool = False) -> Build:
    def build(slots: Slots) -> Rule:
        days = [int(day) for day in re.findall(r"\d{1,2}", slots["days"])]
        return Several(tuple(Each("month", day=day, before=before) for day in days))

    return build


def _times_a_year(slots: Slots) -> Rule | None:
    unit = _UNIT_OF_TIMES.get(number(slots["n"]))
    return Each(unit) if unit else None


_UNIT_OF_TIMES: dict[int, PeriodUnit] = {2: "half", 4: "quarter", 12: "month"}


def _first_day(slots: Slots) -> Rule | None:
    each = _each(slots["period"])
    return Each(each.unit, 1, 1) if isinstance(each, Each) else Yearly(Span("year", part="start"))


def _last_working_day(slots: Slots) -> Rule | None:
    each = _each(slots["period"])
    return Each(each.unit, working=True) if isinstance(each, Each) else None


def _years(slots: Slots) -> Rule:
    n = number(slots["n"])
    return Rhythm("year", n) if n > 1 else Yearly(Span("year"))


_MONTHLY = r"(?:(?:hằng|mỗi) tháng|của tháng|trong tháng)"
_QUARTER = (
    rf"(?:của )?tháng (?P<nth>{SLOTS['nth']}),? (?:của )?(?:mỗi |hằng )?quý"
    r"(?: (?:sau(?: quý báo cáo)?|tiếp theo|kế tiếp))?"
)
_ABOUT = r"(?: đối với báo cáo (?:định kỳ )?(?:hằng )?(?:quý|tháng|6 tháng|năm))?"
_EVERY_QUARTER = r"(?:(?:hằng|mỗi|định kỳ hằng) quý,? )?"
_EVERY_MONTH = r"(?:(?:hằng|mỗi|định kỳ hằng) tháng,? )?"
_NEXT_MONTH = r"(?:của )?tháng (?:sau|tiếp theo|kế tiếp|liền kề)(?: liền kề| tháng báo cáo)?"
_AFTERWARDS = r"(?:,? một lần|,? {tail})?"


OFTEN = "hằng|mỗi|từng|định kỳ|theo|báo cáo"
MONTHLY = "hằng|mỗi|của|trong"

RECURRENCES = (
    Pattern("hằng năm, quý, tháng, 6 tháng", (OFTEN,), "{doing}{every}{period}(?:/lần)?" + _AFTERWARDS, _every),
    Pattern(
        "6 tháng một lần",
        ("tháng", "3|03|ba|6|06|sáu"),
        "(?P<period>(?:3|03|ba|6|06|sáu) tháng)(?:/(?:1 )?lần| một lần| 1 lần)?",
        _every,
    ),
    Pattern("hằng quý, 6 tháng, năm", (OFTEN, ",|và"), "{doing}{every}{periods}" + _AFTERWARDS, _every_list),
    Pattern("mỗi năm một lần", ("lần",), "{doing}(?:mỗi |một |1 |01 )?{period},? (?:một|1|01) lần", _every),
    Pattern("một lần/năm", ("lần",), "{doing}(?:một|1|01) lần ?(?:/|trong một|một|mỗi|hằng) ?{period}", _every),
    Pattern("<n> lần/năm", ("lần", "năm"), "{doing}{n} lần ?(?:/|trong một|một|mỗi|hằng) ?năm", _times_a_year),
    Pattern("mỗi năm <n> lần", ("lần", "năm"), "{doing}(?:mỗi|một|hằng) năm,? {n} lần", _times_a_year),
    Pattern("<n> năm một lần", ("lần", "năm"), "{doing}(?:định kỳ )?{n} năm(?: một lần|/lần| 1 lần)", _years),
    Pattern(
        "cuối mỗi quý, tháng",
        ("cuối",),
        "{doing}{within}(?:ngày )?cuối(?: cùng)? (?:của )?(?:mỗi |hằng ){period}",
        _every,
    ),
    Pattern("ngày cuối cùng của tháng, quý", ("ngày cuối",), "{doing}{within}ngày cuối cùng (?:của )?{period}", _every),
    Pattern("đầu mỗi quý, tháng", ("đầu",), "{doing}{within}(?:ngày )?đầu (?:mỗi|hằng) {period}", _first_day),
    Pattern(
        "ngày làm việc cuối cùng của tháng",
        ("ngày làm việc cuối",),
        "{doing}{within}ngày làm việc cuối(?: cùng)? (?:của |trong )?(?:mỗi |hằng )?{period}",
        _last_working_day,
    ),
    Pattern(
        "ngày <d> hằng tháng",
        ("tháng", MONTHLY),
        "{doing}{periodic}" + _EVERY_MONTH + "{within}ngày {d}{aside} " + _MONTHLY + _ABOUT,
        _on_day("month"),
    ),
    Pattern(
        "trước ngày <d> hằng tháng",
        ("tháng", "trước", MONTHLY),
        "{doing}{periodic}" + _EVERY_MONTH + "{before}ngày {d}{aside} " + _MONTHLY + _ABOUT,
        _on_day("month", before=True),
    ),
    Pattern(
        "hằng tháng, ngày <d>",
        ("tháng", "ngày"),
        "{doing}{periodic}(?:hằng|mỗi) tháng,? {within}ngày {d}",
        _on_day("month"),
    ),
    Pattern(
        "hằng tháng, trước ngày <d>",
        ("tháng", "trước", MONTHLY),
        "{doing}{periodic}(?:hằng|mỗi) tháng,? {before}ngày {d}",
        _on_day("month", before=True),
    ),
    Pattern(
        "từ ngày <d> đến ngày <d> hằng tháng",
        ("tháng", MONTHLY),
        "{doing}{periodic}{within}(?:từ )?ngày {d1}{until}(?:ngày )?{d} " + _MONTHLY,
        _on_day("month"),
    ),
    Pattern(
        "các ngày <d> hằng tháng",
        ("tháng", MONTHLY),
        "{doing}{periodic}{within}(?:các )?ngày {days} " + _MONTHLY,
        _on_days(),
    ),
    Pattern(
        "trước các ngày <d> hằng tháng",
        ("tháng", "trước", MONTHLY),
        "{doing}{periodic}{before}(?:các )?ngày {days} " + _MONTHLY,
        _on_days(before=True),
    ),
    Pattern(
        "ngày <d> tháng sau",
        ("tháng", "sau|tiếp|kế"),
        "{doing}" + _EVERY_MONTH + "{within}ngày {d}{aside} " + _NEXT_MONTH,
        _on_day("month"),
    ),
    Pattern(
        "trước ngày <d> tháng sau",
        ("trước", "tháng", "sau|tiếp|kế"),
        "{doing}" + _EVERY_MONTH + "{before}ngày {d}{aside} " + _NEXT_MONTH,
        _on_day("month", before=True),
    ),
    Pattern(
        "ngày <d> tháng cuối quý",
        ("quý",),
        "{doing}" + _EVERY_QUARTER + "{within}ngày {d}{aside} " + _QUARTER + _ABOUT,
        _on_day("quarter"),
    ),
    Pattern(
        "trước ngày <d> tháng cuối quý",
        ("quý", "trước"),
        "{doing}" + _EVERY_QUARTER + "{before}ngày {d}{aside} " + _QUARTER + _ABOUT,
        _on_day("quarter", before=True),
    ),
    Pattern(
        "hằng tuần",
        ("tuần", "hằng|mỗi"),
        "{doing}(?:định kỳ )?(?:(?:chiều |sáng )?thứ (?:hai|ba|tư|năm|sáu|bảy) )?(?:hằng|mỗi) tuần",
        always(Rhythm("week")),
    ),
    Pattern(
        "ngày làm việc thứ <n> sau ngày chốt số liệu quý, 6 tháng, năm",
        ("chốt",),
        _AFTER_CLOSE + "{periods}",
        _after_close,
    ),
    Pattern(
        "ngày làm việc thứ <n> sau ngày chốt số liệu quý",
        ("chốt",),
        _AFTER_CLOSE + "{period}",
        _after_close,
    ),
    Pattern("hằng ngày", ("ngày", "hằng|mỗi"), "{doing}(?:định kỳ )?(?:hằng|mỗi) ngày", always(Rhythm("day"))),
)

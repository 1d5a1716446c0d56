"""Deadlines on the calendar: one, several, a range, in one year or in each."""

from __future__ import annotations

from rules.forms.pattern import Build, Pattern, Slots
from rules.model import Fixed, Ongoing, Rule, Several, Span, Yearly
from rules.spans import read_range, read_span, read_spans


def _fixed(before: bool = False) -> Build:
    def build(slots: Slots) -> Rule | None:
        span = read_span(slots["span"])
        return None if span is None else Fixed(span, before)

    return build


def _yearly(before: bool = False) -> Build:
    def build(slots: Slots) -> Rule | None:
        span = read_span(slots["span"])
        return None if span is None or span.year is not None else Yearly(span, before)

    return build


def _range(slots: Slots) -> Rule | None:
    found = read_range(slots["range"])
    return None if found is None else Fixed(found[1], start=found[0])


def _yearly_range(slots: Slots) -> Rule | None:
    found = read_range(slots["range"])
    return None if found is None or found[1].year is not None else Yearly(found[1], start=found[0])


def _years(slots: Slots) -> Rule | None:
    first, last = int(slots["y1"]), int(slots["y2"])
    return Fixed(Span("year", year=last), start=Span("year", year=first)) if first <= last else None


def _every_year_of(slots: Slots) -> Rule | None:
    first, last = int(slots["y1"]), int(slots["y2"])
    return Yearly(Span("year"), first=first, last=last) if first <= last else None


def _every_year_from(slots: Slots) -> Rule:
    return Yearly(Span("year"), first=int(slots["y1"]))


def _from(slots: Slots) -> Rule | None:
    span = read_span(slots["span"])
    return None if span is None else Ongoing(span)


def _list(before: bool = False, yearly: bool = False) -> Build:
    """Several dates under one limiter: *trước*, said once, is said of all."""

    def build(slots: Slots) -> Rule | None:
        spans = read_spans(slots["spans"])
        if spans is None or (yearly and any(span.year is not None for span in spans)):
            return None
        kind = Yearly if yearly else Fixed
        return Several(tuple(kind(span, before) for span in spans))

    return build


EVERY = "hằng|mỗi|các|từng"
TO = "-|đến|kết thúc"
AND = ",|và|;"

DATES = (
    Pattern("<kỳ hạn>", (), "{doing}{within}{span}", _fixed()),
    Pattern("trước <kỳ hạn>", ("trước",), "{doing}{before}{span}", _fixed(before=True)),
    Pattern("định kỳ trước <kỳ hạn>", ("định kỳ",), "{doing}định kỳ {before}{span}", _yearly(before=True)),
    Pattern("định kỳ <kỳ hạn>", ("định kỳ",), "{doing}định kỳ (?:vào )?{within}{span}", _yearly()),
    Pattern("<kỳ hạn> hằng năm", ("năm", EVERY), "{doing}{periodic}{within}{span}{yearly}", _yearly()),
    Pattern(
        "trước <kỳ hạn> hằng năm", ("trước", EVERY), "{doing}{periodic}{before}{span}{yearly}", _yearly(before=True)
    ),
    Pattern(
        "hằng năm, <kỳ hạn>", (EVERY,), "{doing}{periodic}(?:hằng|mỗi) năm,? \\(?{doing}{within}{span}\\)?", _yearly()
    ),
    Pattern(
        "hằng năm, trước <kỳ hạn>",
        ("trước", EVERY),
        "{doing}{periodic}(?:hằng|mỗi) năm,? \\(?{doing}{before}{span}\\)?",
        _yearly(before=True),
    ),
    Pattern(
        "từ <kỳ hạn> đến <kỳ hạn>",
        (TO,),
        "{doing}{within}(?:trong )?(?:khoảng )?(?:thời gian )?(?:bắt đầu )?(?:từ )?{range}",
        _range,
    ),
    Pattern(
        "từ <kỳ hạn> đến <kỳ hạn> hằng năm",
        (TO, EVERY),
        "{doing}{periodic}{within}(?:trong )?(?:từ )?{range}{yearly}",
        _yearly_range,
    ),
    Pattern(
        "hằng năm, từ <kỳ hạn> đến <kỳ hạn>",
        (TO, EVERY),
        "{doing}{periodic}(?:hằng|mỗi) năm,? \\(?(?:trong )?từ {range}\\)?",
        _yearly_range,
    ),
    Pattern(
        "giai đoạn <năm>-<năm>",
        ("giai đoạn",),
        "{doing}{within}(?:trong |cả )?giai đoạn (?:\\d )?\\(?(?:từ )?(?:năm )?{y1}{until}(?:năm )?{y2}\\)?",
        _years,
    ),
    Pattern("từ nay đến <kỳ hạn>", ("từ nay",), "{doing}(?:kể )?từ nay (?:cho )?đến (?:hết )?{span}", _fixed()),
    Pattern(
        "hằng năm, giai đoạn <năm>-<năm>",
        (TO, EVERY),
        "{doing}{periodic}(?:hằng|mỗi) năm,? \\(?(?:trong )?(?:giai đoạn|từ) (?:năm )?{y1}{until}(?:năm )?{y2}\\)?",
        _every_year_of,
    ),
    Pattern(
        "hằng năm, từ năm <năm>",
        ("từ", EVERY),
        "{doing}{periodic}(?:hằng|mỗi) năm,? \\(?(?:bắt đầu |kể )?từ năm {y1}(?: trở đi)?\\)?",
        _every_year_from,
    ),
    Pattern("từ <kỳ hạn>", ("từ",), "{doing}(?:bắt đầu )?(?:kể )?từ {span}(?: trở đi)?", _from),
    Pattern(
        "<kỳ hạn> và các năm tiếp theo",
        ("tiếp|sau",),
        "{doing}{within}{span}(?: và|,) (?:những |các )?năm (?:tiếp theo|sau|kế tiếp)",
        _from,
    ),
    Pattern("<các kỳ hạn>", (AND,), "{doing}{within}(?:các )?{spans}", _list()),
    Pattern("trước <các kỳ hạn>", ("trước", AND), "{doing}{before}(?:các )?{spans}", _list(before=True)),
    Pattern(
        "<các kỳ hạn> hằng năm", (AND, EVERY), "{doing}{periodic}{within}(?:các )?{spans}{yearly}", _list(yearly=True)
    ),
    Pattern(
        "trước <các kỳ hạn> hằng năm",
        ("trước", AND, EVERY),
        "{doing}{periodic}{before}(?:các )?{spans}{yearly}",
        _list(before=True, yearly=True),
    ),
    Pattern(
        "hằng năm, <các kỳ hạn>",
        (AND, EVERY),
        "{doing}{periodic}(?:hằng|mỗi) năm,? \\(?{within}(?:các )?{spans}\\)?",
        _list(yearly=True),
    ),
    Pattern(
        "hằng năm, trước <các kỳ hạn>",
        ("trước", AND, EVERY),
        "{doing}{periodic}(?:hằng|mỗi) năm,? \\(?{before}(?:các )?{spans}\\)?",
        _list(before=True, yearly=True),
    ),
)

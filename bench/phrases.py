"""Reading deadline phrases: how many exactly, how many wrong in silence, how fast; beside dateparser and a regex scan.

dateparser gives one instant, so it is asked for the due day of phrases that have just one, and read with the plan's
first year as its base; a phrase without a due day it reads rightly by answering nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import warnings
from pathlib import Path
from typing import Any

from dateparser.date import DateDataParser

from bench.measure import rate, show
from nhacviec.holidays import load
from rules.due import resolve
from rules.model import Mixed, OnEvent, Several, Unspecified
from rules.parse import parse

PHRASES = Path(__file__).parents[1] / "tests" / "corpus" / "phrases.jsonl"
SCAN = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|quý (?:[ivIV]+|\d)|tháng \d{1,2}|năm \d{4}")
CALENDAR = load()


def main() -> None:
    lines = [json.loads(line) for line in PHRASES.read_text("utf-8").splitlines()]
    undisputed = [line for line in lines if not line["note"]]
    print(f"  {len(lines)} phrases, {len(undisputed)} with a label that nobody disputes")
    ours = [_ours(line) for line in undisputed]
    _tell("this reader", ours)
    warnings.simplefilter("ignore")  # dateparser's own, about days without a year
    theirs = [_theirs(line) for line in undisputed]
    _tell("dateparser (due day alone)", theirs)
    phrases = [line["phrase"] for line in lines]
    limit = rate("a compiled-regex scan", "phrases", len(phrases) * 20, lambda: [SCAN.search(p) for p in phrases * 20])
    show(limit)
    show(rate("parse, uncached", "phrases", len(phrases), lambda: [parse.__wrapped__(p) for p in phrases]), limit)
    both = [
        line["phrase"] for line, a, b in zip(undisputed, ours, theirs, strict=True) if a == b == "exact" and line["due"]
    ]
    other = _reader(2022)
    theirs_speed = rate("dateparser", "phrases", len(both), lambda: [other.get_date_data(p) for p in both])
    print(f"  on the {len(both)} phrases that both read:")
    show(theirs_speed)
    found = rate("parse, uncached", "phrases", len(both) * 20, lambda: [parse.__wrapped__(p) for p in both * 20])
    show(found, theirs_speed)
    rules = [(parse(line["phrase"]).rule, tuple(line["plan"])) for line in lines]
    dates = rate("resolve to dates with their trace", "rules", len(rules), lambda: [_dates(r, y) for r, y in rules])
    show(dates)


def _dates(rule: Any, years: tuple[int, int]) -> object:
    return resolve(rule, years, CALENDAR)


def _ours(line: dict[str, Any]) -> str:
    reading = parse(line["phrase"])
    rule = reading.rule
    found = resolve(rule, tuple(line["plan"]), CALENDAR)
    parts = rule.parts if isinstance(rule, Several | Mixed) else (rule,)
    offset = next((part.offset for part in parts if isinstance(part, OnEvent)), None)
    answer = (
        found.kind,
        [o.due.isoformat() for o in found.occurrences if o.due],
        found.start.isoformat() if found.start else None,
        {"n": offset.n, "unit": offset.unit} if offset else None,
    )
    if answer == (line["kind"], line["due"], line["start"], line["offset"]):
        return "exact"
    said = reading.warnings or (isinstance(rule, Unspecified) and rule.unread)
    return "said not to be understood" if said else "wrong and silent"


def _reader(year: int) -> DateDataParser:
    base = dt.datetime(year, 1, 1)  # noqa: DTZ001 (dateparser takes a naive base)
    return DateDataParser(languages=["vi"], settings={"RELATIVE_BASE": base, "PREFER_DAY_OF_MONTH": "last"})


def _theirs(line: dict[str, Any]) -> str:
    found = _reader(line["plan"][0]).get_date_data(line["phrase"]).date_obj
    due = [] if found is None else [found.date().isoformat()]
    if due == line["due"]:
        return "exact"
    return "wrong and silent" if due else "said not to be understood"


def _tell(who: str, answers: list[str]) -> None:
    counts = {answer: answers.count(answer) for answer in ("exact", "said not to be understood", "wrong and silent")}
    share = counts["exact"] / len(answers)
    print(f"  {who:<30}{share:>7.1%} exact   " + "   ".join(f"{n} {answer}" for answer, n in counts.items()))

"""Reading deadline phrases, beside one compiled regex that only looks for a date in each."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bench.measure import rate, show
from nhacviec.holidays import load
from rules.due import resolve
from rules.parse import parse

PHRASES = Path(__file__).parents[1] / "tests" / "corpus" / "phrases.jsonl"
SCAN = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|quý (?:[ivIV]+|\d)|tháng \d{1,2}|năm \d{4}")


def main() -> None:
    lines = [json.loads(line) for line in PHRASES.read_text("utf-8").splitlines()]
    phrases, calendar = [line["phrase"] for line in lines], load()
    read_uncached = parse.__wrapped__
    limit = rate("a compiled-regex scan", "phrases", len(phrases) * 20, lambda: [SCAN.search(p) for p in phrases * 20])
    show(limit)
    show(rate("parse, uncached", "phrases", len(phrases), lambda: [read_uncached(p) for p in phrases]), limit)
    rules = [(parse(line["phrase"]).rule, tuple(line["plan"])) for line in lines]
    show(
        rate(
            "resolve to dates with their trace",
            "rules",
            len(rules),
            lambda: [resolve(r, y, calendar) for r, y in rules],
        )
    )

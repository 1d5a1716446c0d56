"""A million hostile phrases: `python -m bench.fuzz [COUNT [SEED]]`; prints what it tried and how long the worst took.

A phrase may be read or refused; it may not raise, hang, or be dated where words of no pattern stand in it.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

from rules.model import Unspecified
from rules.parse import parse

CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "phrases.jsonl"
NOISE = ("ngoại trừ", "nếu kịp", "không áp dụng", "zz9", "trừ năm cuối")
SLOWEST_ALLOWED = 0.25
_LETTERS = "abcdđeêghiklmnoôơpqrstuưvxy ắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữự0123456789/.,;:-–()+\n\t\u00a0\u0301"


def mutated(phrase: str, chance: random.Random) -> str:
    """The phrase with a few characters dropped, doubled, swapped or strange."""
    letters = list(phrase)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(letters) + 1)
        kind = chance.randrange(4)
        if kind == 0 and letters:
            letters.pop(min(at, len(letters) - 1))
        elif kind == 1:
            letters.insert(at, chance.choice(_LETTERS))
        elif kind == 2 and letters:
            letters.insert(at, letters[min(at, len(letters) - 1)])
        else:
            letters.insert(at, chr(chance.randrange(32, 0x3000)))
    return "".join(letters)


def main(count: int, seed: int) -> None:
    chance = random.Random(seed)
    phrases = [json.loads(line)["phrase"] for line in CORPUS.read_text("utf-8").splitlines()]
    read, worst, slowest, begun = 0, 0.0, "", time.perf_counter()
    answer = parse.__wrapped__
    for n in range(count):
        phrase = " ; ".join(chance.sample(phrases, 2)) if n % 5 == 0 else chance.choice(phrases)
        hostile = mutated(phrase, chance)
        if n % 7 == 0:
            hostile = f"{hostile} {chance.choice(NOISE)}"
        before = time.perf_counter()
        reading = answer(hostile)
        spent = time.perf_counter() - before
        if spent > worst:
            worst, slowest = spent, hostile
        read += not isinstance(reading.rule, Unspecified)
        if n % 7 == 0 and not isinstance(reading.rule, Unspecified) and "OnEvent" not in repr(reading.rule):
            sys.exit(f"dated in spite of words of no pattern: {hostile!r}: {reading.rule}")
    took = time.perf_counter() - begun
    print(f"{count:,} phrases in {took:.0f} s, {read:,} read; slowest {worst * 1000:.1f} ms: {slowest!r}")
    if worst > SLOWEST_ALLOWED:
        sys.exit("too slow")


if __name__ == "__main__":
    main(*(int(argument) for argument in (sys.argv[1:] + ["1000000", "2026"][len(sys.argv) - 1 :])[:2]))

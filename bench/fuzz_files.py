"""Damaged files: `python -m bench.fuzz_files [COUNT [SEED]]`; prints what it tried and how long the worst took.

The plans of the tests in all their formats are damaged: bytes flipped, cut out and doubled, in the file and in the
parts of its package, marks of markup changed. A file may be read or refused in one sentence; nothing else may happen.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from plans.formats.readers import READERS
from plans.read import read
from rules.errors import InputError

PLANS = Path(__file__).parents[1] / "tests" / "data" / "plans"
SLOWEST_ALLOWED = 20.0
_MARKS = (
    (b'w:val="', b'w:val="-9'),
    (b'w:val="1', b'w:val="99999999999999999999'),
    (b"<w:tc>", b"<w:tbl>"),
    (b"</w:tc>", b"</w:tc><w:tc/>"),
    (b"<w:p>", b"<w:p><w:p>"),
    (b't="s"', b't="d"'),
    (b't="n"', b't="e"'),
    (b"<v>", b"<v>1e999"),
    (b"<v>1", b"<v>-1"),
    (b'r="A', b'r="ZZZZ'),
    (b'ref="A', b'ref="XFD'),
    (b'numFmtId="', b'numFmtId="9'),
    (b"formatCode=", b'formatCode="[h][$-" x='),
    (b"<td", b"<td rowspan=99999999 colspan=9999999"),
    (b"</td>", b"<table><td>"),
    (b"charset=utf-8", b"charset=utf-16"),
    (b"&#", b"&#x1F"),
    (b"Target=", b"Target='../..' X="),
    (b"|", b"\t"),
    (b'"', b'""'),
)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The file with some damage; a package is as often damaged in one of its parts as in its own bytes."""
    if content.startswith(b"PK") and chance.random() < 0.7:
        return _repacked(content, chance)
    return _mutated(content, chance)


def _repacked(content: bytes, chance: random.Random) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        spoilt = chance.choice(names)
        for name in old.namelist():
            part = old.read(name)
            if name == spoilt:
                if chance.random() < 0.1:
                    continue
                part = _mutated(part, chance)
            new.writestr(name, part)
    return packed.getvalue()


def _mutated(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(6)
        end = at + chance.choice((1, 2, 40, 4000))
        if kind == 0:
            data[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del data[at:end]
        elif kind == 2:
            data[at:at] = data[at:end]
        elif kind == 3:
            data[at:at] = chance.randbytes(chance.choice((1, 3, 100)))
        elif kind == 4 and chance.random() < 0.2:
            del data[at:]
        else:
            _change_mark(data, chance)
    return bytes(data)


def _change_mark(data: bytearray, chance: random.Random) -> None:
    """Change one or all of the marks of one kind."""
    old, new = chance.choice([pair for pair in _MARKS if pair[0] in data] or [(b"", b"\0")])
    data[:] = bytes(data).replace(old, new, chance.choice((1, 1, 5, -1))) if old else data + new


def attempt(content: bytes, path: Path) -> str:
    """Write and read the file: `read`, or the class of its refusal. Anything else that is raised is a bug."""
    path.write_bytes(content)
    try:
        document = read(path)
    except InputError as refusal:
        if "\n" in str(refusal) or path.name not in str(refusal):
            raise AssertionError(f"not a sentence that names the file: {refusal}") from None
        return type(refusal).__name__
    repr(document).encode()  # lone halves of characters would fail here, and in every mail
    return "read"


def originals() -> Sequence[Path]:
    """The plans of the tests in the formats that are read."""
    return sorted(path for path in PLANS.iterdir() if path.suffix in READERS)


def main(count: int, seed: int) -> None:
    warnings.simplefilter("error")
    chance = random.Random(seed)
    contents = {path: path.read_bytes() for path in originals()}
    results: Counter[str] = Counter()
    worst, slowest, begun = 0.0, "", time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for n in range(count):
            original = chance.choice(list(contents))
            suffix = original.suffix if chance.random() < 0.8 else chance.choice(list(READERS))
            content = damaged(contents[original], chance) if chance.random() < 0.95 else chance.randbytes(2000)
            path = Path(folder) / f"{original.stem}{suffix}"
            before = time.perf_counter()
            try:
                results[attempt(content, path)] += 1
            except BaseException:
                kept = Path(tempfile.gettempdir()) / f"fuzz-{seed}-{n}{suffix}"
                kept.write_bytes(content)
                print(f"number {n} of seed {seed}: {original.name} as {suffix}, kept in {kept}")
                raise
            if (spent := time.perf_counter() - before) > worst:
                worst, slowest = spent, f"{original.name} as {suffix}, number {n}"
    print(f"{count:,} files in {time.perf_counter() - begun:.0f} s: {dict(results)}; slowest {worst:.1f} s: {slowest}")
    if worst > SLOWEST_ALLOWED:
        sys.exit("too slow")


if __name__ == "__main__":
    main(*(int(argument) for argument in (sys.argv[1:] + ["20000", "2026"][len(sys.argv) - 1 :])[:2]))

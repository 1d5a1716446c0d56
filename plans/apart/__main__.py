"""The process that reads one file from standard input and writes what it found to standard output, in lines of JSON."""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

MEMORY = 900 * 2**20
"""Bytes of address space: reading takes up to 600 MB (plans.formats.limits), the libraries the rest."""
SECONDS = 60
"""Of computing, and thirty more of waiting for the process that a PDF is read in."""
_EVERY = 0.5
"""Seconds between two words on how far the reading is."""


def main(what: str, name: str) -> None:
    """Read within the limits. What breaks them ends the process, which its caller takes for a refusal."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(SECONDS + 30)
    from rules.errors import NhacviecError

    content = sys.stdin.buffer.read()
    try:
        _tell(**(_decisions if what == "decisions" else _plan)(content, Path(name)))
    except NhacviecError as refusal:
        _tell(refused=str(refusal))


def _plan(content: bytes, path: Path) -> dict[str, Any]:
    from plans.document_json import document_as_json
    from plans.read import read_content

    told = time.monotonic()

    def progress(done: int, total: int | None) -> None:
        nonlocal told
        if time.monotonic() - told >= _EVERY:
            told = time.monotonic()
            _tell(done=done, total=total)

    return {"document": document_as_json(read_content(content, path, progress))}


def _decisions(content: bytes, path: Path) -> dict[str, Any]:
    from plans.review.decision_files import parse
    from plans.review.decisions import tables_of

    return {"decisions": tables_of(parse(content, path))}


def _tell(**message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

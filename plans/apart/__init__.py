"""A stranger's file is read in a process of its own (`python -m plans.apart`), with limits on memory and time.

Whoever serves pages or reminds of deadlines must neither wait for a hostile file nor end with it. The process sees the
bytes and the name only; what comes back are lines of JSON: how far the reading is, then what was read, or the sentence
that says why nothing was.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypeAlias

from plans.document_json import document_of
from plans.model import Document
from plans.read import Progress
from plans.review.decisions import Tables
from rules.errors import InputError

What: TypeAlias = Literal["plan", "decisions"]
_ROOMS = Path(__file__).parents[2]
_BY_EXCEPTION = 1
"""The status with which Python ends after a traceback; limits end the process by a signal, or by `MemoryError`."""


class NotReadError(InputError):
    """{said}"""


class TooHeavyError(InputError):
    """Không đọc được {path}: việc đọc phải dừng vì cần quá nhiều bộ nhớ hay thời gian; hãy tách phần kế hoạch \
thành tệp riêng rồi thử lại."""


def read_plan(content: bytes, name: str, progress: Progress | None = None) -> Document:
    """As `plans.read.read`. `NotReadError` has the reader's sentence; `TooHeavyError` where a limit ended the reading.

    `RuntimeError` if the process ended by an exception that neither the file nor the limits can cause.
    """
    for message in _messages("plan", content, name):
        if "done" in message and progress:
            progress(message["done"], message["total"])
        if "document" in message:
            return document_of(message["document"])
    raise TooHeavyError(path=name)


def read_decisions(content: bytes, name: str) -> Tables:
    """The tables in a file of decisions, as `plans.review.decisions.build` takes them; raises as `read_plan`."""
    for message in _messages("decisions", content, name):
        if "decisions" in message:
            tables: Tables = message["decisions"]
            return tables
    raise TooHeavyError(path=name)


def _messages(what: What, content: bytes, name: str) -> Iterator[dict[str, Any]]:
    # Started where the rooms lie, so that no stranger's `plans` is imported.
    command = (sys.executable, "-m", __name__, what, name)
    with (
        tempfile.TemporaryFile() as complaints,
        tempfile.TemporaryFile() as given,
        subprocess.Popen(  # noqa: S603 # an argument of our own program, started without a shell
            command, cwd=_ROOMS, stdin=_rewound(given, content), stdout=subprocess.PIPE, stderr=complaints
        ) as reading,
    ):
        assert reading.stdout is not None
        try:
            for line in reading.stdout:
                if line.endswith(b"\n"):
                    yield _heard(json.loads(line))
            if reading.wait() == _BY_EXCEPTION:
                complaints.seek(0)
                _raise_bug(complaints.read().decode(errors="replace"))
        finally:
            reading.kill()


def _rewound(file: Any, content: bytes) -> Any:
    file.write(content)
    file.seek(0)
    return file


def _heard(message: dict[str, Any]) -> dict[str, Any]:
    if "refused" in message:
        raise NotReadError(said=message["refused"])
    return message


def _raise_bug(traceback: str) -> None:
    """Raise what only a bug can raise; too little memory is a limit that a file broke."""
    last = traceback.strip().rpartition("\n")[2]
    if not last.startswith("MemoryError"):
        raise RuntimeError(f"the process that reads a file failed: {last}")

"""PDF with text → blocks.

The file is read in a process of its own (`python -m plans.formats.pdf`) with limits on memory and time: its parser is
a large library in C++, a stream of a few kilobytes may unpack to gigabytes, and neither may take a daemon down. What
comes back are lines of JSON: how far the reading is, then the blocks, or why there are none.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from plans.blocks import Block, Cell, Grid, Paragraph, Row
from plans.errors import (
    BrokenPdfError,
    GarbledPdfError,
    HeavyPdfError,
    LockedPdfError,
    NotPdfError,
    OverprintedPdfError,
    PicturedPagesError,
    ScannedPdfError,
    UnruledTableError,
)
from plans.formats.found import Reached
from rules.errors import InputError

REFUSALS: Mapping[str, type[InputError]] = MappingProxyType(
    {
        "broken": BrokenPdfError,
        "garbled": GarbledPdfError,
        "heavy": HeavyPdfError,
        "no pdf": NotPdfError,
        "overprinted": OverprintedPdfError,
        "password": LockedPdfError,
        "pictures": PicturedPagesError,
        "scanned": ScannedPdfError,
        "unruled": UnruledTableError,
    }
)
_ROOMS = Path(__file__).parents[3]
_BY_EXCEPTION = 1
"""The status with which Python ends after a traceback; limits end the process by a signal."""


def blocks(data: bytes, path: Path) -> Iterator[Block | Reached]:
    """The blocks of the document. An `InputError` of `REFUSALS` says why it is not read, a page at a time or at all.

    `RuntimeError` if the reading process ended by an exception that neither the file nor the limits can cause.
    """
    is_whole = False
    for message in _messages(data):
        if "refused" in message:
            raise REFUSALS[message["refused"]](path=path, reason=message["reason"])
        if "page" in message:
            yield Reached(message["page"], message["pages"])
        elif "text" in message:
            yield Paragraph(message["text"])
        elif "rows" in message:
            yield Grid(tuple(Row(tuple(map(_cell, row))) for row in message["rows"]))
        is_whole = "end" in message
    if not is_whole:
        raise HeavyPdfError(path=path, reason="việc đọc phải dừng vì cần quá nhiều bộ nhớ hay thời gian, hoặc tệp hỏng")


def _messages(data: bytes) -> Iterator[dict[str, Any]]:
    # Started where the rooms lie, so that no stranger's `plans` is imported.
    command = (sys.executable, "-m", __name__)
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(  # noqa: S603 # nothing of the command comes from outside
            command, cwd=_ROOMS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints
        ) as reading,
    ):
        assert reading.stdin is not None
        assert reading.stdout is not None
        try:
            try:
                reading.stdin.write(data)
                reading.stdin.close()
            except BrokenPipeError:
                pass  # it ended before it took the file; how, its status tells
            for line in reading.stdout:
                if line.endswith(b"\n"):
                    yield json.loads(line)
            if reading.wait() == _BY_EXCEPTION:
                complaints.seek(0)
                _raise_bug(complaints.read().decode(errors="replace"))
        finally:
            reading.kill()


def _raise_bug(traceback: str) -> None:
    """Raise what only a bug can raise; too little memory is a limit that a file broke."""
    last = traceback.strip().rpartition("\n")[2]
    if not last.startswith("MemoryError"):
        raise RuntimeError(f"the process that reads PDF failed: {last}")


def _cell(parts: list[Any]) -> Cell:
    lines, column, width, carried = parts
    return Cell(tuple(lines), column, width, carried)

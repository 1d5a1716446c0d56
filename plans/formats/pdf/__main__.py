"""The process that reads one PDF from standard input and writes its blocks to standard output, a JSON value a line."""

from __future__ import annotations

import json
import resource
import signal
import sys
from typing import Any

from plans.blocks import Block, Grid, Paragraph
from plans.formats.pdf.refusal import Refusal

MEMORY = 400 * 2**20
"""Bytes of address space; a thousand dense pages need a third of it."""
SECONDS = 50
"""Of computing, and five more of waiting."""


def main() -> None:
    """Read within the limits. What breaks them ends the process, which its caller takes for a refusal."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(SECONDS + 5)
    try:
        _read(sys.stdin.buffer.read())
    except Refusal as refusal:
        _tell(refused=refusal.kind, reason=refusal.reason)


def _read(data: bytes) -> None:
    # Imported under the limits: PDFium is theirs from its first byte.
    from plans.formats.pdf.layout import blocks_of
    from plans.formats.pdf.page import Page, page_of
    from plans.formats.pdf.pdfium import sheets
    from plans.formats.pdf.trust import Trust, check_file

    check_file(data)
    trust = Trust()
    pages: list[Page] = []
    for sheet, count in sheets(data):
        trust.see(sheet)
        pages.append(page_of(sheet, pages[-1] if pages else None))
        _tell(page=sheet.number, pages=count)
    trust.decide()
    for block in blocks_of(pages):
        _tell_block(block)
    _tell(end=True)


def _tell_block(block: Block) -> None:
    if isinstance(block, Paragraph):
        _tell(text=block.text)
    elif isinstance(block, Grid):
        _tell(rows=[[(c.lines, c.column, c.width, c.carried) for c in row.cells] for row in block.rows])


def _tell(**message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

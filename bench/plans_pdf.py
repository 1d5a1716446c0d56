"""Reading the official plan from its PDF: tasks a second, beside the bare libraries walking the same eleven pages."""

from __future__ import annotations

import io
from pathlib import Path

import pdfplumber
from pdfminer.high_level import extract_pages

from bench.measure import rate, show
from plans.formats.pdf.layout import blocks_of
from plans.formats.pdf.page import page_of
from plans.formats.pdf.pdfium import sheets
from plans.read import read

FILE = Path(__file__).parents[1] / "tests" / "data" / "plans" / "ke-hoach-cchc-2021-2025.pdf"
PAGES = 11


def main() -> None:
    """Print tasks/s as `plan read` takes them, and pages/s without the process that guards the reading."""
    data, tasks = FILE.read_bytes(), len(read(FILE).tasks)
    plumber = rate("pdfplumber alone, extract_tables", "tasks", tasks, lambda: _plumber(data))
    miner = rate("pdfminer alone, extract_pages", "tasks", tasks, lambda: list(extract_pages(io.BytesIO(data))))
    reading = rate("plan read, .pdf", "tasks", tasks, lambda: read(FILE))
    show(plumber)
    show(miner)
    show(reading, plumber)
    show(reading, miner)
    show(rate("pages to blocks, .pdf", "pages", PAGES, lambda: _blocks(data)))


def _plumber(data: bytes) -> object:
    with pdfplumber.open(io.BytesIO(data)) as document:
        return [page.extract_tables() for page in document.pages]


def _blocks(data: bytes) -> object:
    return list(blocks_of([page_of(sheet) for sheet, _ in sheets(data)]))


if __name__ == "__main__":
    main()

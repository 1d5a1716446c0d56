"""Reading plans: tasks a second in each format, beside the bare library walking all cells of the same file."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import docx
import lxml.html
import openpyxl

from bench.measure import rate, show
from plans.read import read

TASKS = 1000
HEADER = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện")


class Form(NamedTuple):
    """A format: how the plan is written in it, and how its library alone walks the file. A new format is one line."""

    suffix: str
    library: str
    write: Callable[[Path], object]
    walk: Callable[[Path], object]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            file = Path(folder) / f"ke-hoach{form.suffix}"
            form.write(file)
            _measure(form, file)


def _measure(form: Form, file: Path) -> None:
    tasks = len(read(file).tasks)
    bare = rate(f"{form.library} alone, {form.suffix}", "tasks", tasks, lambda: form.walk(file))
    show(bare)
    show(rate(f"plan read, {form.suffix}", "tasks", tasks, lambda: read(file)), bare)


def rows() -> Iterator[tuple[str, ...]]:
    """A plan with a heading every twenty tasks."""
    yield HEADER
    for n in range(1, TASKS + 1):
        if n % 20 == 1:
            yield (f"{n // 20 + 1}. Công tác cải cách hành chính lần thứ {n // 20 + 1}", "", "", "", "")
        task = f"Xây dựng kế hoạch số {n} về cải cách thủ tục hành chính trên địa bàn tỉnh giai đoạn 2021-2025"
        yield (str(n), task, "Văn phòng Sở", "Các phòng, đơn vị thuộc Sở", f"Trước ngày {n % 28 + 1}/12 hằng năm")


def _write_text(file: Path) -> None:
    file.write_text("\n".join("| " + " | ".join(row) + " |" for row in rows()), "utf-8")


def _write_csv(file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows())


def _write_word(file: Path) -> None:
    document = docx.Document()
    table = document.add_table(0, len(HEADER))
    template = table.add_row()._tr
    for row in rows():
        tr = template.__deepcopy__(None)
        for cell, text in zip(tr.tc_lst, row, strict=True):
            cell.p_lst[0].add_r().text = text
        table._tbl.append(tr)
    table._tbl.remove(template)
    document.save(str(file))


def _write_excel(file: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Nhiệm vụ")
    for row in rows():
        sheet.append(row)
    book.save(file)


def _write_page(file: Path) -> None:
    lines = ("<tr>" + "".join(f"<td><p class=MsoNormal>{text}</p></td>" for text in row) + "</tr>" for row in rows())
    file.write_text(f"<html><meta charset=utf-8><body><table>{''.join(lines)}</table></body></html>", "utf-8")


def _walk_text(file: Path) -> object:
    return [line.split("|") for line in file.read_text("utf-8").splitlines()]


def _walk_csv(file: Path) -> object:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def _walk_word(file: Path) -> object:
    document = docx.Document(str(file))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def _walk_excel(file: Path) -> object:
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    cells = [list(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    book.close()
    return cells


def _walk_page(file: Path) -> object:
    page = lxml.html.fromstring(file.read_bytes())
    return [[cell.text_content() for cell in row.iter("td", "th")] for row in page.iter("tr")]


FORMS = (
    Form(".md", "str.split", _write_text, _walk_text),
    Form(".csv", "csv", _write_csv, _walk_csv),
    Form(".docx", "python-docx", _write_word, _walk_word),
    Form(".xlsx", "openpyxl", _write_excel, _walk_excel),
    Form(".html", "lxml", _write_page, _walk_page),
)

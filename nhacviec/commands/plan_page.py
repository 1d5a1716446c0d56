"""The review of a plan for a person: what needs a decision, then the tasks by section, then one line that sums up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import fill

from rich.console import Console
from rich.table import Table

from nhacviec.commands.question_list import show_questions
from nhacviec.commands.terminal import Page
from plans.model import TaskRow
from plans.review.review import Review
from rules.say import KIND_WORDS, say_day
from scheduler.planning.dated_tasks import DatedTask

SHOWN_DATES = 3
WIDTH_OF_A_DATE = len("31/12/2022,")


def show(review: Review, dated: Sequence[DatedTask]) -> None:
    """Prints the review to standard output, as wide as the terminal is."""
    console = Page()
    head = review.document.head
    console.print(head.title or review.document.path, style="bold")
    if head.period:
        console.print(f"Giai đoạn: {head.period[0]}–{head.period[1]}")
    show_questions(console, review.questions)
    _points(console, "Đã quyết định", review.decided)
    _points(console, "Lưu ý", review.document.warnings)
    for heading, tasks in groupby(dated, key=lambda one: _heading(one.task.row)):
        console.print()
        console.print(heading, style="bold")
        console.print(_table(tuple(tasks)))
    console.print()
    console.print(_summary(review))


def _points(console: Console, title: str, points: Sequence[str]) -> None:
    if points:
        console.print(f"\n{title} ({len(points)}):", style="bold")
    for number, point in enumerate(points, 1):
        mark = f"  {number}. "
        console.print(fill(point, console.width, initial_indent=mark, subsequent_indent=" " * len(mark)))


def _heading(row: TaskRow) -> str:
    return " ".join(part for part in (f"Bảng {row.table}", row.section and f"· {row.section}.", row.heading) if part)


def _table(tasks: Sequence[DatedTask]) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column("STT", justify="right", no_wrap=True)
    for name, ratio in (("Nhiệm vụ", 5), ("Chủ trì", 3), ("Phối hợp", 3), ("Thời hạn", 3)):
        table.add_column(name, ratio=ratio, min_width=WIDTH_OF_A_DATE, overflow="fold")
    for one in tasks:
        row = one.task.row
        stt = "" if row.stt is None else str(row.stt)
        lead = _units(row.lead_text or "(chưa ghi)", one)
        table.add_row(stt, row.task, lead, _units(row.coordinating_text or "", one), _deadline(one))
    return table


def _units(printed: str, one: DatedTask) -> str:
    unknown = [name for name in one.task.unknown if name in printed]
    return f"{printed}\n(chưa có trong danh bạ: {'; '.join(unknown)})" if unknown else printed


def _deadline(one: DatedTask) -> str:
    """The words as printed, then the first dates, or why there are none."""
    row, reading = one.task.row, one.task.reading
    if reading is None:
        return "(chưa ghi)"
    words = f"{row.start_text} → {row.phrase}" if row.start_text else row.phrase or "(chưa ghi)"
    if reading.phrase != row.phrase:
        words += f"\n(đọc là “{reading.phrase}”)"
    days = [o.due for o in one.resolution.occurrences if o.due] if one.resolution else []
    if not days:
        return f"{words}\n({KIND_WORDS[one.kind]})"
    first = ", ".join(map(say_day, days[:SHOWN_DATES]))
    more = f", … {say_day(days[-1])} ({len(days)} kỳ hạn)" if len(days) > SHOWN_DATES else ""
    return f"{words}\n{first}{more}"


def _summary(review: Review) -> str:
    totals = {
        True: "khớp tổng số ghi trong văn bản",
        False: "KHÔNG khớp tổng số ghi trong văn bản",
        None: "văn bản không ghi tổng số",
    }[review.totals_match]
    left = (
        f"{len(review.questions)} chỗ cần quyết định (nêu ở đầu)"
        if review.questions
        else "không còn chỗ nào cần quyết định"
    )
    return f"Đọc được {len(review.document.tasks)} nhiệm vụ ({totals}); {left}."

"""`nhacviec parse`: what a deadline phrase means, as a JSON line or explained step by step for a clerk."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from nhacviec import config, holidays
from nhacviec.commands.arguments import DATE, DAY_WANTED, PERIOD
from nhacviec.commands.frame import Command
from nhacviec.file_errors import reason
from rules.due import Occurrence, Resolution, Step, resolve
from rules.errors import InputError, UsageError
from rules.model import Mixed, OnEvent, Reading, Rule, Several
from rules.parse import parse as read_phrase
from rules.say import KIND_WORDS, say, say_date
from rules.written_day import date_of


@dataclass(frozen=True, slots=True)
class Question:
    """A phrase, the years of its plan (both inclusive), and the day its event happened."""

    phrase: str
    years: tuple[int, int] | None = None
    event_date: dt.date | None = None


@click.command(cls=Command)
@click.argument("phrase", metavar="[CỤM_TỪ]", required=False)
@click.option("--plan", "years", type=PERIOD, help="Các năm của kế hoạch, ví dụ 2021-2025.")
@click.option("--event-date", type=DATE, help="Ngày sự kiện xảy ra, cho thời hạn tính từ sự kiện.")
@click.option(
    "--batch", metavar="TỆP", help="Đọc nhiều cụm từ từ TỆP («-»: đầu vào chuẩn), mỗi dòng một đối tượng JSON."
)
@click.option("--json", "as_json", is_flag=True, help="In mỗi kết quả thành một dòng JSON.")
@click.pass_obj
def parse(
    config_path: Path | None,
    phrase: str | None,
    years: tuple[int, int] | None,
    event_date: dt.date | None,
    batch: str | None,
    as_json: bool,
) -> None:
    """Đọc một cụm từ thời hạn, ví dụ «Trước ngày 15/12 hằng năm», và giải thích từng ngày.

    Cụm từ không hiểu trọn vẹn thì không đoán: kết quả nói rõ chữ nào chưa hiểu.
    """
    if (phrase is None) == (batch is None):
        raise UsageError(reason="Cần đúng một trong hai: CỤM_TỪ hoặc --batch TỆP. Xem «nhacviec parse --help».")
    settings = config.load(config_path)
    calendar = holidays.load(settings.data.holidays)
    show: Callable[[Reading, Resolution], str] = _json_line if as_json else explain
    questions = _questions(batch) if batch is not None else iter([Question(phrase or "", years, event_date)])
    for asked in questions:
        reading = read_phrase(asked.phrase)
        resolution = resolve(
            reading.rule,
            asked.years or years,
            calendar,
            event_date=asked.event_date or event_date,
            choices=settings.dates.choices,
        )
        click.echo(show(reading, resolution))


def _questions(batch: str) -> Iterator[Question]:
    """The lines of a batch, each as it comes. Raises `InputError` with the line's number at the first that is none."""
    shown = "đầu vào chuẩn" if batch == "-" else batch
    try:
        for number, line in enumerate(_lines(batch), 1):
            if line.strip():
                yield _question(line, number)
    except OSError as error:
        raise InputError(path=shown, reason=reason(error)) from error
    except ValueError as error:
        raise InputError(path=shown, reason=error) from error


def _lines(batch: str) -> Iterator[bytes]:
    if batch == "-":
        yield from sys.stdin.buffer
        return
    with Path(batch).open("rb") as file:
        yield from file


def _question(line: bytes, number: int) -> Question:
    """One line of a batch. `ValueError` with its number and what is wrong."""
    try:
        asked = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"dòng {number}: không phải JSON ghi bằng UTF-8") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("phrase"), str):
        raise ValueError(f'dòng {number}: cần một đối tượng JSON có khóa "phrase" là chữ')
    plan, event_date = asked.get("plan"), asked.get("event_date")
    if plan is not None and not _is_period(plan):
        raise ValueError(f'dòng {number}: "plan" cần hai năm theo thứ tự, ví dụ [2021, 2025]')
    day = date_of(event_date) if isinstance(event_date, str) else None
    if event_date is not None and day is None:
        raise ValueError(f'dòng {number}: "event_date" cần {DAY_WANTED}')
    return Question(asked["phrase"], tuple(plan) if plan else None, day)


def _is_period(plan: object) -> bool:
    if not isinstance(plan, list) or len(plan) != 2 or any(type(year) is not int for year in plan):
        return False
    first, last = plan
    return bool(1900 <= first <= last <= 2199)


def answer(reading: Reading, resolution: Resolution) -> dict[str, Any]:
    """The contract's object for one phrase."""
    event = next(_events(reading.rule), None)
    dated = [o for o in resolution.occurrences if o.due]
    return {
        "phrase": reading.phrase,
        "kind": resolution.kind,
        "due": [_iso(o.due) for o in dated],
        "start": _iso(resolution.start),
        "effective": [_iso(o.effective or o.due) for o in dated],
        "rrules": list(resolution.rrules),
        "event": {"actor": event.actor, "text": event.text} if event else None,
        "offset": {"n": event.offset.n, "unit": event.offset.unit} if event and event.offset else None,
        "trace": [{"step": step.text, "cites": step.cites} for step in resolution.trace],
        "provisional": any(o.provisional for o in dated),
        "warnings": [*reading.warnings, *resolution.warnings],
    }


def _json_line(reading: Reading, resolution: Resolution) -> str:
    return json.dumps(answer(reading, resolution), ensure_ascii=False)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _events(rule: Rule) -> Iterator[OnEvent]:
    if isinstance(rule, OnEvent):
        yield rule
    elif isinstance(rule, Several | Mixed):
        for part in rule.parts:
            yield from _events(part)


def explain(reading: Reading, resolution: Resolution) -> str:
    """The same for a person: doubts first, then what was understood, then each date with the steps to it."""
    doubts = [*reading.warnings, *resolution.warnings]
    lines = [f"«{reading.phrase}»"]
    lines += ["", "Cần người xem lại:", *(f"  • {doubt}" for doubt in doubts)] if doubts else []
    form = f" (mẫu «{reading.pattern}»)" if reading.pattern else ""
    lines += ["", f"Loại: {KIND_WORDS[resolution.kind]}{form}."]
    lines += [f"Hiểu là: {say(reading.rule)}."] if reading.pattern else []
    lines += [f"Bắt đầu: {say_date(resolution.start)}."] if resolution.start else []
    of_a_date = {step for o in resolution.occurrences for step in o.trace}
    lines += [f"  – {_said(step)}" for step in resolution.trace if step not in of_a_date]
    for occurrence in resolution.occurrences:
        lines += ["", _deadline(occurrence), *(f"  – {_said(step)}" for step in occurrence.trace)]
    if not resolution.occurrences:
        lines += ["", "Không có ngày đến hạn nào được tính."]
    return "\n".join([*lines, ""])


def _deadline(occurrence: Occurrence) -> str:
    if occurrence.due is None:
        return "Hạn: chưa có ngày."
    moved = ""
    if occurrence.effective and occurrence.effective != occurrence.due:
        moved = f", thực tế đến hết {say_date(occurrence.effective)}"
    provisional = " (tạm tính)" if occurrence.provisional else ""
    return f"Hạn: {say_date(occurrence.due)}{moved}{provisional}"


def _said(step: Step) -> str:
    return f"{step.text} [{step.cites}]" if step.cites else step.text

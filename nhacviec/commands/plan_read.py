"""`nhacviec plan read`: what a plan says and what is left for a person to decide; touches no database."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from nhacviec import config, holidays, review_draft
from nhacviec.commands.arguments import PERIOD
from nhacviec.commands.frame import Command
from nhacviec.commands.progress import of_reading, watched
from nhacviec.reviewing import read_with
from plans.review.questions import Question
from plans.review.review import Review, ReviewedDuty
from plans.units.files import Register
from plans.units.files import load as load_register
from rules.errors import UsageError
from scheduler.planning.dated_tasks import DatedTask, dated_tasks


@click.command(cls=Command)
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--period", type=PERIOD, help="Các năm của kế hoạch, thay cho giai đoạn ghi trong văn bản.")
@click.option(
    "--units", type=click.Path(path_type=Path), metavar="TỆP", help="Danh bạ đơn vị, thay cho tệp ở data.units."
)
@click.option(
    "--write-review",
    "draft",
    type=click.Path(path_type=Path),
    metavar="TỆP",
    help="Ghi những chỗ cần quyết định vào tệp mới .toml hoặc .xlsx để điền.",
)
@click.option(
    "--review", "decided", type=click.Path(path_type=Path), metavar="TỆP", help="Tệp đã điền: xem còn lại những gì."
)
@click.option(
    "--json", "as_json", is_flag=True, help="In mỗi nhiệm vụ thành một dòng JSON, cuối cùng là dòng tổng hợp."
)
@click.option("--strict", is_flag=True, help="Kết thúc với mã 1 nếu còn việc cần người quyết định.")
@click.pass_obj
def read(
    config_path: Path | None,
    file: Path,
    period: tuple[int, int] | None,
    units: Path | None,
    draft: Path | None,
    decided: Path | None,
    as_json: bool,
    strict: bool,
) -> int:
    """Đọc một văn bản kế hoạch và rà soát: nhiệm vụ, đơn vị, thời hạn, những chỗ cần người quyết định.

    Lệnh này chỉ đọc, không ghi gì vào cơ sở dữ liệu. Những chỗ cần quyết định ghi được vào một tệp (--write-review);
    điền xong, đưa tệp đó cho «plan import --review».
    """
    if draft and decided:
        raise UsageError(
            reason="Chỉ dùng một trong --write-review và --review: tệp mới không chép lại những gì đã điền."
        )
    if draft:
        review_draft.check_target(draft)
    settings = config.load(config_path)
    register = _register(units or settings.data.units)
    with watched() as tell:
        _, review = read_with(register, file, decided, period=period, progress=of_reading(tell, file))
    if draft:  # before anything is shown: whoever reads the page may go away
        review_draft.write(draft, review, register)
    dated = list(dated_tasks(review, holidays.load(settings.data.holidays), settings.dates.choices))
    if as_json:
        for line in (*map(task_line, dated), summary_line(review, dated)):
            click.echo(json.dumps(line, ensure_ascii=False))
    else:
        _show(review, dated, file, wants_hint=not (draft or decided))
    if draft:
        click.echo(_written(review, file, draft), err=True)
    return 1 if strict and review.questions else 0


def _show(review: Review, dated: Sequence[DatedTask], file: Path, *, wants_hint: bool) -> None:
    from nhacviec.commands.plan_page import show  # rich is for people only
    from nhacviec.commands.question_list import how_to_answer

    show(review, dated)
    if review.questions and wants_hint:
        click.echo(how_to_answer(file))


def _written(review: Review, file: Path, draft: Path) -> str:
    """What was written, and the command that takes it once it is filled in."""
    command = shlex.join(["nhacviec", "plan", "import", str(file), "--review", str(draft)])
    return f"Đã ghi {len(review.questions)} chỗ cần quyết định vào {draft}; điền xong thì chạy: {command}"


def _register(path: Path | None) -> Register:
    if path is not None:
        return load_register(path)
    click.echo("Chưa khai báo danh bạ đơn vị (--units hoặc data.units): mọi tên đơn vị đều coi là chưa biết.", err=True)
    return Register((), (), ())


def task_line(dated: DatedTask) -> dict[str, Any]:
    """The contract's object for one task; `start_text` only where the plan has a column of beginnings."""
    row, task = dated.task.row, dated.task
    occurrences = dated.resolution.occurrences if dated.resolution else ()
    return {
        "table": row.table,
        "section": row.section,
        "heading": row.heading,
        "stt": row.stt,
        "task": row.task,
        "lead": list(task.lead),
        "lead_text": row.lead_text,
        "coordinating": list(task.coordinating),
        "coordinating_text": row.coordinating_text,
        "product": row.product,
        "phrase": row.phrase,
        **({"start_text": row.start_text} if row.start_text is not None else {}),
        "kind": dated.kind,
        "due": [o.due.isoformat() for o in occurrences if o.due],
    }


def summary_line(review: Review, dated: Iterable[DatedTask]) -> dict[str, Any]:
    """The contract's last object. `totals_match` is false only where a printed total differs from what was read."""
    document = review.document
    return {
        "summary": {
            "title": document.head.title,
            "plan": list(document.head.period) if document.head.period else None,
            "tasks": len(review.tasks),
            "totals_printed": [total.printed for total in document.totals],
            "totals_match": review.totals_match is not False,
            "unknown_units": list(review.unknown_units),
            "unread_phrases": list(review.unread_phrases),
            "questions": [_question(question) for question in review.questions],
            "duties_in_text": [_duty(duty) for duty in review.duties],
            "warnings": [*document.warnings, *(f"{one.task.row.name}: {w}" for one in dated for w in doubts(one))],
        }
    }


def _question(asked: Question) -> dict[str, Any]:
    return {
        "kind": asked.kind,
        "place": "; ".join(asked.places) or None,
        "tasks": list(asked.tasks),
        "words": asked.words,
        "text": asked.text,
        "suggestions": [{"code": code, "name": name} for name, code in asked.suggestions],
    }


def doubts(dated: DatedTask) -> list[str]:
    """What is in doubt about a task's deadline; each quotes the words."""
    read = dated.task.reading.warnings if dated.task.reading else ()
    return [*read, *(dated.resolution.warnings if dated.resolution else ())]


def _duty(reviewed: ReviewedDuty) -> dict[str, Any]:
    target = {"target": True} if reviewed.duty.is_target else {}
    return {
        "id": reviewed.duty.id,
        "lead": list(reviewed.lead),
        "coordinating": list(reviewed.coordinating),
        "text": reviewed.duty.text,
        "phrase": reviewed.duty.phrase,
        **target,
    }

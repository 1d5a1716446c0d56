"""What the adoption of a plan brought: as JSON, and in words for whoever adopted it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import click

from plans.review.review import Review
from rules.say import say_date, say_days
from scheduler.duties.unfold import Wanted
from scheduler.office import Office, world
from scheduler.planning.adoption import Adopted

NEXT_SHOWN = 5


def as_json(done: Adopted, review: Review) -> dict[str, Any]:
    """The object of `plan import --json`; `open`, `past` and `void` count obligations, `without_dates` tasks."""
    return {
        "plan": done.plan.id,
        "tasks": done.tasks,
        **_counts(done),
        "without_dates": _without_dates(done),
        "questions": [question.text for question in review.questions],
        "remembered": dict(done.remembered),
    }


def say_adopted(done: Adopted, office: Office, today: dt.date) -> None:
    """Say what was stored, what was past, what is due next, and what the units will get."""
    counts, years = _counts(done), done.plan.years
    click.echo(f"Đã nạp thành kế hoạch số {done.plan.id}: {done.plan.label}, giai đoạn {years[0]}–{years[1]}.")
    click.echo(
        f"  {done.tasks} nhiệm vụ, trong đó {_without_dates(done)} nhiệm vụ không có ngày đến hạn "
        "(thường xuyên, chờ sự kiện hoặc chưa rõ thời hạn)."
    )
    click.echo(f"  {counts['open']} việc đang theo dõi; {counts['void']} việc trước ngày ban hành, bỏ qua.")
    known = world(office).register
    for name, code in done.remembered:
        click.echo(f"  Từ nay “{name}” là {known.name_of(code)}.")
    if counts["past"]:
        click.echo(
            f"  {counts['past']} việc đã qua hạn trước hôm nay, không gửi thư cho đến khi có người quyết định "
            "(xem: nhacviec obligation list --status past):"
        )
        click.echo("\n".join(_past_by_unit(done, office)))
    if ahead := list(_next_due(done.unfolded.added, today)):
        click.echo("Sắp đến hạn:")
        click.echo("\n".join(ahead[:NEXT_SHOWN]))
    click.echo("Mỗi đơn vị nhận một thư giao việc trong giờ gửi thư của ngày làm việc.")


def _counts(done: Adopted) -> dict[str, int]:
    added = done.unfolded.added
    return {state: sum(len(w.leads) for w in added if w.state == state) for state in ("open", "past", "void")}


def _without_dates(done: Adopted) -> int:
    return done.tasks - len({w.task.id for w in done.unfolded.added if w.due})


def _past_by_unit(done: Adopted, office: Office) -> Iterator[str]:
    """One line a unit: how many, and from when to when they were due."""
    register, days = world(office).register, dict[str, list[dt.date]]()
    for one in done.unfolded.added:
        if one.state == "past" and one.due:
            for unit in one.leads:
                days.setdefault(unit, []).append(one.due)
    for unit, due in days.items():
        yield f"    {register.name_of(unit)}: {len(due)} việc, hạn {say_days(min(due), max(due))}"


def _next_due(added: Iterable[Wanted], today: dt.date) -> Iterator[str]:
    ahead = [(w.due, w.task) for w in added if w.state == "open" and w.due and w.due >= today]
    for due, task in sorted(ahead, key=lambda one: (one[0], one[1].id)):
        yield f"  {say_date(due)}  {task.name}  {task.text[:80]}"

"""A report on a period on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from nhacviec.commands.terminal import print_table
from notifications.report_words import APART, OUTCOMES, SCOPE, STATES, as_at, rate, said_of_requests, standing, title
from rules.report import Figures, Report
from rules.say import say_day

_NUMBERS = (("Tổng", 0), *((state.replace("Hoàn thành", "Xong"), 0) for state in STATES), ("Tỷ lệ", 0))


def show(report: Report, office: str) -> None:
    """Print it."""
    click.echo(f"{office}\n{title(report)}\n{as_at(report)}. {standing(report)}\n" + "\n".join(SCOPE))
    if not report.lines:
        click.echo("\nKhông có việc nào thuộc kỳ này.")
    else:
        _table("Đơn vị", {name: figures for (_, name), figures in report.by_unit().items()}, report.total)
        for plan in dict.fromkeys(line.plan_name for line in report.lines):
            sections = {section: f for (of, section), f in report.by_section().items() if of == plan}
            click.echo(f"\n{plan}:")
            _table("Mục", sections, report.total if len(sections) == len(report.by_section()) else None)
    if report.overdue:
        click.echo(f"\nQuá hạn ({len(report.overdue)} việc):")
    for line in report.overdue:
        why = f" Lý do: {line.reason}" if line.reason else ""
        click.echo(f"  {say_day(line.due)}  {line.task}  {line.unit_name}: {line.text}{why}")
    if report.requests:
        click.echo(f"\nGia hạn: {said_of_requests(report.asked)}.")
    for one in report.requests:
        click.echo(
            f"  {say_day(one.asked_on)}  {one.task}  {one.unit_name}: từ {say_day(one.from_due)} đến "
            f"{say_day(one.to_due)}; {OUTCOMES[one.outcome].lower()}. Lý do: {one.reason}"
        )
    for sort, words in APART.items():
        if names := [one.task for one in report.apart if one.sort == sort]:
            click.echo(f"\n{words}, ngoài số liệu ({len(names)} nhiệm vụ): {', '.join(names)}")


def _table(heading: str, rows: Mapping[str, Figures], total: Figures | None) -> None:
    cells = [_cells(name, figures) for name, figures in rows.items()]
    print_table(((heading, 1), *_NUMBERS), [*cells, *([_cells("Tổng cộng", total)] if total else [])])


def _cells(name: str, f: Figures) -> Sequence[str]:
    return name, *map(str, (f.total, f.done_on_time, f.done_late, f.open_in_time, f.open_overdue)), rate(f)

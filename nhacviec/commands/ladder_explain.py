"""`nhacviec ladder explain`: whom the system writes to and when, in general and for one plan, task or obligation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from db.duties import obligations
from db.engine import Connection, reading
from db.plans import PlanRow, TaskRow, plans, tasks
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.obligation_words import period_in_words
from nhacviec.commands.session import Session, begin
from nhacviec.suggestion import suggestion
from rules.errors import UsageError
from rules.policies import Applied
from rules.say import say_day
from scheduler.answering.answers import UnknownObligationError
from scheduler.duties import ladder_words as words
from scheduler.duties.outlook import outlook
from scheduler.duties.overrides import is_named
from scheduler.office import World, world
from scheduler.writing.digests import matters


@click.command("explain", cls=Command)
@click.argument("asked", metavar="[VIỆC]", required=False)
@click.option("--plan", "plan_name", metavar="KẾ-HOẠCH", help="Kế hoạch: số hiệu, hoặc số trong «nhacviec plan list».")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
@click.pass_obj
def explain(config_path: Path | None, asked: str | None, plan_name: str | None, as_json: bool) -> None:
    """Ai được gửi thư, khi nào và vì sao: các mốc chung, hoặc của một việc với ngày thật.

    VIỆC là số của việc trong «nhacviec obligation list», hoặc tên nhiệm vụ (ví dụ 1.III.4) khi có --plan.
    """
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        known = world(session.office, conn)
        if plan_name is not None:
            _of_plan(conn, known, plan_name, asked, as_json)
        elif asked is not None:
            _of_obligation(conn, known, session, asked, as_json)
        else:
            _in_general(known, as_json)


def _in_general(known: World, as_json: bool) -> None:
    settings = known.settings
    if as_json:
        overrides = [words.override_json(one) for one in settings.overrides]
        print_object(words.ladder_json(Applied(settings.policy, {})) | {"overrides": overrides})
        return
    click.echo("Các mốc chung:\n" + "\n".join(words.ladder_lines(Applied(settings.policy, {}))))
    for one in settings.overrides:
        keys = ", ".join(f"{key} = {_value(value)}" for key, value in one.values)
        click.echo(f"Mốc riêng của {words.scope(one)}: {keys}")
    click.echo("Xem của một việc, với ngày thật: nhacviec ladder explain SỐ-VIỆC")


def _value(value: object) -> str:
    return str(list(value)) if isinstance(value, tuple) else str(value)


def _of_plan(conn: Connection, known: World, plan_name: str, task_name: str | None, as_json: bool) -> None:
    plan = _plan(plans(conn, "adopted"), plan_name)
    task = _task(tasks(conn, plan_id=plan.id), task_name) if task_name else None
    ladder = known.ladder_at(plan, task)
    if as_json:
        print_object({"plan": plan.id, "task": task.name if task else None, **words.ladder_json(ladder)})
        return
    about = f"nhiệm vụ {task.name} ({task.text})" if task else "mọi nhiệm vụ, trừ nơi có mốc riêng hẹp hơn"
    click.echo(f"{plan.label}\nCác mốc của {about}:\n" + "\n".join(words.ladder_lines(ladder)))


def _plan(known: Sequence[PlanRow], name: str) -> PlanRow:
    found = [plan for plan in known if is_named(plan, name)]
    if len(found) == 1:
        return found[0]
    why = "Nhiều kế hoạch" if found else "Không có kế hoạch nào đang theo dõi"
    hint = "hãy ghi số trong" if found else "xem các kế hoạch bằng lệnh"
    raise UsageError(reason=f"{why} mang số «{name}»; {hint} «nhacviec plan list».")


def _task(known: Sequence[TaskRow], name: str) -> TaskRow:
    for task in known:
        if task.name == name:
            return task
    near = suggestion(name, [task.name for task in known])
    raise UsageError(reason=f"Kế hoạch không có nhiệm vụ «{name}»{near}; xem bằng lệnh «nhacviec plan show».")


def _of_obligation(conn: Connection, known: World, session: Session, asked: str, as_json: bool) -> None:
    if not asked.isdecimal():
        raise UsageError(reason=f"«{asked}» không phải số của một việc; là nhiệm vụ thì ghi thêm --plan KẾ-HOẠCH.")
    found = matters(conn, obligations(conn, ids=[int(asked)]))
    if not found:
        raise UnknownObligationError(id=asked)
    (one,) = found
    seen = outlook(conn, known, one, session.today)
    why = words.silence(seen, one.row.state)
    if as_json:
        about = {"obligation": one.row.id, "plan": one.plan.id, "task": one.task.name, "due": one.row.due}
        print_object(about | words.ladder_json(seen.ladder) | {"ahead": words.ahead_json(seen), "nothing_owed": why})
        return
    due = f"hạn {say_day(one.row.due)}" if one.row.due else "chưa có ngày đến hạn"
    unit = known.register.name_of(one.row.held_by)
    click.echo(
        f"Việc số {one.row.id}, {one.task.name}, {period_in_words(one.row.label)}, {unit}, {due}: {one.task.text}"
    )
    click.echo("Các mốc áp dụng:\n" + "\n".join(words.ladder_lines(seen.ladder)))
    if why:
        click.echo(why)
    else:
        click.echo("Sắp tới, nếu chưa ai báo hoàn thành:\n" + "\n".join(words.ahead_lines(seen, known.register)))

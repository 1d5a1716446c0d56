"""`nhacviec plan assign`: units are chosen for a task of a plan in force."""

from __future__ import annotations

from pathlib import Path

import click

from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import begin
from rules.ladder import Role
from scheduler.assigning import assign
from scheduler.office import world

ROLES: dict[str, Role] = {"lead": "lead", "coordinating": "coordinating"}
_ROLE_WORDS = {"lead": "chủ trì", "coordinating": "phối hợp"}


@click.command("assign", cls=Command)
@click.argument("plan_id", metavar="SỐ", type=int)
@click.argument("task", metavar="NHIỆM_VỤ")
@click.option("--role", required=True, type=click.Choice(tuple(ROLES)), help="Chủ trì hay phối hợp.")
@click.option("--add", "units", required=True, multiple=True, metavar="MÃ", help="Đơn vị được giao; nhắc lại được.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả thành một đối tượng JSON.")
@click.pass_obj
def assign_units(
    config_path: Path | None, plan_id: int, task: str, role: str, units: tuple[str, ...], as_json: bool
) -> None:
    """Giao một nhiệm vụ của kế hoạch đang theo dõi cho các đơn vị được chọn, từ hôm nay.

    Dùng cho nhiệm vụ ghi «các cơ quan, đơn vị liên quan» mà chưa chọn đơn vị, và cho đơn vị mới vào một nhóm. SỐ và tên
    nhiệm vụ (như 2.III.6) xem trong «nhacviec plan show». Mỗi đơn vị nhận một thư.
    """
    session = begin(config_path)
    done = assign(session.office, plan_id, task, units, ROLES[role], at=session.at, actor=session.actor)
    if as_json:
        print_object({"plan": done.plan.id, "task": task, "role": role, "added": list(units), "opened": done.opened})
        return
    known = world(session.office).register
    names = ", ".join(map(known.name_of, units))
    opened = f" Đã mở {done.opened} việc." if done.opened else ""
    click.echo(
        f"Nhiệm vụ {task}: {names} {_ROLE_WORDS[role]} từ hôm nay.{opened} Thư giao việc sẽ gửi trong giờ làm việc."
    )

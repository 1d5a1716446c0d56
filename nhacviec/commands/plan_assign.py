"""`nhacviec plan assign`: units are chosen for a task of a plan in force."""

from __future__ import annotations

from pathlib import Path

import click

from db.register import Register
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import begin
from rules.errors import UsageError
from rules.ladder import Role
from scheduler.duties.assigning import Assigned, Choice, assign
from scheduler.office import world

ROLES: dict[str, Role] = {"lead": "lead", "coordinating": "coordinating"}
_ROLE_WORDS = {"lead": "chủ trì", "coordinating": "phối hợp"}


@click.command("assign", cls=Command)
@click.argument("plan_id", metavar="SỐ", type=int)
@click.argument("task", metavar="NHIỆM_VỤ")
@click.option("--role", required=True, type=click.Choice(tuple(ROLES)), help="Chủ trì hay phối hợp.")
@click.option("--add", "units", multiple=True, metavar="MÃ", help="Đơn vị được giao; nhắc lại được.")
@click.option("--remove", "removed", multiple=True, metavar="MÃ", help="Đơn vị thôi được giao; nhắc lại được.")
@click.option("--reason", "why", metavar="LÝ-DO", help="Vì sao thôi giao; được ghi trong thư báo đơn vị.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả thành một đối tượng JSON.")
@click.pass_obj
def assign_units(
    config_path: Path | None,
    plan_id: int,
    task: str,
    role: str,
    units: tuple[str, ...],
    removed: tuple[str, ...],
    why: str | None,
    as_json: bool,
) -> None:
    """Giao một nhiệm vụ của kế hoạch đang theo dõi cho các đơn vị được chọn, hoặc thôi giao, từ hôm nay.

    Dùng cho nhiệm vụ ghi «các cơ quan, đơn vị liên quan» mà chưa chọn đơn vị, cho đơn vị mới vào một nhóm, và khi một
    đơn vị khác làm thay. SỐ và tên nhiệm vụ (như 2.III.6) xem trong «nhacviec plan show». Đơn vị thôi được giao thì
    việc chưa xong của đơn vị được rút, việc đã xong giữ nguyên. Mỗi đơn vị nhận một thư.
    """
    if not units and not removed:
        raise UsageError(reason="Cần --add hoặc --remove.")
    session = begin(config_path)
    choice = Choice(ROLES[role], units, tuple(dict.fromkeys(removed)), why)
    done = assign(session.office, plan_id, task, choice, at=session.at, actor=session.actor)
    if as_json:
        changed = {"added": list(units), "removed": list(choice.removed)}
        counted = {"opened": done.opened, "withdrawn": list(done.withdrawn)}
        print_object({"plan": done.plan.id, "task": task, "role": role, **changed, **counted})
        return
    click.echo(_said(done, choice, task, world(session.office).register))


def _said(done: Assigned, choice: Choice, task: str, known: Register) -> str:
    role = _ROLE_WORDS[choice.role]
    deeds = [f"{', '.join(map(known.name_of, choice.added))} {role} từ hôm nay"] if choice.added else []
    deeds += [f"{', '.join(map(known.name_of, choice.removed))} thôi {role} từ hôm nay"] if choice.removed else []
    opened = f" Đã mở {done.opened} việc." if done.opened else ""
    withdrawn = f" Đã rút {len(done.withdrawn)} việc chưa xong." if done.withdrawn else ""
    return f"Nhiệm vụ {task}: {'; '.join(deeds)}.{opened}{withdrawn} Thư báo các đơn vị sẽ gửi trong giờ làm việc."

"""`nhacviec event revoke`, `nhacviec event redate`: an announcement is taken back, or gets another date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from db.duties import obligations
from db.engine import reading
from db.plans import tasks
from nhacviec.commands.arguments import DATE
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import begin
from rules.say import say_date, say_day
from scheduler.changes.event_changes import NewDate, redate, revoke
from scheduler.duties.unfold import Moved
from scheduler.office import Office

JSON = click.option("--json", "as_json", is_flag=True, help="In kết quả thành một đối tượng JSON.")


@click.command("revoke", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@click.option("--reason", metavar="LÝ-DO", required=True, help="Vì sao thu hồi; được ghi trong thư báo các đơn vị.")
@JSON
@click.pass_obj
def revoke_event(config_path: Path | None, number: int, reason: str, as_json: bool) -> None:
    """Thu hồi một công bố: việc đã mở mà chưa xong được rút, các đơn vị được báo.

    SỐ là số của công bố trong «nhacviec event list».
    """
    session = begin(config_path)
    gone = revoke(session.office, number, why=reason, at=session.at, actor=session.actor)
    if as_json:
        print_object({"id": number, "revoked": True, "reason": reason, "withdrawn": gone})
        return
    click.echo(f"Đã thu hồi công bố số {number}: việc đã mở mà chưa xong được rút, các đơn vị được báo bằng thư.")


@click.command("redate", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@click.option("--date", "happened", type=DATE, required=True, help="Ngày đúng của sự kiện.")
@click.option("--received", type=DATE, help="Ngày cơ quan nhận được văn bản, nếu cũng phải ghi lại.")
@click.option("--due", type=DATE, help="Ấn định lại ngày hạn của các nhiệm vụ đã mở.")
@click.option("--effective", type=DATE, help="Ngày văn bản có hiệu lực, nếu cũng phải ghi lại.")
@click.option("--reason", metavar="LÝ-DO", help="Vì sao ghi lại; được nêu trong thư đính chính.")
@JSON
@click.pass_obj
def redate_event(
    config_path: Path | None,
    number: int,
    happened: dt.date,
    received: dt.date | None,
    due: dt.date | None,
    effective: dt.date | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Ghi lại ngày của một sự kiện đã công bố: hạn của các nhiệm vụ nó mở được tính lại, việc đã xong giữ nguyên.

    SỐ là số của công bố trong «nhacviec event list».
    """
    session = begin(config_path)
    to = NewDate(happened, received, due, reason, effective)
    moved = redate(session.office, number, to, at=session.at, actor=session.actor)
    told = _told(session.office, moved)
    if as_json:
        print_object({"id": number, "date": happened, "moved": told})
        return
    moving = f"{len(told)} việc đổi hạn:" if told else "không việc nào đổi hạn."
    click.echo(f"Công bố số {number} nay ghi ngày {say_day(happened)}; {moving}")
    for one in told:
        click.echo(f"  {one['task']}  {one['unit']}: {_day(one['old_due'])} → {_day(one['new_due'])}")


def _told(office: Office, moved: list[Moved]) -> list[dict[str, Any]]:
    by_id = {one.obligation_id: one for one in moved}
    with reading(office.engine) as conn:
        rows = obligations(conn, ids=list(by_id))
        names = {task.id: task.name for task in tasks(conn, ids=[row.task_id for row in rows])}
    return [
        {
            "obligation": row.id,
            "task": names[row.task_id],
            "unit": row.held_by,
            "old_due": by_id[row.id].old_due,
            "new_due": by_id[row.id].new_due,
        }
        for row in rows
    ]


def _day(day: dt.date | None) -> str:
    return say_date(day) if day else "chưa có hạn"

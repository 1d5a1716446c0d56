"""`nhacviec plan link` and `plan unlink`: equal tasks of two plans are reminded of as one work, or each alone again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from nhacviec.commands.frame import Command
from nhacviec.commands.plan_twins import described
from nhacviec.commands.session import Session, begin
from nhacviec.commands.yes import confirmed
from rules.say import say_day
from scheduler.duties.linking import Linking, link, preview, unlink
from scheduler.duties.twins import Company, Twin
from scheduler.office import World, world

ALONE_SHOWN = 5


@click.command("link", cls=Command)
@click.argument("plan_id", metavar="SỐ", type=int)
@click.argument("task", metavar="NHIỆM_VỤ")
@click.argument("other_plan", metavar="SỐ", type=int)
@click.argument("other_task", metavar="NHIỆM_VỤ")
@click.option("--yes", is_flag=True, help="Liên kết ngay, không hỏi lại.")
@click.pass_obj
def link_tasks(config_path: Path | None, plan_id: int, task: str, other_plan: int, other_task: str, yes: bool) -> int:
    """Liên kết hai nhiệm vụ của hai kế hoạch là một việc: nhắc chung một lần, báo kết quả một lần.

    SỐ và tên nhiệm vụ (như 1 1.I.3) xem trong «nhacviec plan twins» hoặc «nhacviec plan show». Các kỳ của cùng một đơn
    vị được nhắc chung khi trùng kỳ hoặc trùng ngày đến hạn, theo ngày sớm hơn; kỳ không có ở kế hoạch kia nhắc như cũ.
    Mỗi kế hoạch vẫn tính riêng trong báo cáo. Bỏ liên kết bằng «nhacviec plan unlink».
    """
    session, names = begin(config_path), ((plan_id, task), (other_plan, other_task))
    known, found = world(session.office), preview(session.office, *names)
    if found.since:
        linked = f"Hai nhiệm vụ đã liên kết từ ngày {say_day(found.since.linked_on)}, bởi {found.since.linked_by}"
        click.echo(f"{linked}; không có gì thay đổi.")
        return 0
    click.echo("\n".join(_lines(found, known, session)))
    if not yes and not confirmed("Liên kết hai nhiệm vụ này?", "xem các kỳ trên rồi chạy lại với --yes"):
        click.echo("Chưa liên kết gì.", err=True)
        return 1
    link(session.office, *names, at=session.at, actor=session.actor)
    click.echo("Đã liên kết. Bỏ liên kết: nhacviec plan unlink " + f"{other_plan} {other_task}")
    return 0


def _lines(found: Linking, known: World, session: Session) -> Iterator[str]:
    yield "Là một việc khi liên kết" + (f" (lời văn giống {found.share:.0%}):" if found.share < 1 else ":")
    for plan, task in found.tasks:
        yield f"  {described(plan, task, known, session.today)}"
    if not found.meets:
        yield "Hiện không có kỳ nào trùng nhau: thư nhắc chưa đổi."
    for company in found.meets:
        yield f"  {_meeting(company, known)}"
    for done, still in found.settled:
        yield f"  Việc số {done.row.id} đã xong{_on(done)}, việc số {still.row.id} vẫn mở; nếu là cùng một kết quả:"
        on = f" --on {done.row.done_on}" if done.row.done_on else ""
        yield f"    nhacviec obligation done {still.row.id}{on}"
    if found.alone:
        more = f" và {len(found.alone) - ALONE_SHOWN} việc nữa" if len(found.alone) > ALONE_SHOWN else ""
        said = "; ".join(_brief(twin, known) for twin in found.alone[:ALONE_SHOWN])
        yield f"  Nhắc riêng như cũ, vì không trùng kỳ, trùng ngày: {said}{more}"


def _on(twin: Twin) -> str:
    return f" ngày {say_day(twin.row.done_on)}" if twin.row.done_on else ""


def _meeting(company: Company, known: World) -> str:
    first, *others = company
    same = all(twin.row.due == first.row.due for twin in others)
    why = "cùng ngày đến hạn" if same else "theo ngày sớm hơn"
    return f"Nhắc chung, {why}: {_brief(first, known)}, cùng {'; '.join(_brief(twin, known) for twin in others)}"


def _brief(twin: Twin, known: World) -> str:
    row = twin.row
    due = f", hạn {say_day(row.due)}" if row.due else ""
    return f"việc số {row.id} ({twin.plan.id} {twin.task.name}, {known.register.name_of(row.held_by)}{due})"


@click.command("unlink", cls=Command)
@click.argument("plan_id", metavar="SỐ", type=int)
@click.argument("task", metavar="NHIỆM_VỤ")
@click.pass_obj
def unlink_task(config_path: Path | None, plan_id: int, task: str) -> None:
    """Bỏ liên kết một nhiệm vụ với các nhiệm vụ của kế hoạch khác; từ đó mỗi nhiệm vụ nhắc riêng.

    Mốc đã nhắc chung coi như đã nhắc cho từng việc, không gửi lại. Việc đã báo hoàn thành giữ nguyên.
    """
    session = begin(config_path)
    left = unlink(session.office, plan_id, task, at=session.at, actor=session.actor)
    names = "; ".join(f"{other.name}, {plan.label}" for plan, other in left)
    click.echo(f"Đã bỏ liên kết nhiệm vụ {task} của kế hoạch số {plan_id} với {names}. Các mốc đã nhắc không gửi lại.")

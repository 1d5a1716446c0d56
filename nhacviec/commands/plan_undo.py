"""`nhacviec plan undo`: the closing of a plan, its latest amendment, or its adoption is taken back."""

from __future__ import annotations

from pathlib import Path

import click

from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import begin
from scheduler.planning.undoing import undo


@click.command("undo", cls=Command)
@click.argument("plan_id", metavar="SỐ", type=int)
@click.option("--reason", "why", metavar="LÝ-DO", help="Lý do, ghi vào lịch sử và vào thư gửi các đơn vị.")
@click.option("--yes", "sure", is_flag=True, help="Hủy cả việc nạp kế hoạch, dù đã có việc được báo hoàn thành.")
@click.option("--json", "wants_json", is_flag=True, help="In kết quả thành một đối tượng JSON.")
@click.pass_obj
def undo_plan(config_path: Path | None, plan_id: int, why: str | None, sure: bool, wants_json: bool) -> None:
    """Hủy lần sửa đổi mới nhất của kế hoạch; chưa sửa đổi lần nào thì hủy việc nạp; kế hoạch đã đóng thì mở lại.

    Hủy sửa đổi: nhiệm vụ, đơn vị và ngày hạn trở lại như trước; việc đã báo hoàn thành giữ nguyên; các đơn vị liên quan
    nhận thư báo. Mở lại: việc bị hủy hoặc chuyển đi khi đóng được thực hiện trở lại. Hủy việc nạp: mọi việc đang mở
    được rút, các đơn vị đã nhận thư giao việc được báo. Không dòng nào bị xóa, lịch sử giữ nguyên; muốn theo lại thì
    nạp lại văn bản. Lệnh này chạy được khi dịch vụ đang chạy.
    """
    session = begin(config_path)
    done = undo(session.office, plan_id, why=why, sure=sure, at=session.at, actor=session.actor)
    if wants_json:
        amendment = done.amendment.id if done.amendment else None
        print_object({"plan": done.plan.id, "undone": done.what, "amendment": amendment})
    elif done.what == "closing":
        click.echo(f"Đã mở lại kế hoạch số {plan_id}: {done.plan.label}.")
        click.echo(f"{done.told or 'Không có'} đơn vị có việc thực hiện trở lại, mỗi đơn vị nhận một thư.")
    elif done.amendment:
        click.echo(f"Đã hủy sửa đổi theo {done.amendment.label} của kế hoạch số {plan_id}: {done.plan.label}.")
        click.echo(f"{done.told or 'Không có'} đơn vị có việc thay đổi, mỗi đơn vị nhận một thư trong giờ gửi thư.")
    else:
        click.echo(f"Đã hủy việc nạp kế hoạch số {plan_id}: {done.plan.label}. Mọi việc đang mở đã được rút.")
        click.echo("Các đơn vị đã nhận thư giao việc sẽ nhận thư báo thôi theo dõi.")

"""`nhacviec audit`: what had to be told by yesterday and is not in the outbox."""

from __future__ import annotations

from pathlib import Path

import click

from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import begin
from rules.say import say_day
from scheduler.auditing.audit import Audited, audit

MOST = 50


@click.command("audit", cls=Command)
@click.option("--strict", is_flag=True, help="Kết thúc với mã 1 nếu thiếu gì.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
@click.pass_obj
def audit_books(config_path: Path | None, strict: bool, as_json: bool) -> int:
    """Tính lại những gì phải nhắc, phải báo đến hết hôm qua, rồi đối chiếu với thư đã lập.

    Tính riêng, không dùng phần chương trình lập thư; chỉ xét những ngày hệ thống có làm việc. Tiến trình nền tự đối
    chiếu mỗi đêm. Không ghi gì vào cơ sở dữ liệu.
    """
    session = begin(config_path)
    found = audit(session.office, session.at)
    if as_json:
        print_object(_as_json(found))
    else:
        _show(found)
    return 1 if strict and found.missing else 0


def _as_json(found: Audited) -> dict[str, object]:
    missing = [{"kind": m.kind, "about": m.about, "day": m.day, "text": m.text} for m in found.missing]
    looked_at = {"since": found.since, "days": found.days, "obligations": found.obligations}
    return {**looked_at, "missing": missing}


def _show(found: Audited) -> None:
    for one in found.missing[:MOST]:
        click.echo(one.text)
    if (more := len(found.missing) - MOST) > 0:
        click.echo(f"… và {more} chỗ thiếu khác; xem tất cả bằng --json.")
    looked_at = f"{found.obligations} việc, {found.days} ngày làm việc từ {say_day(found.since)} đến hết hôm qua"
    result = f"thiếu {len(found.missing)} chỗ" if found.missing else "không thiếu gì"
    click.echo(f"Đã đối chiếu {looked_at}: {result}.")

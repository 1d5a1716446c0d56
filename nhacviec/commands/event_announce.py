"""`nhacviec event announce`: that an awaited event happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from nhacviec.commands.arguments import DATE
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import begin
from rules.errors import UsageError
from rules.model import Offset
from rules.say import say_date
from rules.written_limit import limit_of
from scheduler.changes.events import Announcement, announce
from scheduler.duties.unfold import Wanted
from scheduler.office import world


@click.command("announce", cls=Command)
@click.argument("key", metavar="MÃ")
@click.option("--date", "happened", type=DATE, required=True, help="Ngày sự kiện xảy ra.")
@click.option("--received", type=DATE, help="Ngày cơ quan nhận được văn bản.")
@click.option("--due", type=DATE, help="Ấn định ngày hạn của các nhiệm vụ được mở.")
@click.option("--within", metavar="THỜI-HẠN", help="Ấn định thời hạn tính từ sự kiện, ví dụ «10 ngày làm việc».")
@click.option("--effective", type=DATE, help="Ngày văn bản có hiệu lực; hạn không quá ngày chót ở [events.acts].")
@click.option("--document", metavar="VĂN-BẢN", help="Văn bản làm căn cứ, ví dụ «Quyết định số 215/QĐ-BNV».")
@click.option("--note", metavar="GHI-CHÚ", help="Ghi chú, lưu cùng công bố.")
@click.option("--task", "names", multiple=True, metavar="NHIỆM-VỤ", help="Chỉ mở nhiệm vụ này; ghi được nhiều lần.")
@click.option("--all", "all_tasks", is_flag=True, help="Mở mọi nhiệm vụ cùng chờ sự kiện này.")
@click.option("--again", is_flag=True, help="Ghi một lần nữa, dù đã có công bố cùng ngày, cùng văn bản.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ mở gì, không ghi.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả thành một đối tượng JSON.")
@click.pass_obj
def announce_event(
    config_path: Path | None,
    key: str,
    happened: dt.date,
    received: dt.date | None,
    due: dt.date | None,
    within: str | None,
    effective: dt.date | None,
    document: str | None,
    note: str | None,
    names: tuple[str, ...],
    all_tasks: bool,
    again: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Ghi nhận một sự kiện đã xảy ra: những nhiệm vụ chờ nó được mở, với hạn tính từ ngày đó.

    MÃ là mã của sự kiện trong «nhacviec event list».
    """
    if due and within:
        raise UsageError(reason="Chỉ ghi một trong hai: --due (một ngày) hoặc --within (một thời hạn).")
    if names and all_tasks:
        raise UsageError(reason="Chỉ ghi một trong hai: --task hoặc --all.")
    limit = _limit(within) if within else None
    told = Announcement(key, happened, received, due, limit, document, names, all_tasks, note, again, effective)
    session = begin(config_path)
    number, opened = announce(session.office, told, at=session.at, actor=session.actor, dry_run=dry_run)
    if as_json:
        print_object({"id": number, "key": key, "dry_run": dry_run, "opens": [_opened(one) for one in opened]})
        return
    said = f"Đã ghi công bố số {number}; mở" if number else "Chưa ghi gì. Nếu công bố, sẽ mở"
    click.echo(f"{said} {len(opened)} nhiệm vụ:")
    register = world(session.office).register
    for one in opened:
        click.echo(_in_words(one, register.name_of))


def _limit(text: str) -> Offset:
    limit = limit_of(text)
    if limit is None:
        reason = f"Giá trị «{text}» của «--within» không hợp lệ: cần số và đơn vị, ví dụ «10 ngày làm việc»."
        raise UsageError(reason=reason)
    return limit


def _opened(one: Wanted) -> dict[str, Any]:
    return {
        "task": one.task.name,
        "lead": list(one.leads),
        "due": one.due,
        "effective": one.effective,
        "provisional": one.provisional,
        "state": one.state,
        "trace": [{"step": step, "cites": cites} for step, cites in one.trace],
    }


def _in_words(one: Wanted, name_of: Callable[[str], str]) -> str:
    due = f"hạn {say_date(one.due)}" if one.due else "chưa có hạn"
    moved = f", thực tế đến hết {say_date(one.effective)}" if one.effective and one.effective != one.due else ""
    provisional = " (tạm tính)" if one.provisional else ""
    waits = "; chờ quyết định" if one.state == "past" else ""
    leads = ", ".join(map(name_of, one.leads)) or "chưa có đơn vị chủ trì"
    steps = "\n".join(f"    – {step}{f' [{cites}]' if cites else ''}" for step, cites in one.trace)
    return f"  {one.task.name}  {one.task.text}\n    {leads}; {due}{moved}{provisional}{waits}\n{steps}"

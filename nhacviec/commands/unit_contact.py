"""`nhacviec unit contact`: who hears for a unit, and who is away for a time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from nhacviec.commands.arguments import DATE
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import Session, begin
from plans.units.register import CONTACT_ROLES, ContactRole
from plans.units.tables import ROLE_WORDS
from rules.errors import UsageError
from rules.say import say_day
from scheduler.changes import unit_edits


@click.command("contact", cls=Command)
@click.argument("code", metavar="MÃ|-")
@click.option("--role", required=True, type=click.Choice(CONTACT_ROLES), help="Vai trò của địa chỉ.")
@click.option("--add", "added", metavar="ĐỊA_CHỈ", help="Thêm địa chỉ nhận thư.")
@click.option("--remove", "removed", metavar="ĐỊA_CHỈ", help="Thôi gửi thư vai trò này tới địa chỉ.")
@click.option("--resume", "resumed", metavar="ĐỊA_CHỈ", help="Gửi lại tới địa chỉ đã bị ngừng vì máy chủ từ chối.")
@click.option("--absent", metavar="ĐỊA_CHỈ", help="Người nhận vắng mặt, từ --from đến hết --to.")
@click.option("--present", metavar="ĐỊA_CHỈ", help="Người nhận có mặt lại, hoặc không vắng nữa.")
@click.option("--from", "first", type=DATE, help="Ngày đầu vắng mặt; mặc định: hôm nay.")
@click.option("--to", "last", type=DATE, help="Ngày cuối vắng mặt.")
@click.option("--substitute", metavar="ĐỊA_CHỈ", help="Người nhận thay trong thời gian vắng mặt.")
@click.option("--name", metavar="HỌ_TÊN", help="Người nhận, dùng với --add.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả thành một đối tượng JSON.")
@click.pass_obj
def contact(
    config_path: Path | None,
    code: str,
    role: ContactRole,
    added: str | None,
    removed: str | None,
    resumed: str | None,
    absent: str | None,
    present: str | None,
    first: dt.date | None,
    last: dt.date | None,
    substitute: str | None,
    name: str | None,
    as_json: bool,
) -> None:
    """Địa chỉ nhận thư của đơn vị MÃ: thêm, bỏ, gửi lại, vắng mặt.

    MÃ «-» là toàn cơ quan, cho lãnh đạo (leadership) và theo dõi (monitor). Lãnh đạo phụ trách một số đơn vị thì ghi
    cho từng đơn vị đó. Trong thời gian vắng mặt, thư gửi cho người thay; không ghi người thay thì gửi cho địa chỉ tiếp
    theo của vai trò đó, rồi người đứng đầu, rồi bộ phận theo dõi. Hết ngày cuối, thư lại gửi như cũ.
    """
    if sum(one is not None for one in (added, removed, resumed, absent, present)) != 1:
        raise UsageError(reason="Cần đúng một trong --add, --remove, --resume, --absent, --present.")
    if absent is None and (first, last, substitute) != (None, None, None):
        raise UsageError(reason="--from, --to, --substitute chỉ dùng với --absent.")
    session = begin(config_path)
    office, at, actor = session.office, session.at, session.actor
    away: dict[str, Any] = {}
    if added is not None:
        unit_edits.enter_contact(office, code, role, added, name=name, at=at, actor=actor)
        deed, said = "added", f"Đã thêm {added} ({ROLE_WORDS[role]})."
    elif removed is not None:
        unit_edits.drop_contact(office, code, role, removed, at=at, actor=actor)
        deed, said = "removed", f"Đã bỏ {removed} ({ROLE_WORDS[role]})."
    elif resumed is not None:
        unit_edits.resume_contact(office, code, role, resumed, at=at, actor=actor)
        deed, said = "resumed", f"Lại gửi thư tới {resumed}."
    elif absent is not None:
        said = _absent(session, code, role, absent, first or session.today, last, substitute)
        deed, away = "absent", {"from": first or session.today, "to": last, "substitute": substitute}
    else:
        assert present is not None, "one of them was given"
        unit_edits.end_absence(office, code, role, present, at=at, actor=actor)
        deed, said = "present", f"{present} không còn ghi vắng mặt; thư lại gửi tới địa chỉ này."
    if as_json:
        address = added or removed or resumed or absent or present
        print_object({"unit": code, "role": role, "address": address, "deed": deed, **away})
    else:
        click.echo(said)


def _absent(
    session: Session,
    code: str,
    role: ContactRole,
    address: str,
    first: dt.date,
    last: dt.date | None,
    substitute: str | None,
) -> str:
    if last is None:
        raise UsageError(reason="--absent cần --to: ngày cuối vắng mặt.")
    unit_edits.enter_absence(
        session.office,
        code,
        role,
        address,
        days=(first, last),
        substitute=substitute,
        at=session.at,
        actor=session.actor,
    )
    instead = f"thư gửi cho {substitute}" if substitute else "thư gửi cho địa chỉ tiếp theo"
    return f"{address} vắng mặt từ {say_day(first)} đến hết {say_day(last)}; trong thời gian đó {instead}."

"""`nhacviec unit …`: the office's units and who hears for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from db.engine import reading
from db.register import ContactRow, Register, load_register, spellings_of
from nhacviec import unit_edits
from nhacviec.commands.frame import Command, Group
from nhacviec.commands.json_output import print_list
from nhacviec.commands.session import begin
from plans.register import CONTACT_ROLES, ContactRole, Kind
from rules.errors import UsageError

COMMANDS = {
    "list": ("nhacviec.commands.unit:list_units", "Các đơn vị, địa chỉ nhận thư, đơn vị chưa có địa chỉ."),
    "add": ("nhacviec.commands.unit:add", "Thêm một đơn vị."),
    "alias": ("nhacviec.commands.unit:alias", "Ghi thêm một tên gọi của đơn vị."),
    "contact": ("nhacviec.commands.unit:contact", "Thêm, bỏ địa chỉ nhận thư; gửi lại tới địa chỉ bị ngừng."),
}
KINDS = {"internal": "thuộc Sở", "affiliated": "trực thuộc Sở", "external": "ngoài Sở"}
ROLES = {
    "lead": "đầu mối",
    "coordinating": "đầu mối phối hợp",
    "head": "người đứng đầu",
    "monitor": "theo dõi",
    "leadership": "lãnh đạo",
}
WHOLE_OFFICE = "Chung toàn cơ quan"


@click.group(cls=Group, table=COMMANDS)
def unit() -> None:
    """Đơn vị và địa chỉ nhận thư."""


@click.command("list", cls=Command)
@click.option("--json", "as_json", is_flag=True, help="In danh sách thành một mảng JSON.")
@click.pass_obj
def list_units(config_path: Path | None, as_json: bool) -> None:
    """Liệt kê các đơn vị, địa chỉ nhận thư theo vai trò, và những đơn vị chưa có địa chỉ nào."""
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        register, (spellings, _) = load_register(conn), spellings_of(conn)
    if as_json:
        print_list(_as_json(register, spellings))
    else:
        _show(register)


@click.command("add", cls=Command)
@click.argument("code", metavar="MÃ")
@click.option("--name", required=True, metavar="TÊN", help="Tên đầy đủ.")
@click.option("--kind", type=click.Choice(tuple(KINDS)), default="internal", help="Thuộc, trực thuộc, ngoài cơ quan.")
@click.option("--group", "groups", multiple=True, metavar="@NHÓM", help="Nhóm có đơn vị này, ví dụ @all.")
@click.pass_obj
def add(config_path: Path | None, code: str, name: str, kind: str, groups: tuple[str, ...]) -> None:
    """Thêm một đơn vị. Kế hoạch đã nhập giữ nguyên các đơn vị của mình."""
    session = begin(config_path)
    known: Kind = "affiliated" if kind == "affiliated" else "external" if kind == "external" else "internal"
    unit_edits.enter_unit(
        session.office, code, name=name, kind=known, groups=groups, at=session.at, actor=session.actor
    )
    click.echo(f"Đã thêm {name} ({code}). Ghi địa chỉ: nhacviec unit contact {code} --role lead --add ĐỊA_CHỈ")


@click.command("alias", cls=Command)
@click.argument("code", metavar="MÃ")
@click.argument("spelling", metavar="TÊN_GỌI")
@click.pass_obj
def alias(config_path: Path | None, code: str, spelling: str) -> None:
    """Ghi thêm một tên gọi mà kế hoạch dùng cho đơn vị."""
    session = begin(config_path)
    unit_edits.enter_alias(session.office, code, spelling, at=session.at, actor=session.actor)
    click.echo(f"Từ nay kế hoạch ghi «{spelling}» là {code}. Kế hoạch đã nhập giữ nguyên.")


@click.command("contact", cls=Command)
@click.argument("code", metavar="MÃ|-")
@click.option("--role", required=True, type=click.Choice(CONTACT_ROLES), help="Vai trò của địa chỉ.")
@click.option("--add", "added", metavar="ĐỊA_CHỈ", help="Thêm địa chỉ nhận thư.")
@click.option("--remove", "removed", metavar="ĐỊA_CHỈ", help="Thôi gửi thư vai trò này tới địa chỉ.")
@click.option("--resume", "resumed", metavar="ĐỊA_CHỈ", help="Gửi lại tới địa chỉ đã bị ngừng vì máy chủ từ chối.")
@click.option("--name", metavar="HỌ_TÊN", help="Người nhận, dùng với --add.")
@click.pass_obj
def contact(
    config_path: Path | None,
    code: str,
    role: ContactRole,
    added: str | None,
    removed: str | None,
    resumed: str | None,
    name: str | None,
) -> None:
    """Địa chỉ nhận thư của đơn vị MÃ (- là toàn cơ quan, cho lãnh đạo): thêm, bỏ, gửi lại."""
    if sum(one is not None for one in (added, removed, resumed)) != 1:
        raise UsageError(reason="Cần đúng một trong --add, --remove, --resume.")
    session = begin(config_path)
    office, at, actor = session.office, session.at, session.actor
    if added is not None:
        unit_edits.enter_contact(office, code, role, added, name=name, at=at, actor=actor)
        click.echo(f"Đã thêm {added} ({ROLES[role]}).")
    elif removed is not None:
        unit_edits.drop_contact(office, code, role, removed, at=at, actor=actor)
        click.echo(f"Đã bỏ {removed} ({ROLES[role]}).")
    elif resumed is not None:
        unit_edits.resume_contact(office, code, role, resumed, at=at, actor=actor)
        click.echo(f"Lại gửi thư tới {resumed}.")


def _contacts(register: Register, code: str | None) -> list[ContactRow]:
    return [contact for contact in register.contacts if contact.unit == code]


def _as_json(register: Register, spellings: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """One object a unit; the last, with `code` null, holds the mailboxes of the whole office."""
    for one in register.units.values():
        yield {
            "code": one.code,
            "name": one.name,
            "kind": one.kind,
            "monitor": one.is_monitor,
            "aliases": [name for name in spellings.get(one.code, ()) if name != one.name],
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "successor": one.successor,
            "contacts": [_contact(contact) for contact in _contacts(register, one.code)],
        }
    yield {"code": None, "name": WHOLE_OFFICE, "contacts": [_contact(c) for c in _contacts(register, None)]}


def _contact(contact: ContactRow) -> dict[str, Any]:
    return {
        "role": contact.role,
        "address": contact.address,
        "name": contact.name,
        "suspended": contact.suspended,
    }


def _show(register: Register) -> None:
    from nhacviec.commands.terminal import print_table  # rich is for people only

    rows = [
        (one.code, one.name, KINDS[one.kind], _addresses(_contacts(register, one.code)))
        for one in register.units.values()
    ]
    rows.append(("", WHOLE_OFFICE, "", _addresses(_contacts(register, None))))
    print_table((("Mã", 0), ("Đơn vị", 4), ("Loại", 2), ("Địa chỉ nhận thư", 6)), rows)
    if silent := [one.name for one in register.units.values() if not register.of_role("lead", one.code)]:
        click.echo(f"Chưa có địa chỉ đầu mối ({len(silent)}): {'; '.join(silent)}.")


def _addresses(contacts: Sequence[ContactRow]) -> str:
    return "\n".join(map(_address, contacts)) or "(chưa có)"


def _address(contact: ContactRow) -> str:
    name = f" – {contact.name}" if contact.name else ""
    stopped = " [đã ngừng gửi: máy chủ thư từ chối]" if contact.suspended else ""
    return f"{ROLES[contact.role]}: {contact.address}{name}{stopped}"

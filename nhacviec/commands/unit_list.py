"""`nhacviec unit list`, `unit show`: what the register holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from db.engine import reading
from db.planned_mergers import PlannedMerger, planned_mergers
from db.register import ContactRow, Register, UnitRow, load_register, spellings_of
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_list, print_object
from nhacviec.commands.session import begin
from nhacviec.suggestion import suggestion
from plans.units.tables import ROLE_WORDS
from rules.errors import UsageError
from rules.say import say_day
from scheduler.reports.unit_words import KINDS, STOPPED, WHOLE_OFFICE, escalation, say_away, validity


@click.command("list", cls=Command)
@click.option("--json", "as_json", is_flag=True, help="In danh sách thành một mảng JSON.")
@click.pass_obj
def list_units(config_path: Path | None, as_json: bool) -> None:
    """Liệt kê các đơn vị, địa chỉ nhận thư theo vai trò, và những đơn vị chưa có địa chỉ nào."""
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        register, (spellings, _) = load_register(conn, session.today), spellings_of(conn)
        merging = {code: one for one in planned_mergers(conn) for code in one.old}
    if as_json:
        print_list(row | _to_merge(merging.get(row["code"])) for row in _as_json(register, spellings))
    else:
        _show(register, merging, session.today)


@click.command("show", cls=Command)
@click.argument("code", metavar="MÃ")
@click.option("--json", "as_json", is_flag=True, help="In thành một đối tượng JSON.")
@click.pass_obj
def show(config_path: Path | None, code: str, as_json: bool) -> None:
    """Xem một đơn vị: tên gọi, nhóm, thời gian hoạt động, đơn vị trước và sau, địa chỉ nhận thư."""
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        register, (spellings, _) = load_register(conn, session.today), spellings_of(conn)
        merging = next((one for one in planned_mergers(conn) if code in one.old), None)
    if code not in register.units:
        near = suggestion(code, register.units)
        raise UsageError(reason=f"Không có đơn vị «{code}»{near}; xem các đơn vị bằng lệnh «nhacviec unit list».")
    one = register.units[code]
    if as_json:
        print_object(_unit(register, one, spellings) | _to_merge(merging))
        return
    for line in _page(register, one, _aliases(one, spellings)):
        click.echo(line)
    if merging:
        click.echo(_ahead(merging, register))


def _to_merge(one: PlannedMerger | None) -> dict[str, Any]:
    """What is entered for a day ahead, on the unit that ends then."""
    if one is None:
        return {}
    return {"merges": {"into": one.new, "from": one.day, "with": list(one.old), "trouble": one.trouble}}


def _ahead(one: PlannedMerger, register: Register) -> str:
    trouble = f", chưa thực hiện được: {one.trouble}" if one.trouble else ""
    return f"Sẽ nhập vào {register.name_of(one.new)} ({one.new}) từ {say_day(one.day)}{trouble}"


def _page(register: Register, one: UnitRow, aliases: Sequence[str]) -> Iterator[str]:
    yield f"{one.name} ({one.code}), {KINDS[one.kind]}"
    if one.is_monitor:
        yield "Đơn vị theo dõi kế hoạch"
    yield f"Hoạt động: {validity(one) or 'không ghi ngày bắt đầu, kết thúc'}"
    if one.successor:
        yield f"Đơn vị kế tục: {register.name_of(one.successor)} ({one.successor})"
    if before := _predecessors(register, one.code):
        yield f"Kế tục: {'; '.join(f'{register.name_of(code)} ({code})' for code in before)}"
    yield f"Tên gọi khác: {'; '.join(aliases) or '(không có)'}"
    yield f"Nhóm: {'; '.join(f'{register.groups[code]} ({code})' for code in _groups(register, one.code)) or '(không)'}"
    yield "Địa chỉ nhận thư:"
    for contact in _contacts(register, one.code):
        yield f"  {_address(contact)}"
    if not _contacts(register, one.code):
        yield "  (chưa có)"
    yield "Việc quá hạn lần lượt báo cáo:"
    yield from (f"  {step}: {heard}" for step, heard in escalation(register, one.code))


def _predecessors(register: Register, code: str) -> list[str]:
    return [one.code for one in register.units.values() if one.successor == code]


def _groups(register: Register, code: str) -> list[str]:
    return [group for group, members in register.members.items() if code in members]


def _aliases(one: UnitRow, spellings: dict[str, list[str]]) -> list[str]:
    return [name for name in spellings.get(one.code, ()) if name != one.name]


def _contacts(register: Register, code: str | None) -> list[ContactRow]:
    return [contact for contact in register.contacts if contact.unit == code]


def _as_json(register: Register, spellings: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """One object a unit; the last, with `code` null, holds the mailboxes of the whole office."""
    yield from (_unit(register, one, spellings) for one in register.units.values())
    yield {"code": None, "name": WHOLE_OFFICE, "contacts": [_contact(c) for c in _contacts(register, None)]}


def _unit(register: Register, one: UnitRow, spellings: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
        "monitor": one.is_monitor,
        "aliases": _aliases(one, spellings),
        "groups": _groups(register, one.code),
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "successor": one.successor,
        "predecessors": _predecessors(register, one.code),
        "contacts": [_contact(contact) for contact in _contacts(register, one.code)],
    }


def _contact(contact: ContactRow) -> dict[str, Any]:
    return {
        "role": contact.role,
        "address": contact.address,
        "name": contact.name,
        "suspended": contact.suspended,
        **_absence(contact),
    }


def _absence(contact: ContactRow) -> dict[str, Any]:
    if contact.absent_from is None:
        return {}
    return {
        "absent": {"from": contact.absent_from, "to": contact.absent_to, "substitute": contact.substitute},
    }


def _show(register: Register, merging: Mapping[str, PlannedMerger], today: dt.date) -> None:
    from nhacviec.commands.terminal import print_table  # rich is for people only

    rows = [
        (
            one.code,
            _named(one, merging.get(one.code), register),
            KINDS[one.kind],
            _addresses(_contacts(register, one.code)),
        )
        for one in register.units.values()
    ]
    rows.append(("", WHOLE_OFFICE, "", _addresses(_contacts(register, None))))
    print_table((("Mã", 0), ("Đơn vị", 4), ("Loại", 2), ("Địa chỉ nhận thư", 6)), rows)
    going = [one for one in register.units.values() if not one.has_ended(today)]
    if silent := [one.name for one in going if not _has_lead(register, one.code)]:
        click.echo(f"Chưa có địa chỉ đầu mối ({len(silent)}): {'; '.join(silent)}.")


def _has_lead(register: Register, code: str) -> bool:
    return any(c.role == "lead" and not c.suspended for c in _contacts(register, code))


def _named(one: UnitRow, merging: PlannedMerger | None, register: Register) -> str:
    said = validity(one)
    lines = [one.name, *([f"({said})"] if said else []), *([_ahead(merging, register)] if merging else [])]
    return "\n".join(lines)


def _addresses(contacts: Sequence[ContactRow]) -> str:
    return "\n".join(map(_address, contacts)) or "(chưa có)"


def _address(contact: ContactRow) -> str:
    name = f" – {contact.name}" if contact.name else ""
    stopped = f" [{STOPPED}]" if contact.suspended else ""
    away = f" [{said}]" if (said := say_away(contact)) else ""
    return f"{ROLE_WORDS[contact.role]}: {contact.address}{name}{stopped}{away}"

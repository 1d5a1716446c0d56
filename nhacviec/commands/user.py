"""`nhacviec user …`: who may sign in on the page."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from db.accounts import AccountRow
from db.engine import reading
from db.register import load_register
from nhacviec.commands.frame import Command, Group
from nhacviec.commands.json_output import print_list, print_object
from nhacviec.commands.session import Session, begin
from nhacviec.commands.terminal import print_table
from nhacviec.page_address import page_address
from rules.access import ACCOUNT_ROLES, AccountRole
from rules.errors import UsageError
from scheduler.accounts import accounts as use
from scheduler.accounts import links
from scheduler.accounts.passwords import refuse_weak
from scheduler.clock import say_instant

COMMANDS = {
    "add": ("nhacviec.commands.user:add", "Thêm một tài khoản; in liên kết để người dùng tự đặt mật khẩu."),
    "passwd": ("nhacviec.commands.user:passwd", "Đặt mật khẩu, hoặc in liên kết đặt mật khẩu mới."),
    "role": ("nhacviec.commands.user:role", "Đổi vai trò, đơn vị của tài khoản."),
    "list": ("nhacviec.commands.user:list_users", "Liệt kê tài khoản."),
    "disable": ("nhacviec.commands.user:disable", "Khóa tài khoản; mọi phiên đang mở kết thúc ngay."),
    "enable": ("nhacviec.commands.user:enable", "Mở lại tài khoản đã khóa."),
}
ROLE = click.option("--role", type=click.Choice(tuple(ACCOUNT_ROLES)), required=True, help="Vai trò.")
UNIT = click.option("--unit", metavar="MÃ", help="Đơn vị của tài khoản (vai trò unit, leader).")
STDIN = click.option("--password-stdin", "from_stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào chuẩn.")
JSON = click.option("--json", "as_json", is_flag=True, help="In kết quả thành JSON.")
NO_PAGE = "Chưa có địa chỉ trang web để in liên kết: hãy ghi office.public_url hoặc web.listen trong config.toml"


@click.group(cls=Group, table=COMMANDS)
def user() -> None:
    """Tài khoản của trang web."""


@click.command(cls=Command)
@click.argument("name", metavar="TÊN")
@ROLE
@UNIT
@click.option("--name", "person", metavar="HỌ_TÊN", help="Họ tên người dùng; để trống: như tên đăng nhập.")
@STDIN
@JSON
@click.pass_obj
def add(
    config_path: Path | None,
    name: str,
    role: AccountRole,
    unit: str | None,
    person: str | None,
    from_stdin: bool,
    as_json: bool,
) -> None:
    """Thêm tài khoản TÊN (địa chỉ thư hoặc tên ngắn).

    Liên kết in ra dùng được một lần trong 7 ngày; hãy gửi riêng cho đúng người.
    """
    session = begin(config_path)
    if not from_stdin and page_address(session.config) is None:
        raise UsageError(reason=f"{NO_PAGE}; hoặc dùng --password-stdin.")
    password = _from_stdin(name) if from_stdin else None
    made = use.create(session.office, name, person or name, use.Part(role, unit), at=session.at, actor=session.actor)
    said = f"Đã thêm tài khoản {made.name} ({ACCOUNT_ROLES[role]})."
    if password is None:
        _give_link(session, made.login, said, as_json)
        return
    links.set_password(session.office, name, password, at=session.at, actor=session.actor)
    _say(made.login, said, as_json)


@click.command(cls=Command)
@click.argument("name", metavar="TÊN")
@STDIN
@click.option("--link", "wants_link", is_flag=True, help="In liên kết để người dùng tự đặt mật khẩu mới.")
@JSON
@click.pass_obj
def passwd(config_path: Path | None, name: str, from_stdin: bool, wants_link: bool, as_json: bool) -> None:
    """Đặt mật khẩu của tài khoản TÊN, hỏi hai lần; mọi phiên đang mở của tài khoản kết thúc.

    Không có người ở bàn phím, hoặc với --link, thì in liên kết dùng một lần.
    """
    session = begin(config_path)
    if from_stdin:
        password = _from_stdin(name)
    elif wants_link or not sys.stdin.isatty():
        if page_address(session.config) is None:
            raise UsageError(reason=f"{NO_PAGE}; hoặc dùng --password-stdin.")
        _give_link(session, name, None, as_json)
        return
    else:
        password = click.prompt("Mật khẩu mới", hide_input=True, confirmation_prompt="Nhập lại mật khẩu", err=True)
    links.set_password(session.office, name, password, at=session.at, actor=session.actor)
    _say(name, f"Đã đặt mật khẩu của {name}; các phiên đang mở đã kết thúc.", as_json)


@click.command(cls=Command)
@click.argument("name", metavar="TÊN")
@ROLE
@UNIT
@JSON
@click.pass_obj
def role(config_path: Path | None, name: str, role: AccountRole, unit: str | None, as_json: bool) -> None:
    """Đổi vai trò, đơn vị của tài khoản TÊN; người dùng phải đăng nhập lại."""
    session = begin(config_path)
    use.give_part(session.office, name, use.Part(role, unit), at=session.at, actor=session.actor)
    _say(name, f"Từ nay {name} có vai trò {ACCOUNT_ROLES[role]}.", as_json)


@click.command("list", cls=Command)
@JSON
@click.pass_obj
def list_users(config_path: Path | None, as_json: bool) -> None:
    """Liệt kê tài khoản, vai trò, tình trạng."""
    session = begin(config_path)
    found = use.all_accounts(session.office)
    if as_json:
        print_list(_as_json(one) for one in found)
        return
    if not found:
        click.echo("Chưa có tài khoản nào; thêm bằng lệnh «nhacviec user add TÊN --role administrator».")
        return
    columns = (("Tên đăng nhập", 2), ("Họ tên", 2), ("Vai trò", 1), ("Đơn vị", 2), ("Tình trạng", 1))
    with reading(session.office.engine) as conn:
        register = load_register(conn)
    print_table(columns, (list(_cells(one, register.name_of(one.unit) if one.unit else "")) for one in found))


@click.command(cls=Command)
@click.argument("name", metavar="TÊN")
@JSON
@click.pass_obj
def disable(config_path: Path | None, name: str, as_json: bool) -> None:
    """Khóa tài khoản TÊN: không đăng nhập được nữa, mọi phiên đang mở kết thúc ngay."""
    session = begin(config_path)
    use.disable(session.office, name, at=session.at, actor=session.actor)
    _say(name, f"Đã khóa tài khoản {name}.", as_json)


@click.command(cls=Command)
@click.argument("name", metavar="TÊN")
@JSON
@click.pass_obj
def enable(config_path: Path | None, name: str, as_json: bool) -> None:
    """Mở lại tài khoản TÊN đã khóa, với mật khẩu như cũ."""
    session = begin(config_path)
    use.enable(session.office, name, at=session.at, actor=session.actor)
    _say(name, f"Đã mở lại tài khoản {name}.", as_json)


def _from_stdin(name: str) -> str:
    try:
        password = sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageError(reason="Mật khẩu ở đầu vào chuẩn phải là chữ UTF-8; chưa thay đổi gì.") from error
    refuse_weak(password, name)
    return password


def _give_link(session: Session, name: str, said: str | None, as_json: bool) -> None:
    made = links.make_link(session.office, name, at=session.at, actor=session.actor)
    link = f"{page_address(session.config)}{links.PATH}{made.token}"
    if as_json:
        print_object({"user": made.account.login, "link": link, "until": made.until})
        return
    if said:
        click.echo(said)
    click.echo(f"Liên kết đặt mật khẩu, dùng một lần, đến {say_instant(made.until)}: {link}")


def _say(name: str, said: str, as_json: bool) -> None:
    if as_json:
        print_object({"user": use.folded(name)})
    else:
        click.echo(said)


def _cells(one: AccountRow, unit: str) -> Iterator[str]:
    yield from (one.name, one.person, ACCOUNT_ROLES[one.role], unit, use.state_of(one))


def _as_json(one: AccountRow) -> dict[str, Any]:
    return {
        "user": one.login,
        "name": one.person,
        "role": one.role,
        "unit": one.unit,
        "has_password": one.password_hash is not None,
        "created_at": one.created_at,
        "password_changed_at": one.password_changed_at,
        "disabled_at": one.disabled_at,
    }

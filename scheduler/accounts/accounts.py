"""Accounts: made, given another part in the office, disabled and enabled. Each deed is in the history.

Whoever loses a right loses it at once: every session of the account ends with the deed.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from db.accounts import AccountRow, account_of, accounts, add_account, set_disabled, set_part
from db.engine import Connection, reading, writing
from db.history import record
from db.register import load_register
from db.sessions import drop_links, end_sessions
from rules.access import AccountRole
from rules.addresses import is_address
from rules.errors import NhacviecError
from scheduler.office import Office

LONGEST_PERSON = 120
_SHORT = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


class LoginNameError(NhacviecError):
    """Tên đăng nhập «{name}» không dùng được: cần một địa chỉ thư điện tử, hoặc tên ngắn gồm chữ không dấu, chữ số, \
dấu chấm, gạch nối, gạch dưới."""


class PersonNameError(NhacviecError):
    """Họ tên cần có ít nhất một chữ, nhiều nhất {longest} ký tự, trên một dòng."""


class TakenLoginError(NhacviecError):
    """Đã có tài khoản «{name}»; hãy chọn tên đăng nhập khác."""


class UnknownAccountError(NhacviecError):
    """Không có tài khoản «{name}»; xem danh sách bằng lệnh «nhacviec user list»."""


class AccountUnitError(NhacviecError):
    """{why}"""


class LastAdministratorError(NhacviecError):
    """«{name}» là quản trị cuối cùng còn dùng được; hãy thêm một quản trị khác trước."""


@dataclass(frozen=True, slots=True)
class Part:
    """What an account may do: its role, and the unit it belongs to (a unit's account must have one, a leader's may)."""

    role: AccountRole
    unit: str | None = None


def folded(name: str) -> str:
    """A login name as it is compared; what nobody can have typed becomes a mark that no name has."""
    same = unicodedata.normalize("NFKC", name).strip().casefold()
    return "".join(c if c.isprintable() else "\ufffd" for c in same)


def create(office: Office, name: str, person: str, part: Part, *, at: dt.datetime, actor: str) -> AccountRow:
    """A new account, without a password: a link lets its person choose one.

    Raises `LoginNameError`, `PersonNameError`, `TakenLoginError`, `AccountUnitError`.
    """
    with writing(office.engine) as conn:
        return created(conn, name, person, part, at=at, actor=actor)


def created(conn: Connection, name: str, person: str, part: Part, *, at: dt.datetime, actor: str) -> AccountRow:
    """The same in a transaction of the caller's."""
    login, person = _login(name), _person(person)
    _check_unit(conn, part)
    if account_of(conn, login):
        raise TakenLoginError(name=login)
    number = add_account(conn, name=name.strip(), login=login, person=person, role=part.role, unit=part.unit, at=at)
    _record(conn, number, "created", at, actor, login=login, person=person, role=part.role, unit=part.unit)
    return known_account(conn, login)


def give_part(office: Office, name: str, part: Part, *, at: dt.datetime, actor: str) -> AccountRow:
    """Another role or unit. Raises `UnknownAccountError`, `AccountUnitError`, `LastAdministratorError`."""
    with writing(office.engine) as conn:
        row = known_account(conn, name)
        _check_unit(conn, part)
        if part.role != "administrator":
            _refuse_last(conn, row)
        set_part(conn, row.id, part.role, part.unit)
        end_sessions(conn, row.id)
        _record(conn, row.id, "part given", at, actor, login=row.login, role=part.role, unit=part.unit)
        return known_account(conn, name)


def disable(office: Office, name: str, *, at: dt.datetime, actor: str) -> None:
    """End all sessions and links; take no sign-in any more. Raises `UnknownAccountError`, `LastAdministratorError`."""
    with writing(office.engine) as conn:
        row = known_account(conn, name)
        if row.disabled_at:
            return
        _refuse_last(conn, row)
        set_disabled(conn, row.id, at)
        end_sessions(conn, row.id)
        drop_links(conn, row.id)
        _record(conn, row.id, "disabled", at, actor, login=row.login)


def enable(office: Office, name: str, *, at: dt.datetime, actor: str) -> None:
    """Take sign-ins again, with the password as it was. Raises `UnknownAccountError`."""
    with writing(office.engine) as conn:
        row = known_account(conn, name)
        if row.disabled_at:
            set_disabled(conn, row.id, None)
            _record(conn, row.id, "enabled", at, actor, login=row.login)


def state_of(one: AccountRow) -> str:
    """Whether the account can be used, in words."""
    if one.disabled_at:
        return "đã khóa"
    return "đang dùng" if one.password_hash else "chưa đặt mật khẩu"


def all_accounts(office: Office) -> list[AccountRow]:
    """Every account, in the order of their names."""
    with reading(office.engine) as conn:
        return accounts(conn)


def known_account(conn: Connection, name: str) -> AccountRow:
    """The account of that name. Raises `UnknownAccountError`."""
    if row := account_of(conn, folded(name)):
        return row
    raise UnknownAccountError(name=name)


def _login(name: str) -> str:
    login = folded(name)
    if not (_SHORT.fullmatch(login) or is_address(login)):
        raise LoginNameError(name=name)
    return login


def _person(name: str) -> str:
    person = " ".join(unicodedata.normalize("NFC", name).split())
    if not person or len(person) > LONGEST_PERSON or not person.isprintable():
        raise PersonNameError(longest=LONGEST_PERSON)
    return person


def _check_unit(conn: Connection, part: Part) -> None:
    if part.unit is None:
        if part.role == "unit":
            raise AccountUnitError(why="Tài khoản của đơn vị cần ghi đơn vị nào (--unit MÃ).")
    elif part.role not in ("unit", "leader"):
        raise AccountUnitError(why="Chỉ tài khoản của đơn vị và của lãnh đạo mới gắn với một đơn vị.")
    elif part.unit not in load_register(conn).units:
        raise AccountUnitError(why=f"Không có đơn vị «{part.unit}»; xem danh sách bằng lệnh «nhacviec unit list».")


def _refuse_last(conn: Connection, row: AccountRow) -> None:
    """Somebody who can sign in has to stay able to let others in."""
    others = (one for one in accounts(conn) if one.id != row.id and one.role == "administrator")
    if row.role == "administrator" and not any(one.password_hash and not one.disabled_at for one in others):
        raise LastAdministratorError(name=row.login)


def _record(conn: Connection, number: int, what: str, at: dt.datetime, actor: str, **detail: object) -> None:
    told = {key: value for key, value in detail.items() if value is not None}
    record(conn, at=at, actor=actor, subject=f"account:{number}", what=what, **told)

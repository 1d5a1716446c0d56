"""Links by which a person chooses a password, once: an invitation, a reset, the first administrator's.

    made ─▶ printed or mailed ─▶ looked at (changes nothing) ─▶ password chosen: used up, with all others of the account

Only a hash of the token is kept, so whoever reads the database cannot use one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from db.accounts import AccountRow, account_by_id, any_account, set_password_hash
from db.engine import Connection, reading, writing
from db.history import record
from db.sessions import add_link, drop_failures, drop_links, end_sessions, link_of
from rules.errors import NhacviecError
from scheduler.accounts.accounts import Part, created, folded, known_account
from scheduler.accounts.passwords import hashed, refuse_weak
from scheduler.accounts.throttle import login_key
from scheduler.accounts.tokens import digest, fresh_token
from scheduler.office import Office, world

PATH = "/mat-khau/"
"""Where the page stands on which a password is chosen; a token follows."""

Purpose: TypeAlias = Literal["first", "invite", "reset"]
GOOD_FOR: dict[Purpose, dt.timedelta] = {
    "first": dt.timedelta(hours=24),
    "invite": dt.timedelta(days=7),
    "reset": dt.timedelta(hours=24),
}


class UsedLinkError(NhacviecError):
    """Liên kết đặt mật khẩu này không dùng được: đã dùng rồi, đã hết hạn, hoặc chép thiếu. Hãy nhờ người quản trị gửi \
liên kết mới."""


class DisabledAccountError(NhacviecError):
    """Tài khoản «{name}» đang khóa; mở lại bằng lệnh «nhacviec user enable {name}» trước."""


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link to be given to one person: a token for `PATH`, never to be shown again."""

    token: str
    until: dt.datetime
    account: AccountRow


@dataclass(frozen=True, slots=True)
class Chooser:
    """Who a link is for: an account's names, or nobody yet."""

    login: str | None
    person: str | None


def first_token(office: Office, *, at: dt.datetime) -> str | None:
    """A token that makes the first administrator; None where there is an account already."""
    with writing(office.engine) as conn:
        if any_account(conn):
            return None
        token = fresh_token()
        add_link(conn, digest(token), None, "first", at=at, until=at + GOOD_FOR["first"])
        return token


def make_link(office: Office, name: str, *, at: dt.datetime, actor: str) -> MadeLink:
    """An invitation where no password was ever chosen, else a reset; earlier links of the account are good no more.

    Raises `UnknownAccountError`, `DisabledAccountError`.
    """
    with writing(office.engine) as conn:
        row = known_account(conn, name)
        if row.disabled_at:
            raise DisabledAccountError(name=row.login)
        purpose: Purpose = "reset" if row.password_hash else "invite"
        token, until = fresh_token(), at + GOOD_FOR[purpose]
        drop_links(conn, row.id)
        add_link(conn, digest(token), row.id, purpose, at=at, until=until)
        what = "reset link made" if purpose == "reset" else "invited"
        record(conn, at=at, actor=actor, subject=f"account:{row.id}", what=what, login=row.login, until=until)
        return MadeLink(token, until, row)


def look(office: Office, token: str, at: dt.datetime) -> Chooser:
    """Who the link is for. Changes nothing. Raises `UsedLinkError`."""
    with reading(office.engine) as conn:
        row = _good(conn, token, at)
    return Chooser(row.login, row.person) if row else Chooser(None, None)


def choose(office: Office, token: str, password: str, *, at: dt.datetime) -> AccountRow:
    """The password of the account that the link is for; signs it out everywhere. Raises `UsedLinkError`,
    `WeakPasswordError`.
    """
    with reading(office.engine) as conn:
        row = _good(conn, token, at)
    if row is None:
        raise UsedLinkError
    refuse_weak(password, row.login)
    kept = hashed(password)
    with writing(office.engine) as conn:
        if _good(conn, token, at) is None:  # used by somebody else meanwhile
            raise UsedLinkError
        keep_password(conn, office, row, kept, at=at, actor=row.login)
        return row


def make_first(office: Office, token: str, name: str, person: str, password: str, *, at: dt.datetime) -> AccountRow:
    """The first administrator. Raises `UsedLinkError`, `WeakPasswordError`, `LoginNameError`, `PersonNameError`."""
    with reading(office.engine) as conn:
        if _good(conn, token, at) is not None:
            raise UsedLinkError
    refuse_weak(password, folded(name))
    kept = hashed(password)
    with writing(office.engine) as conn:
        if _good(conn, token, at) is not None:
            raise UsedLinkError
        row = created(conn, name, person, Part("administrator"), at=at, actor=folded(name))
        drop_links(conn, None)
        keep_password(conn, office, row, kept, at=at, actor=row.login)
        return row


def set_password(office: Office, name: str, password: str, *, at: dt.datetime, actor: str) -> None:
    """Another password for the account, given by whoever sits at the machine. Raises `UnknownAccountError`,
    `WeakPasswordError`.
    """
    with reading(office.engine) as conn:
        row = known_account(conn, name)
    refuse_weak(password, row.login)
    kept = hashed(password)
    with writing(office.engine) as conn:
        keep_password(conn, office, row, kept, at=at, actor=actor)


def keep_password(conn: Connection, office: Office, row: AccountRow, kept: str, *, at: dt.datetime, actor: str) -> None:
    """Keep the hash; every session and link of the account ends, and failed sign-ins count no more."""
    set_password_hash(conn, row.id, kept, changed_at=at)
    end_sessions(conn, row.id)
    drop_links(conn, row.id)
    drop_failures(conn, login_key(world(office, conn).link_key, row.login))
    record(conn, at=at, actor=actor, subject=f"account:{row.id}", what="password set", login=row.login)


def _good(conn: Connection, token: str, at: dt.datetime) -> AccountRow | None:
    """The account of a link that is good; None for a good link that makes the first. Raises `UsedLinkError`."""
    link = link_of(conn, digest(token))
    if link is None or link.expires_at <= at:
        raise UsedLinkError
    if link.account is None:
        if any_account(conn):
            raise UsedLinkError
        return None
    row = cast(AccountRow, account_by_id(conn, link.account))
    if row.disabled_at:
        raise UsedLinkError
    return row

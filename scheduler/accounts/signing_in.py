"""Signing in and out, and what a session knows of who sits there.

Each try is written down as failed before the password is looked at, and struck out when it was right: tries at the same
moment, also on other nodes, cannot slip past the count together.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field

from db.accounts import AccountRow, account_by_id, account_of, set_password_hash
from db.engine import Connection, reading, writing
from db.history import record
from db.register import load_register
from db.sessions import add_failure, add_session, drop_failures, end_session, session_of, sweep, touch
from rules.access import AccountRole
from rules.errors import NhacviecError
from scheduler.accounts.accounts import folded
from scheduler.accounts.links import keep_password
from scheduler.accounts.passwords import hashed, is_outdated, is_password, refuse_weak
from scheduler.accounts.throttle import COUNTED, address_key, login_key, open_from
from scheduler.accounts.tokens import digest, fresh_token
from scheduler.clock import local_day
from scheduler.office import Office, world

log = logging.getLogger(__name__)

SEEN_EVERY = dt.timedelta(minutes=1)
"""How often at most it is written down that a session is in use."""


class WrongPasswordError(NhacviecError):
    """Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại."""


class WrongPresentPasswordError(NhacviecError):
    """Mật khẩu hiện tại chưa đúng; mật khẩu được giữ nguyên."""


class TooManyTriesError(NhacviecError):
    """Đã nhập sai nhiều lần. Hãy thử lại sau {wait}, hoặc nhờ người quản trị gửi liên kết đặt mật khẩu mới."""

    def __init__(self, until: dt.datetime, at: dt.datetime) -> None:
        self.seconds = max(int((until - at).total_seconds()), 1)
        minutes = -(-self.seconds // 60)
        super().__init__(wait=f"{minutes} phút" if self.seconds > 60 else f"{self.seconds} giây")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sits at a browser. `unit` is the unit in force today, whatever became of the one the account was made for."""

    number: int
    login: str
    person: str
    role: AccountRole
    unit: str | None
    token: str = field(repr=False)


def sign_in(office: Office, name: str, password: str, *, address: str, at: dt.datetime) -> SignedIn:
    """A new session. Raises `TooManyTriesError`; `WrongPasswordError` for everything else, a name that there is not
    included, after the same work.
    """
    login = folded(name)
    key = world(office).link_key
    about = login_key(key, login), address_key(key, address)
    with writing(office.engine) as conn:
        if until := open_from(conn, *about, at):
            log.warning("sign_in_throttled", extra={"address": address})
            raise TooManyTriesError(until, at)
        add_failure(conn, *about, at)
        row = account_of(conn, login)
    may = row is not None and row.disabled_at is None
    right = is_password(password, row.password_hash if row and may else None)
    if row is None or not right:
        log.warning("sign_in_failed", extra={"address": address, "account": row.id if row else None})
        raise WrongPasswordError
    fresher = hashed(password) if row.password_hash and is_outdated(row.password_hash) else None
    return _begin(office, row, about, fresher, at)


def _begin(office: Office, row: AccountRow, about: tuple[str, str], fresher: str | None, at: dt.datetime) -> SignedIn:
    with writing(office.engine) as conn:
        now = account_by_id(conn, row.id)
        if now is None or now.disabled_at or now.password_hash != row.password_hash:
            raise WrongPasswordError
        if fresher:
            set_password_hash(conn, row.id, fresher)
        drop_failures(conn, *about)
        sweep(conn, at, unseen_since=at - office.settings.session_idle, failed_until=at - COUNTED)
        record(conn, at=at, actor=row.login, subject=f"account:{row.id}", what="signed in", login=row.login)
        return begin_session(conn, office, now, at)


def begin_session(conn: Connection, office: Office, row: AccountRow, at: dt.datetime) -> SignedIn:
    """A new session for the account, whose token nobody has seen before."""
    token = fresh_token()
    add_session(conn, digest(token), row.id, at=at, until=at + office.settings.session_length)
    return _seated(conn, row, token, at)


def who_sits(office: Office, token: str, at: dt.datetime) -> SignedIn | None:
    """Who the session's token stands for at `at`; None where it is over. That it is in use is written down."""
    key = digest(token)
    with reading(office.engine) as conn:
        row = session_of(conn, key)
        if row is None or row.account.disabled_at or at >= row.expires_at:
            return None
        rested = at - row.last_seen_at
        if rested >= office.settings.session_idle:
            return None
        seated = _seated(conn, row.account, token, at)
    if rested >= SEEN_EVERY:
        with writing(office.engine) as conn:
            touch(conn, key, at)
    return seated


def sign_out(office: Office, token: str, *, at: dt.datetime) -> None:
    """End this session."""
    with writing(office.engine) as conn:
        row = session_of(conn, digest(token))
        if end_session(conn, digest(token)) and row:
            about, login = f"account:{row.account.id}", row.account.login
            record(conn, at=at, actor=login, subject=about, what="signed out", login=login)


def change_password(office: Office, sits: SignedIn, present: str, password: str, *, at: dt.datetime) -> SignedIn:
    """Another password for whoever is signed in; all sessions end, and a new one begins in this browser.

    Raises `WrongPresentPasswordError`, `TooManyTriesError`, `WeakPasswordError`.
    """
    refuse_weak(password, sits.login)
    key = world(office).link_key
    about = login_key(key, sits.login), address_key(key, f"session {sits.number}")
    with writing(office.engine) as conn:
        if until := open_from(conn, *about, at):
            raise TooManyTriesError(until, at)
        add_failure(conn, *about, at)
        row = account_by_id(conn, sits.number)
    if row is None or not is_password(present, row.password_hash):
        raise WrongPresentPasswordError
    kept = hashed(password)
    with writing(office.engine) as conn:
        keep_password(conn, office, row, kept, at=at, actor=row.login)
        return begin_session(conn, office, row, at)


def _seated(conn: Connection, row: AccountRow, token: str, at: dt.datetime) -> SignedIn:
    unit = load_register(conn).heir(row.unit, local_day(at)) if row.unit else None
    return SignedIn(row.id, row.login, row.person, row.role, unit, token)

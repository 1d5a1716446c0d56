"""Another try for a mail, which a person wishes."""

from __future__ import annotations

import datetime as dt

from db.engine import writing
from db.history import record
from db.mails import mail_by_id, retry_mail
from db.outbox import end_rest
from rules.errors import NhacviecError
from scheduler.office import Office, world
from scheduler.reports.mail_words import STATES


class UnknownMailError(NhacviecError):
    """Không có thư số {number}; xem danh sách bằng lệnh «nhacviec outbox list»."""


class NoRetryError(NhacviecError):
    """Thư số {number} {state}; chỉ gửi lại thư bị từ chối hoặc đang chờ."""


def retry_at_once(office: Office, number: int, *, at: dt.datetime, actor: str) -> dt.datetime:
    """Let a refused or waiting mail go out as soon as sending is open; gives when that is.

    Raises `UnknownMailError`, `NoRetryError`.
    """
    known = world(office)
    then = known.settings.hours.next_open(at, known.calendar)
    with writing(office.engine) as conn:
        found = mail_by_id(conn, number)
        if found is None:
            raise UnknownMailError(number=number)
        if not retry_mail(conn, number, then):
            raise NoRetryError(number=number, state=STATES[found[0].state])
        end_rest(conn)  # whoever asks has seen to the server
        record(conn, at=at, actor=actor, subject=f"mail:{number}", what="retried", next_try_at=then)
    return then

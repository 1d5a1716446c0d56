"""How the office's daemon is, as the database tells any process: figures, and what keeps it from doing its work.

No name, address or subject is among them, since they are for machines that watch machines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from db.backup import LAST_BACKUP
from db.changes import Watch
from db.duties import count_overdue
from db.engine import Connection, reading, writing
from db.facts import fact, set_fact
from db.mails import counts, oldest_queued, possible_duplicates
from db.outbox import resting_until
from db.pause import paused
from db.upgrade import revision
from rules.errors import NhacviecError
from scheduler.clock import local_day
from scheduler.office import Office

BEAT_KEPT_EVERY = dt.timedelta(minutes=1)
BEAT_FRESH = dt.timedelta(minutes=5)
NIGHTLY_FRESH = dt.timedelta(hours=26)
"""Older than these, the last beat and the last nightly run are a trouble."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """As of `at`. `silent`: no mail server answered when last one was tried. `beat_at`: the daemon's last round;
    `nightly_at`: when everything was last unfolded; None: never.
    """

    at: dt.datetime
    revision: str
    mails: Mapping[str, int]
    possible_duplicates: int
    oldest_queued_at: dt.datetime | None
    overdue: int
    paused: bool
    silent: bool
    beat_at: dt.datetime | None
    nightly_at: dt.datetime | None
    backup_at: dt.datetime | None
    created_at: dt.datetime | None

    def troubles(self) -> Iterator[str]:
        """Why mail does not leave as it should, a sentence each; none: all is well."""
        if self.paused:
            yield "Đang tạm dừng gửi thư, chờ quyết định."
        if self.beat_at is None or self.at - self.beat_at > BEAT_FRESH:
            yield "Tiến trình nền không chạy hoặc không xong lượt nào trong 5 phút qua."
        last = self.nightly_at or self.created_at
        if last is None or self.at - last > NIGHTLY_FRESH:
            yield "Chưa tính lại toàn bộ thời hạn trong 26 giờ qua."


def vitals(office: Office, at: dt.datetime) -> Vitals:
    """The figures; raises what the database does not give."""
    with reading(office.engine) as conn:
        return Vitals(
            at=at,
            revision=revision(office.engine) or "",
            mails=counts(conn),
            possible_duplicates=possible_duplicates(conn),
            oldest_queued_at=oldest_queued(conn),
            overdue=count_overdue(conn, local_day(at)),
            paused=paused(conn) is not None,
            silent=resting_until(conn) is not None,
            beat_at=_instant(conn, "beat_at"),
            nightly_at=_instant(conn, "unfolded_at"),
            backup_at=_instant(conn, LAST_BACKUP),
            created_at=_instant(conn, "created_at"),
        )


def _instant(conn: Connection, name: str) -> dt.datetime | None:
    said = fact(conn, name)
    return dt.datetime.fromisoformat(said) if said else None


def readiness(office: Office, at: dt.datetime) -> tuple[str, ...]:
    """What keeps mail from leaving; empty: ready."""
    try:
        return tuple(vitals(office, at).troubles())
    except NhacviecError:
        return ("Không đọc được cơ sở dữ liệu.",)


def keep_beat(office: Office, at: dt.datetime, watch: Watch | None = None) -> None:
    """Remember that the daemon went round at `at`; written once a minute, since each write waits for the disk.

    A `watch` is written through: for it this is no change that asks for anything.
    """
    with reading(office.engine) as conn:
        last = _instant(conn, "beat_at")
    if last is None or not dt.timedelta(0) <= at - last < BEAT_KEPT_EVERY:
        with watch.writing() if watch else writing(office.engine) as conn:
            set_fact(conn, "beat_at", at.isoformat())


def nightly_missed(office: Office, at: dt.datetime) -> bool:
    """Whether the daemon was off when everything was to be unfolded."""
    with reading(office.engine) as conn:
        last = _instant(conn, "unfolded_at") or _instant(conn, "created_at")
    return last is not None and at - last > NIGHTLY_FRESH

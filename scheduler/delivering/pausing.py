"""Delivery paused after a restore, and the decision that ends it.

A backup knows nothing of what happened after it was taken. Until somebody decides, nothing is written and nothing sent:

- *send*: what waited goes out under its Message-ID, counted as a possible duplicate; what fell due meanwhile is owed
  now, as after days off, in one digest a mailbox.
- *mark as sent*: the days since the backup are lived through again at the hours at which mails left, and what each of
  them writes is kept as sent. So rungs, escalations and questions go on as if nothing had been lost.

Either way later mails have other Message-IDs (`epoch`) than those that the lost days gave: a digest of the same day
and mailbox that says something else is not to be dropped as one that the recipient has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from db.engine import Connection, reading, writing
from db.facts import set_fact
from db.history import record
from db.mails import MailRow, mails
from db.pause import Pause, mark_sent, may_have_left, pause, paused, unpause
from rules.errors import NhacviecError
from rules.workdays import ONE_DAY
from scheduler.changes.planned_mergers import carry_out
from scheduler.clock import local_day, say_instant
from scheduler.office import Office, World, world
from scheduler.tick import last_mail, mails_after
from scheduler.writing.digests import write_digests
from scheduler.writing.letters import write_letters

MARKED = "đánh dấu đã gửi sau khi khôi phục, không gửi lại"


@dataclass(frozen=True, slots=True)
class Undecided:
    """What a pause holds back: mails that `waited` in the outbox, and what the days since would have `written`."""

    waited: tuple[MailRow, ...]
    written: tuple[MailRow, ...]


def say_pause(held: Pause) -> str:
    """Since when, and why."""
    if held.since is None:
        return f"Đang tạm dừng gửi thư từ {say_instant(held.at)} ({held.by})."
    return (
        f"Đang tạm dừng gửi thư: cơ sở dữ liệu được khôi phục lúc {say_instant(held.at)} ({held.by}) "
        f"từ bản sao lưu lúc {say_instant(held.since)}."
    )


class UntilError(NhacviecError):
    """Lúc máy cũ ngừng gửi phải từ lúc sao lưu đến lúc khôi phục."""


def until_within(held: Pause, wished: dt.datetime | None) -> dt.datetime:
    """Until when the old machine sent: as `wished`, else until the restore. Raises `UntilError`."""
    if wished and held.since and not held.since <= wished <= held.at:
        raise UntilError
    return wished or held.at


def pause_delivery(office: Office, *, at: dt.datetime, since: dt.datetime | None, actor: str) -> None:
    """Stop writing and sending; `since` as in `Pause`."""
    with writing(office.engine) as conn:
        pause(conn, Pause(at, since, actor))
        record(conn, at=at, actor=actor, subject="delivery", what="paused")


def waiting(conn: Connection) -> tuple[MailRow, ...]:
    """The mails that have not left, in order of writing."""
    found = [*mails(conn, state="queued"), *mails(conn, state="sending")]
    return tuple(sorted(found, key=lambda one: one.id))


def send(office: Office, *, at: dt.datetime, actor: str) -> int:
    """Deliver again, what waited first; gives how many waited."""
    with writing(office.engine) as conn:
        held, waited = paused(conn), waiting(conn)
        if held and held.since:
            may_have_left(conn)
        _end(conn, held, at, actor, "send", len(waited))
    return len(waited)


def mark_as_sent(office: Office, until: dt.datetime, *, at: dt.datetime, actor: str) -> Undecided:
    """Keep as sent what waited and what fell due between the backup and `until` (inclusive), then deliver again.

    Delivery stays paused until the last step, so a break in mid-way is mended by doing it again.
    """
    with reading(office.engine) as conn:
        held, waited = paused(conn), waiting(conn)
    written = live_through(office, held.since, until) if held and held.since else ()
    with writing(office.engine) as conn:
        mark_sent(conn, after=0, at=min(held.since or at, until) if held else at, answer=MARKED)
        _end(conn, held, at, actor, "mark_sent", len(waited) + len(written))
    return Undecided(waited, written)


def live_through(office: Office, since: dt.datetime, until: dt.datetime) -> tuple[MailRow, ...]:
    """Write, as sent, the mails of each opening of the sending hours from `since` to `until`; gives them.

    Units whose day came meanwhile are merged. Letters are those of acts of that time; what people did after the
    database came back is told later.
    """
    before = last = last_mail(office)
    for moment in _moments(since, until, world(office)):
        carry_out(office, moment)
        write_letters(office, moment, acts_until=moment)
        write_digests(office, moment)
        with writing(office.engine) as conn:
            mark_sent(conn, after=last, at=moment, answer=MARKED)
        last = last_mail(office)
    return tuple(mails_after(office, before))


def _moments(since: dt.datetime, until: dt.datetime, known: World) -> Iterator[dt.datetime]:
    hours, calendar = known.settings.hours, known.calendar
    moment = hours.next_open(since, calendar)
    while moment <= until:
        yield moment
        moment = hours.next_open(hours.opening(local_day(moment) + ONE_DAY), calendar)


def _end(conn: Connection, held: Pause | None, at: dt.datetime, actor: str, decision: str, count: int) -> None:
    if held and held.since:
        set_fact(conn, "epoch", f"+{at.isoformat()}")
    unpause(conn)
    record(conn, at=at, actor=actor, subject="delivery", what="resumed", decision=decision, mails=count)

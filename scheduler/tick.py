"""One step of the daemon as of an instant: letters and digests owed → outbox → delivery.

`simulate` runs this same path on a virtual clock. How the ticks are cut does not matter: with at least one in each
day's sending hours the same mails go out.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from dataclasses import dataclass

from db.duties import next_notice
from db.engine import reading, writing
from db.mails import MailRow, mails, newest_mail, postpone, unanswered_acts
from db.outbox import next_delivery
from db.pause import paused
from notifications.smtp import Mailer
from scheduler import attendance
from scheduler.changes.planned_mergers import carry_out
from scheduler.delivering.courier import Courier, Delivery
from scheduler.delivering.superseding import supersede_digests
from scheduler.office import Office, world
from scheduler.writing.digests import write_digests
from scheduler.writing.letters import write_letters

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did: mails written (letters and digests) and what became of the outbox."""

    letters: int
    digests: int
    delivery: Delivery


def write_mails(office: Office, at: dt.datetime) -> tuple[int, int]:
    """Put everything owed at `at` into the outbox: letters, then digests. Outside sending hours it waits, undropped.

    Mergers of units whose day has come take effect before that. While somebody holds delivery back nothing happens.
    """
    with reading(office.engine) as conn:
        if paused(conn):
            return 0, 0
    carry_out(office, at)
    known = world(office)
    if not known.settings.hours.is_open(at, known.calendar):
        with writing(office.engine) as conn:
            if postpone(conn, at, known.settings.hours.next_open(at, known.calendar)):
                attendance.note_postponed(conn, at)
        return 0, 0
    attendance.set_right(office, at)
    supersede_digests(office, at)
    letters, digests = write_letters(office, at), write_digests(office, at)
    attendance.note(office, at)
    if letters or digests:
        log.info("mails_written", extra={"letters": letters, "digests": digests})
    return letters, digests


def tick(office: Office, mailer: Mailer, at: dt.datetime) -> Ticked:
    """One whole step as of `at`, delivery included."""
    letters, digests = write_mails(office, at)
    with reading(office.engine) as conn:
        upcoming = next_delivery(conn)
    if upcoming is None or upcoming > at:
        return Ticked(letters, digests, Delivery())
    return Ticked(letters, digests, asyncio.run(_deliver(Courier(office, mailer, lambda: at), mailer)))


async def _deliver(courier: Courier, mailer: Mailer) -> Delivery:
    """Drain the outbox and let go of the connections: they end with this event loop."""
    try:
        return await courier.drain()
    finally:
        await mailer.close()


def next_instant(office: Office, at: dt.datetime) -> dt.datetime | None:
    """The earliest instant from `at` on at which a tick has anything to do; None where nothing is owed at all, or
    delivery is paused.
    """
    known = world(office)
    with reading(office.engine) as conn:
        if paused(conn):
            return None
        wishes = [next_notice(conn), next_delivery(conn), at if unanswered_acts(conn) else None]
    soonest = min((wish for wish in wishes if wish is not None), default=None)
    return None if soonest is None else known.settings.hours.next_open(max(soonest, at), known.calendar)


def last_mail(office: Office) -> int:
    """The number of the newest mail; `mails_after` it are those a tick wrote."""
    with reading(office.engine) as conn:
        return newest_mail(conn)


def mails_after(office: Office, mail_id: int) -> list[MailRow]:
    """The mails written after the one numbered `mail_id`, in order."""
    with reading(office.engine) as conn:
        return mails(conn, after=mail_id)

"""Digests that no server took for a day give way to the next: the same mailbox is not told the same twice."""

from __future__ import annotations

import datetime as dt
import logging

from db.duties import obligations
from db.engine import reading, writing
from db.outbox import obligations_of_mail, stale, supersede
from scheduler.clock import local_day
from scheduler.duties.schedule import reschedule
from scheduler.office import Office, world

log = logging.getLogger(__name__)


def supersede_digests(office: Office, at: dt.datetime) -> int:
    """Take back those of earlier days, so that what they said is owed again; gives how many. One transaction."""
    today = local_day(at)
    with reading(office.engine) as conn:
        if not stale(conn, today):
            return 0
    with writing(office.engine) as conn:
        mails = supersede(conn, today)
        again = obligations(conn, ids=obligations_of_mail(conn, mails), state="open")
        reschedule(conn, again, world(office, conn, on=today), today)
    log.info("mails_superseded", extra={"mails": mails})
    return len(mails)

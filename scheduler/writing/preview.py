"""What the next digest will look like, marked as a preview: for somebody who has just installed the program."""

from __future__ import annotations

import datetime as dt

from db.duties import next_notice, waiting_to_speak
from db.engine import reading
from db.mails import notices_given
from notifications.masking import masked
from notifications.model import Digest
from scheduler.clock import local_day
from scheduler.office import Office, world
from scheduler.writing.compose import merged
from scheduler.writing.digests import by_mailbox, decide_all, matters, said_of
from scheduler.writing.envelope import outbox_row, recipient


def preview_digest(office: Office) -> tuple[str, dt.date, bytes] | None:
    """The fullest digest of the next day on which anything is owed: its mailbox, that local day, its bytes.

    Nothing is written or sent. None where nothing is owed at all.
    """
    with reading(office.engine) as conn:
        known, at = world(office, conn), next_notice(conn)
        if at is None:
            return None
        found = matters(conn, waiting_to_speak(conn, at))
        given = notices_given(conn, [matter.row.id for matter in found])
    day = local_day(at)
    owed = by_mailbox(decide_all(found, given, known, day, frozenset()))
    if not owed:
        return None
    mailbox = max(owed, key=lambda name: [sum(one.notice.role == "lead" for one in owed[name]), len(owed[name])])
    items = merged([said_of(one, known, at) for one in owed[mailbox]])
    to = recipient(mailbox, known)
    mail = Digest(day, to.address, to.name, known.settings.name, items, known.monitor_name(), preview=True)
    row = outbox_row(mail, to, known, key=f"preview:{day}:{mailbox}", sort="digest", at=at, items=())
    body: bytes = row["body"]
    return to.address, day, masked(body)

"""Claims by the handful: what the courier takes ahead, gives back, and records as sent, in one transaction each.

`db.outbox.claim` takes one mail of any kind; here go only those that no server was ever handed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from db.driver_words import is_undecodable
from db.outbox import IS_QUEUED, Claimed
from db.tables import outbox

_COLUMNS = [outbox.c[name] for name in ("id", "sort", "mailbox", "address", "body", "attempts", "possible_duplicates")]
_COLUMNS += [outbox.c[name] for name in ("reached_data", "first_refused_at", "created_at", "message_id")]
_WAITING = (
    sa.select(*_COLUMNS)
    .where(IS_QUEUED, outbox.c.next_try_at <= sa.bindparam("now", type_=outbox.c.next_try_at.type))
    .order_by(outbox.c.urgency, outbox.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True)
)
_HELD = (outbox.c.id == sa.bindparam("mail"), outbox.c.state == "sending", outbox.c.claimed_by == sa.bindparam("by"))
_TAKE = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("mail"))
    .values(
        state="sending",
        claimed_until=sa.bindparam("until"),
        claimed_by=sa.bindparam("by"),
        attempts=outbox.c.attempts + 1,
    )
)
_GIVE_BACK = (
    sa.update(outbox)
    .where(*_HELD)
    .values(state="queued", claimed_until=None, claimed_by=None, attempts=outbox.c.attempts - 1)
)
_SENT = (
    sa.update(outbox)
    .where(*_HELD)
    .values(
        state="sent",
        claimed_until=None,
        claimed_by=None,
        next_try_at=None,
        sent_at=sa.bindparam("at"),
        answer=sa.bindparam("said"),
    )
)


def claim_more(conn: sa.Connection, *, now: dt.datetime, until: dt.datetime, by: str, most: int) -> list[Claimed]:
    """Take up to `most` further mails in the order of `claim`, to be called after it in the same transaction.

    Ends before a mail that is not whole, which is for `claim` to meet; gives none where a row cannot be read.
    """
    found: list[Claimed] = []
    for r in _waiting(conn, now, most):
        if not isinstance(r.body, bytes) or r.message_id.encode() not in r.body:
            break
        found.append(_claimed(r))
    if found:
        conn.execute(_TAKE, [{"mail": one.id, "until": until, "by": by} for one in found])
    return found


def _waiting(conn: sa.Connection, now: dt.datetime, most: int) -> Sequence[sa.Row[Any]]:
    try:
        return conn.execute(_WAITING, {"now": now, "most": most}).all()
    except (ValueError, TypeError):
        return ()
    except sa.exc.OperationalError as error:
        if not is_undecodable(error.orig):
            raise
        return ()


def _claimed(r: sa.Row[Any]) -> Claimed:
    return Claimed(
        r.id,
        r.sort,
        r.mailbox,
        r.address,
        r.body,
        r.attempts + 1,
        False,
        r.possible_duplicates,
        r.reached_data,
        r.first_refused_at,
        r.created_at,
    )


def give_back(conn: sa.Connection, mail_ids: Sequence[int], by: str) -> None:
    """Let go of mails that `claim_more` took and that were not begun: as if they had not been claimed."""
    if mail_ids:
        conn.execute(_GIVE_BACK, [{"mail": mail_id, "by": by} for mail_id in mail_ids])


def settle_sent(conn: sa.Connection, sent: Sequence[tuple[int, str, dt.datetime]], by: str) -> None:
    """Record mails that a server took: number, its answer, the instant. Those that another holds by now stay."""
    if sent:
        conn.execute(_SENT, [{"mail": mail_id, "by": by, "said": said, "at": at} for mail_id, said, at in sent])

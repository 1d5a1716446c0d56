"""Acts that letters answer, the mails written for them, and the notices that each carries; see also `db/outbox.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.engine import MOST_PARAMETERS
from db.outbox import IS_QUEUED
from db.tables import act, contact, notice, obligation, outbox

UNSAID = ("failed", "superseded")
"""States of a mail that reaches nobody: what it said is owed again."""


@dataclass(frozen=True, slots=True)
class ActRow:
    """A human act that letters answer."""

    id: int
    kind: str
    ref: str
    day: dt.date
    at: dt.datetime
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail of the outbox without its bytes; instants are aware UTC, `day` is local."""

    id: int
    key: str
    sort: str
    kind: str
    mailbox: str
    address: str
    unit: str | None
    day: dt.date
    subject: str
    message_id: str
    items: list[dict[str, Any]]
    created_at: dt.datetime
    state: str
    next_try_at: dt.datetime | None
    claimed_until: dt.datetime | None
    attempts: int
    possible_duplicates: int
    sent_at: dt.datetime | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice given; `sent_at` once a mail server took its mail. Not those of mails in an `UNSAID` state."""

    obligation_id: int
    due_version: int
    rung: str
    mailbox: str
    role: str
    day: dt.date
    sent_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One notice of an obligation with the mail that bore it, whatever became of the mail."""

    mailbox: str
    role: str
    rung: str
    kind: str
    reason: str
    mail_id: int
    created_at: dt.datetime
    state: str
    sent_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter with the act it answers; `items` is what it says, as the command line prints it."""

    mail_id: int
    mailbox: str
    items: list[dict[str, Any]]
    created_at: dt.datetime
    state: str
    sent_at: dt.datetime | None
    act: ActRow


def add_act(conn: sa.Connection, kind: str, ref: str, *, at: dt.datetime, day: dt.date, **detail: Any) -> int:
    """Record a human act whose letters are to be written; gives its id."""
    key = conn.execute(sa.insert(act).values(kind=kind, ref=ref, day=day, at=at, detail=detail)).inserted_primary_key
    assert key is not None
    return int(key[0])


def unanswered_acts(conn: sa.Connection) -> list[ActRow]:
    """Acts whose letters are not all written, oldest first."""
    rows = conn.execute(sa.select(act).where(act.c.answered_at.is_(None)).order_by(act.c.id))
    return [ActRow(r.id, r.kind, r.ref, r.day, r.at, r.detail) for r in rows]


def last_act(conn: sa.Connection, kind: str, ref: str) -> dt.datetime | None:
    """When the act was last done to `ref`."""
    found: dt.datetime | None = conn.execute(
        sa.select(sa.func.max(act.c.at)).where(act.c.kind == kind, act.c.ref == ref)
    ).scalar()
    return found


def answer_act(conn: sa.Connection, act_id: int, at: dt.datetime) -> None:
    """Every letter of the act is in the outbox."""
    conn.execute(sa.update(act).where(act.c.id == act_id).values(answered_at=at))


def ask_act_again(conn: sa.Connection, act_id: int) -> None:
    """The act is unanswered again: those of its letters that are not in the outbox are written."""
    conn.execute(sa.update(act).where(act.c.id == act_id).values(answered_at=None))


def mailboxes_written_to(conn: sa.Connection, ref: str) -> frozenset[str]:
    """The mailboxes that got a letter about what was done to `ref` ("plan:1")."""
    rows = sa.select(outbox.c.mailbox).join(act, act.c.id == outbox.c.act_id).where(act.c.ref == ref)
    return frozenset(conn.execute(rows).scalars())


def enqueue(conn: sa.Connection, values: Mapping[str, Any], notices: Sequence[Mapping[str, Any]] = ()) -> int | None:
    """Put a mail with its notices into the outbox; None, and nothing written, where its key is there already."""
    return enqueue_all(conn, [(values, notices)])[0]


def enqueue_all(
    conn: sa.Connection, mails: Sequence[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]]
) -> list[int | None]:
    """`enqueue` for several mails of different keys; what each gives, in their order."""
    taken = _numbers(conn, [values["key"] for values, _ in mails])
    new = [(values, notices) for values, notices in mails if values["key"] not in taken]
    if not new:
        return [None] * len(mails)
    conn.execute(sa.insert(outbox), [{"state": "queued", **values} for values, _ in new])
    numbers = _numbers(conn, [values["key"] for values, _ in new])
    _give(conn, [{**one, "outbox_id": numbers[values["key"]]} for values, notices in new for one in notices])
    return [numbers.get(values["key"]) for values, _ in mails]


# Questions asked for every batch of mails are made once: SQLAlchemy takes longer to make them than SQLite to answer.
_NUMBERED = sa.select(outbox.c.key, outbox.c.id).where(outbox.c.key.in_(sa.bindparam("keys", expanding=True)))


def _numbers(conn: sa.Connection, keys: Sequence[str]) -> dict[str, int]:
    return {r.key: r.id for r in conn.execute(_NUMBERED, {"keys": keys})}


def _give(conn: sa.Connection, given: Sequence[Mapping[str, Any]]) -> None:
    """A notice is given once; one whose mail was refused for good or superseded is given again in the new mail."""
    ids = sorted({one["obligation_id"] for one in given})
    before: set[tuple[Any, ...]] = set()
    for begin in range(0, len(ids), MOST_PARAMETERS):
        before |= {tuple(r) for r in conn.execute(_GIVEN, {"ids": ids[begin : begin + MOST_PARAMETERS]})}
    wanted = {tuple(one[column.name] for column in _NAMED): one for one in given}
    for key in wanted.keys() & before:
        same = [column == value for column, value in zip(_NAMED, key, strict=True)]
        conn.execute(sa.update(notice).where(*same).values(**wanted[key]))
    if new := [dict(one) for key, one in wanted.items() if key not in before]:
        conn.execute(sa.insert(notice), new)


_NAMED = [notice.c[name] for name in ("obligation_id", "due_version", "rung", "mailbox")]
"""What a notice is known by."""

_OF_DUTIES = notice.c.obligation_id.in_(sa.bindparam("ids", expanding=True))
_GIVEN = sa.select(*_NAMED).where(_OF_DUTIES)
_STANDING = (
    sa.select(*_NAMED, notice.c.role, notice.c.day, outbox.c.sent_at)
    .join(outbox, outbox.c.id == notice.c.outbox_id)
    .where(outbox.c.state.not_in(UNSAID), _OF_DUTIES)
    .order_by(notice.c.id)
)


def notices_given(conn: sa.Connection, obligation_ids: Iterable[int]) -> dict[int, list[NoticeRow]]:
    """The notices of each obligation that are on their way or arrived, in the order given."""
    found: dict[int, list[NoticeRow]] = {}
    ids = list(obligation_ids)
    for begin in range(0, len(ids), MOST_PARAMETERS):
        for r in conn.execute(_STANDING, {"ids": ids[begin : begin + MOST_PARAMETERS]}):
            row = NoticeRow(r.obligation_id, r.due_version, r.rung, r.mailbox, r.role, r.day, r.sent_at)
            found.setdefault(r.obligation_id, []).append(row)
    return found


def told_of(conn: sa.Connection, obligation_id: int) -> list[ToldRow]:
    """Every notice of the obligation, in the order given."""
    mail = (outbox.c.created_at, outbox.c.state, outbox.c.sent_at)
    joined = sa.select(notice, *mail).join(outbox, outbox.c.id == notice.c.outbox_id)
    rows = conn.execute(joined.where(notice.c.obligation_id == obligation_id).order_by(notice.c.id))
    return [
        ToldRow(r.mailbox, r.role, r.rung, r.kind, r.reason, r.outbox_id, r.created_at, r.state, r.sent_at)
        for r in rows
    ]


def letters_about(conn: sa.Connection, refs: Sequence[str], kind: str) -> list[LetterRow]:
    """The letters that answer what was done to any of `refs` ("plan:1"), or an act of that kind, oldest first."""
    wanted = sa.or_(act.c.ref.in_(refs), act.c.kind == kind)
    told = (outbox.c.mailbox, outbox.c["items"], outbox.c.created_at, outbox.c.state, outbox.c.sent_at)
    rows = sa.select(act, outbox.c.id.label("mail_id"), *told).join(outbox, outbox.c.act_id == act.c.id).where(wanted)
    return [
        LetterRow(
            r.mail_id,
            r.mailbox,
            r.items,
            r.created_at,
            r.state,
            r.sent_at,
            ActRow(r.id, r.kind, r.ref, r.day, r.at, r.detail),
        )
        for r in conn.execute(rows.order_by(outbox.c.id))
    ]


def postpone(conn: sa.Connection, at: dt.datetime, to: dt.datetime) -> bool:
    """Nothing may be said at `at`: what is owed by then is owed at `to`, when sending opens. Whether anything is."""
    waiting = sa.update(obligation).where(obligation.c.state == "open", obligation.c.next_notice_at <= at)
    return conn.execute(waiting.values(next_notice_at=to)).rowcount > 0


def served(conn: sa.Connection, day: dt.date) -> frozenset[str]:
    """Mailboxes that have their digest of the day."""
    rows = sa.select(outbox.c.mailbox).where(outbox.c.day == day, outbox.c.sort == "digest", _IN_TIME)
    return frozenset(conn.execute(rows).scalars())


_EARLY = ":early"
_IN_TIME = outbox.c.key.not_like(f"%{_EARLY}")


def mark_too_soon(conn: sa.Connection, today: dt.date) -> None:
    """Digests of days after `today` were written by a clock that was ahead: those days have theirs still to come."""
    ahead = sa.update(outbox).where(outbox.c.day > today, outbox.c.sort == "digest", _IN_TIME)
    conn.execute(ahead.values(key=outbox.c.key + _EARLY))


def told_too_soon(conn: sa.Connection, day: dt.date) -> dict[str, int]:
    """How many digests of `day` each mailbox has from a clock that was ahead."""
    rows = sa.select(outbox.c.mailbox, sa.func.count()).where(outbox.c.day == day, sa.not_(_IN_TIME))
    return {row[0]: row[1] for row in conn.execute(rows.group_by(outbox.c.mailbox))}


def newest_mail(conn: sa.Connection) -> int:
    """The number of the newest mail; 0 where there is none."""
    return int(conn.execute(sa.select(sa.func.coalesce(sa.func.max(outbox.c.id), 0))).scalar_one())


def mails(conn: sa.Connection, *, after: int = 0, state: str | None = None, limit: int | None = None) -> list[MailRow]:
    """Mails in the order of writing, those numbered above `after`."""
    chosen = sa.select(outbox).where(outbox.c.id > after).order_by(outbox.c.id)
    if state is not None:
        chosen = chosen.where(outbox.c.state == state)
    return [_mail(r) for r in conn.execute(chosen if limit is None else chosen.limit(limit))]


_HEAD = [column for column in outbox.c if column is not outbox.c.body]


def newest_mails(
    conn: sa.Connection,
    *,
    state: str | None = None,
    tried: bool | None = None,
    mailbox: str = "",
    first: dt.date | None = None,
    last: dt.date | None = None,
    skip: int = 0,
    most: int,
) -> list[MailRow]:
    """Some of the mails, the newest first; every condition given must hold.

    `tried`: whether anybody has tried to send it; `mailbox`: part of an address; the days are local, both inclusive.
    """
    conditions = [
        None if state is None else outbox.c.state == state,
        None if tried is None else (outbox.c.attempts > 0) == tried,
        outbox.c.mailbox.contains(mailbox.casefold(), autoescape=True) if mailbox else None,
        None if first is None else outbox.c.day >= first,
        None if last is None else outbox.c.day <= last,
    ]
    wanted = sa.select(*_HEAD).where(*(one for one in conditions if one is not None))
    return [_mail(r) for r in conn.execute(wanted.order_by(outbox.c.id.desc()).offset(skip).limit(most))]


def mailboxes_reached(conn: sa.Connection) -> frozenset[str]:
    """The mailboxes of the register for which a mail server has taken a mail at least once."""
    # Asked one by one: an index leads to a mailbox's mails, and its first that was sent settles it.
    sent = sa.select(outbox.c.id).where(outbox.c.mailbox == contact.c.mailbox, outbox.c.state == "sent")
    return frozenset(conn.execute(sa.select(contact.c.mailbox).distinct().where(sent.exists())).scalars())


def mail_by_id(conn: sa.Connection, mail_id: int) -> tuple[MailRow, bytes] | None:
    """One mail with its bytes as sent."""
    r = conn.execute(sa.select(outbox).where(outbox.c.id == mail_id)).first()
    return None if r is None else (_mail(r), r.body)


def retry_mail(conn: sa.Connection, mail_id: int, at: dt.datetime) -> bool:
    """Let a failed or waiting mail be tried from `at` on; False where it is sent, superseded or under way."""
    chosen = sa.update(outbox).where(outbox.c.id == mail_id, outbox.c.state.in_(("queued", "failed")))
    return conn.execute(chosen.values(state="queued", next_try_at=at)).rowcount == 1


def counts(conn: sa.Connection) -> dict[str, int]:
    """How many mails there are in each state."""
    rows = conn.execute(sa.select(outbox.c.state, sa.func.count()).group_by(outbox.c.state))
    return {r[0]: r[1] for r in rows}


def oldest_queued(conn: sa.Connection) -> dt.datetime | None:
    """When the mail was written that has waited longest."""
    found: dt.datetime | None = conn.execute(sa.select(sa.func.min(outbox.c.created_at)).where(IS_QUEUED)).scalar()
    return found


def possible_duplicates(conn: sa.Connection) -> int:
    """Mails that may have been accepted more than once: claims that expired, counted."""
    return int(conn.execute(sa.select(sa.func.coalesce(sa.func.sum(outbox.c.possible_duplicates), 0))).scalar_one())


def _mail(r: sa.Row[Any]) -> MailRow:
    return MailRow(
        r.id,
        r.key,
        r.sort,
        r.kind,
        r.mailbox,
        r.address,
        r.unit_code,
        r.day,
        r.subject,
        r.message_id,
        r.items,
        r.created_at,
        r.state,
        r.next_try_at,
        r.claimed_until,
        r.attempts,
        r.possible_duplicates,
        r.sent_at,
        r.answer,
    )

"""What was asked in digests beside the ladder's notices: once a period, as long as the mail reaches somebody."""

from __future__ import annotations

import sqlalchemy as sa

from db.mails import UNSAID
from db.tables import outbox, question_asked


def was_asked(conn: sa.Connection, key: str, period: str) -> bool:
    """Whether `key` was asked in the period, in a mail that is on its way or arrived."""
    asked = sa.select(question_asked.c.id).outerjoin(outbox, outbox.c.id == question_asked.c.outbox_id)
    same = (question_asked.c.key == key, question_asked.c.period == period)
    stands = sa.or_(question_asked.c.outbox_id.is_(None), outbox.c.state.not_in(UNSAID))
    return conn.execute(asked.where(*same, stands).limit(1)).first() is not None


def last_asked(conn: sa.Connection, key: str) -> str | None:
    """The last period in which `key` was asked, in a mail that is on its way or arrived."""
    asked = sa.select(sa.func.max(question_asked.c.period)).outerjoin(outbox, outbox.c.id == question_asked.c.outbox_id)
    stands = sa.or_(question_asked.c.outbox_id.is_(None), outbox.c.state.not_in(UNSAID))
    found: str | None = conn.execute(asked.where(question_asked.c.key == key, stands)).scalar()
    return found


def last_asked_of(conn: sa.Connection, name: str) -> dict[str, str]:
    """The same of every key that begins with `name` and a colon."""
    asked = sa.select(question_asked.c.key, sa.func.max(question_asked.c.period))
    joined = asked.outerjoin(outbox, outbox.c.id == question_asked.c.outbox_id)
    stands = sa.or_(question_asked.c.outbox_id.is_(None), outbox.c.state.not_in(UNSAID))
    ours = question_asked.c.key.startswith(f"{name}:", autoescape=True)
    return {r[0]: r[1] for r in conn.execute(joined.where(ours, stands).group_by(question_asked.c.key))}


def remember_asked(conn: sa.Connection, key: str, period: str, mail_id: int) -> None:
    """The mail of that number asks it."""
    conn.execute(sa.insert(question_asked).values(key=key, period=period, outbox_id=mail_id))

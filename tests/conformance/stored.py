"""Rows as the program writes them, for tests that need some to stand on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from db.duties import add_obligations, add_occurrences, obligations, occurrences
from db.mails import enqueue
from db.plans import TaskRow, add_plan, add_task
from db.register import add_unit
from rules.model import Unspecified

DAY = dt.date(2022, 3, 1)
AT = dt.datetime(2022, 3, 1, 1, 0, tzinfo=dt.UTC)
SOON = AT + dt.timedelta(minutes=5)


def mail(key: str, **values: Any) -> dict[str, Any]:
    """A digest of the outbox that may be sent from `AT` on."""
    row = {
        "key": key,
        "sort": "digest",
        "kind": "reminder",
        "mailbox": f"{key}@so.vn",
        "address": f"{key}@so.vn",
        "day": DAY,
        "subject": "Nhắc việc",
        "message_id": f"<{key}@so.vn>",
        "body": f"Message-ID: <{key}@so.vn>\r\n\r\nNhắc việc".encode(),
        "items": [],
        "created_at": AT,
        "next_try_at": AT,
    }
    return row | values


def queue(conn: sa.Connection, *keys: str, **values: Any) -> list[int]:
    """Put such mails into the outbox; gives their numbers."""
    numbers = [enqueue(conn, mail(key, **values)) for key in keys]
    return [number for number in numbers if number is not None]


def a_task(conn: sa.Connection, n: int = 1) -> int:
    """A task of a plan of its own."""
    head = {"title": "Kế hoạch", "first_year": 2022, "last_year": 2022, "source_name": "a", "source_sha256": "b"}
    plan = add_plan(conn, **head, status="adopted", adopted_on=DAY, adopted_at=AT)
    texts = (None, None, None)
    row = TaskRow(0, plan, f"1.-.{n}", 1, *texts, n, "Báo cáo", *texts, None, "unspecified", Unspecified(), None, False)
    return add_task(conn, row)


def a_duty(conn: sa.Connection, *, unit: str = "van-phong", due: dt.date | None = DAY, **values: Any) -> int:
    """An open obligation of a unit that is there from then on; gives its number."""
    if conn.execute(sa.text("SELECT 1 FROM unit WHERE code = :code"), {"code": unit}).first() is None:
        add_unit(conn, code=unit, name=unit, kind="internal", folded=unit)
    task = a_task(conn)
    add_occurrences(conn, [{"task_id": task, "label": "2022", "due": due, "effective": due, "state": "open"}])
    (one,) = occurrences(conn, [task]).values()
    duty = {"occurrence_id": one.id, "first_unit": unit, "held_by": unit, "due": due, "effective": due}
    add_obligations(conn, [duty | {"first_due": due, "opened_on": DAY, "state": "open", **values}])
    return obligations(conn, task_ids=[task])[0].id

"""What the monitor is asked about mergers that could not take effect on their day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from db.engine import Connection
from db.planned_mergers import PlannedMerger, planned_mergers
from db.register import Register
from notifications.model import Item
from rules.say import say_day
from scheduler.office import World
from scheduler.writing.compose import asked_of_monitor


def merger_questions(conn: Connection, known: World, today: dt.date) -> Iterator[Item]:
    """One item for each merger that is stuck."""
    for one in planned_mergers(conn, until=today):
        if one.trouble:
            asked = asked_of_monitor(title_of(one, known.register), one.trouble.rstrip("."), known)
            command = f"nhacviec unit merge {' '.join(one.old)} --into {one.new} --from {one.day}"
            yield replace(asked, asked=f"Sửa danh bạ rồi chạy «{command}»; không hợp nhất nữa thì thêm --cancel.")


def title_of(one: PlannedMerger, register: Register) -> str:
    """What was to be merged into what, and when."""
    names = ", ".join(map(register.name_of, one.old))
    return f"Chưa hợp nhất được {names} vào {register.name_of(one.new)} từ {say_day(one.day)}"

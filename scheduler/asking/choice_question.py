"""What the monitor is asked while units are still to be chosen for tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from notifications.model import Item
from scheduler.duties.choices import Choice
from scheduler.office import World
from scheduler.writing.compose import asked_of_monitor

_TOLD = 6
"""How many tasks are named."""


def choice_question(choices: Sequence[Choice], known: World, today: dt.date) -> Item | None:
    """The item that lists tasks whose units are not chosen: once a quarter, from the month after the plan was adopted.

    The month of adoption needs none: the letters of adoption say it.
    """
    waiting = [one for one in choices if one.plan.adopted_on < today.replace(day=1)]
    if not waiting:
        return None
    tasks = list(dict.fromkeys((one.plan.id, one.task.name) for one in waiting))
    listed = ", ".join(name for _, name in tasks[:_TOLD])
    rest = f" và {len(tasks) - _TOLD} nhiệm vụ khác" if len(tasks) > _TOLD else ""
    return asked_of_monitor(
        f"Chưa chọn đơn vị cụ thể cho {len(tasks)} nhiệm vụ: {listed}{rest}",
        "chưa có thư nào gửi cho các đơn vị này; xem bằng «nhacviec plan show», chọn bằng lệnh như "
        f"«{waiting[0].command}»",
        known,
    )


def quarter(day: dt.date) -> str:
    """The quarter of a day: `2026-Q1`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"

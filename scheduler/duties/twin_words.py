"""What is said of obligations that are one work: in the mail of the one that speaks, in the history of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from notifications.model import Item
from rules.ladder import Notice
from rules.say import say_day
from scheduler.duties.twins import Twin
from scheduler.writing.compose import Matter, notes

ONCE = (
    "Các nhiệm vụ này được liên kết là một việc, nhắc chung một lần; báo kết quả một lần cho tất cả, "
    "đề nghị gia hạn thì riêng từng nhiệm vụ."
)
SAME_WORK = "Cùng một việc"
EARLIEST = "Ngày đến hạn ghi khác nhau nên nhắc theo ngày sớm nhất."


def named_together(item: Item, also: Sequence[Twin]) -> Item:
    """The item with the other plans that the work stands in, and why this date."""
    if not also:
        return item
    lines = tuple((SAME_WORK, line(twin)) for twin in also)
    differs = [EARLIEST] if any(twin.row.due != item.due for twin in also) else []
    note = " ".join([*([item.note] if item.note else []), ONCE, *differs])
    return replace(item, lines=(*item.lines, *lines), note=note)


def line(twin: Twin) -> str:
    """Where else the work stands, with its date and phrase there, and what is to be known of that date."""
    due = f"; hạn {say_day(twin.row.due)}" if twin.row.due else ""
    phrase = f" (“{twin.task.phrase}”)" if twin.task.phrase else ""
    return " ".join([f"{twin.task.place} – {twin.plan.label}{due}{phrase}.", *notes(twin.row)])


def others_of(one: Matter) -> tuple[Twin, ...]:
    """Those that the obligation is one work with."""
    return tuple(twin for twin in one.company if twin.row.id != one.row.id)


def told_for(speaker: Matter, notice: Notice) -> str:
    """The reason that an obligation keeps of a notice which another gave for it."""
    return f"nhắc chung với việc số {speaker.row.id} ({named(speaker)}): {notice.reason}"


def named(one: Matter | Twin) -> str:
    """A task beside those of other plans: "nhiệm vụ 1.I.3, Kế hoạch số 15/KH-SNV – …"."""
    return f"nhiệm vụ {one.task.name}, {one.plan.label}"

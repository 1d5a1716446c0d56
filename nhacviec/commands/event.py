"""`nhacviec event …`: the commands about awaited events, by name; each is imported when it runs."""

from __future__ import annotations

import click

from nhacviec.commands.frame import Group

COMMANDS = {
    "list": ("nhacviec.commands.event_list:list_events", "Các sự kiện đang chờ và những công bố đã ghi."),
    "announce": ("nhacviec.commands.event_announce:announce_event", "Ghi nhận một sự kiện đã xảy ra, mở nhiệm vụ chờ."),
    "revoke": ("nhacviec.commands.event_change:revoke_event", "Thu hồi một công bố ghi nhầm."),
    "redate": ("nhacviec.commands.event_change:redate_event", "Ghi lại ngày của một sự kiện đã công bố."),
}


@click.group(cls=Group, table=COMMANDS)
def event() -> None:
    """Sự kiện mà nhiệm vụ chờ: xem, công bố, thu hồi, ghi lại ngày."""

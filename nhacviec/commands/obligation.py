"""`nhacviec obligation …`: the commands about obligations, by name; each is imported when it runs."""

from __future__ import annotations

import click

from nhacviec.commands.frame import Group

COMMANDS = {
    "list": ("nhacviec.commands.obligation_list:list_obligations", "Các việc theo đơn vị, tình trạng, ngày hạn."),
    "show": (
        "nhacviec.commands.obligation_show:show_obligation",
        "Một việc: vì sao có hạn này, đã và sẽ nhắc ai.",
    ),
    "done": ("nhacviec.commands.obligation_done:report", "Báo một việc đã hoàn thành."),
}


@click.group(cls=Group, table=COMMANDS)
def obligation() -> None:
    """Việc phải làm của từng đơn vị: xem, báo hoàn thành."""

"""`nhacviec checkin …`: the commands about duties without a due date, by name; each is imported when it runs."""

from __future__ import annotations

import click

from nhacviec.commands.frame import Group

COMMANDS = {
    "list": ("nhacviec.commands.checkin_list:list_check_ins", "Ai đã trả lời gì trong một kỳ, ai chưa."),
    "answer": ("nhacviec.commands.checkin_answer:answer", "Ghi trả lời của một đơn vị."),
}


@click.group(cls=Group, table=COMMANDS)
def checkin() -> None:
    """Rà soát định kỳ việc thường xuyên, hằng tuần, hằng ngày: không có ngày đến hạn, không bao giờ quá hạn."""

"""`nhacviec plan …`: the commands about plans, by name; each is imported when it runs."""

from __future__ import annotations

import click

from nhacviec.commands.frame import Group

COMMANDS = {
    "read": ("nhacviec.commands.plan_read:read", "Đọc và rà soát một văn bản kế hoạch; không ghi gì."),
}


@click.group(cls=Group, table=COMMANDS)
def plan() -> None:
    """Kế hoạch: đọc và rà soát văn bản."""

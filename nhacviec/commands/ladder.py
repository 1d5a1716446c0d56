"""`nhacviec ladder …`: who is written to when, and why."""

from __future__ import annotations

import click

from nhacviec.commands.frame import Group

COMMANDS = {
    "explain": ("nhacviec.commands.ladder_explain:explain", "Ai được nhắc khi nào: chung, hoặc của một việc."),
}


@click.group(cls=Group, table=COMMANDS)
def ladder() -> None:
    """Các mốc nhắc và đôn đốc."""

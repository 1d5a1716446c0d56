"""The period that a command about check-ins means."""

from __future__ import annotations

import click

from nhacviec.commands.session import Session
from rules.report_windows import label_of, period_of

PERIOD = click.option(
    "--period", "asked", metavar="KỲ", help="2022, 2022-H1, 2022-Q1 hoặc 2022-03; mặc định: kỳ hiện tại."
)


def period(session: Session, asked: str | None) -> str:
    """Its label: as asked, else of the period in which today is (quarters, where the office asks nothing)."""
    if asked is not None:
        return asked.strip().upper()
    every = session.office.settings.check_ins.every or "quarter"
    return label_of(every, session.today.year, period_of(every, session.today))

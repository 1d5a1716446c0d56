"""A yes or no from the person at the terminal."""

from __future__ import annotations

import sys

import click

from rules.errors import UsageError


def confirmed(question: str) -> bool:
    """Whether the person at the terminal says yes. `UsageError` where there is nobody to ask."""
    if not sys.stdin.isatty():
        raise UsageError(reason="Chưa nạp gì: hãy xem phần rà soát rồi chạy lại với --yes để nạp kế hoạch này.")
    click.echo(f"\n{question} [có/không] ", err=True, nl=False)
    return sys.stdin.readline().strip().casefold() in {"có", "co", "c", "yes", "y"}

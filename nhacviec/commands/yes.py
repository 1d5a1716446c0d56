"""A question at the terminal that only a person answers."""

from __future__ import annotations

import sys

import click

from rules.errors import UsageError


def confirmed(question: str, instead: str) -> bool:
    """Whether the person at the terminal says yes. `UsageError`, with what to do `instead`, where nobody is there."""
    if not sys.stdin.isatty():
        raise UsageError(reason=f"Chưa thay đổi gì: hãy {instead}.")
    click.echo(f"\n{question} [có/không] ", err=True, nl=False)
    return sys.stdin.readline().strip().casefold() in {"có", "co", "c", "yes", "y"}

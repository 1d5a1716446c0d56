"""JSON on standard output: one document, dates ISO 8601, instants local with their offset."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

import click

from scheduler.clock import LOCAL


def print_object(value: Mapping[str, Any]) -> None:
    """One object on one line."""
    click.echo(_line(value))


def print_list(values: Iterable[Mapping[str, Any]]) -> None:
    """One array, an element a line."""
    click.echo("[" + ",\n ".join(map(_line, values)) + "]")


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(LOCAL).isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"not for JSON: {value!r}")

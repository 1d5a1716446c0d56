"""Rows taken out of a database behind the program's back, one loss at a time, and put back."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

How: TypeAlias = Literal["notice", "mail", "digest and all it said", "letter"]
HOW: tuple[How, ...] = ("notice", "mail", "digest and all it said", "letter")
_OF_MAIL = ("notice", "question_asked", "extension_notice")


@dataclass(frozen=True)
class Loss:
    """One loss: the row `number` of notices or mails, and with a digest the rows that name it."""

    how: How
    number: int

    @property
    def table(self) -> str:
        return "notice" if self.how == "notice" else "outbox"

    def rows(self) -> list[tuple[str, str]]:
        """Tables with the condition of their rows."""
        more = [(table, f"outbox_id = {self.number}") for table in _OF_MAIL]
        return [*(more if self.how == "digest and all it said" else []), (self.table, f"id = {self.number}")]


def drawn(database: Path, seed: int, count: int, before: str) -> list[Loss]:
    """So many different losses of rows from days before `before`, a quarter of each kind."""
    chance = random.Random(seed)
    told = "id IN (SELECT outbox_id FROM notice)"  # a digest that only asks questions owes nothing to the ladder
    digests = f"SELECT id FROM outbox WHERE {told} AND day < '{before}' AND state = 'sent' ORDER BY id"
    choices: dict[How, list[int]] = {}
    with closing(sqlite3.connect(database)) as conn:
        found: dict[How, str] = {
            "notice": f"SELECT id FROM notice WHERE day < '{before}' ORDER BY id",
            "mail": digests,
            "digest and all it said": digests,
            "letter": f"SELECT id FROM outbox WHERE sort = 'letter' AND day < '{before}' ORDER BY id",
        }
        for how, rows in found.items():
            choices[how] = [row[0] for row in conn.execute(rows)]
    letters = min(len(choices["letter"]), count // 4)
    each = {"letter": letters, "mail": count // 4, "digest and all it said": count // 4}
    each["notice"] = count - sum(each.values())
    return [Loss(how, number) for how in HOW for number in chance.sample(choices[how], each[how])]


@contextmanager
def lost(database: Path, *losses: Loss) -> Iterator[None]:
    """The rows are not there within the block."""
    with closing(sqlite3.connect(database, isolation_level=None)) as conn:
        kept: list[tuple[str, list[Any]]] = []
        for table, condition in [one for loss in losses for one in loss.rows()]:
            kept.append((table, conn.execute(f"SELECT * FROM {table} WHERE {condition}").fetchall()))
            conn.execute(f"DELETE FROM {table} WHERE {condition}")
        try:
            yield
        finally:
            for table, rows in reversed(kept):
                for row in rows:
                    conn.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)

"""Whatever the program writes into the history has words for people."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.history import Entry
from scheduler.reports.deed_words import DEEDS, say_deed

ROOT = Path(__file__).parents[2]
ROOMS = ("db", "scheduler", "nhacviec")


def recorded() -> Iterator[str]:
    """Every deed that the source names where it calls `record`."""
    for path in sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "record",
                "_record",
            ):
                named = [word.value for word in node.keywords if word.arg == "what"]
                for value in [*named, *node.args]:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield value.value


def test_every_deed_has_words() -> None:
    found = set(recorded())
    assert len(found) > 40
    assert found - set(DEEDS) == set()


@pytest.mark.parametrize(
    ("what", "detail", "words"),
    [
        ("done", {"on": "2022-11-30", "document": "15/BC-VP"}, "báo hoàn thành (ngày 30/11/2022, văn bản 15/BC-VP)"),
        ("amended", {"why": "sửa 12/KH"}, "kế hoạch được sửa đổi (theo sửa 12/KH)"),
        ("checked_in", {"period": "2022-Q1", "result": "difficulty"}, None),
        ("part given", {"role": "unit", "unit": "thanh-tra"}, "đổi vai trò (đơn vị thanh-tra, vai trò đơn vị)"),
        ("changed", {"name": ["Phòng A", "Phòng B"]}, "sửa (tên Phòng A → Phòng B)"),
    ],
)
def test_a_deed_is_told_with_its_details(what: str, detail: dict[str, object], words: str | None) -> None:
    said = say_deed(Entry(dt.datetime(2022, 1, 1, tzinfo=dt.UTC), "an", "task:1", what, detail))
    assert "difficulty" not in said
    assert words in (None, said)

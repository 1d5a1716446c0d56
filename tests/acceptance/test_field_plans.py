"""Plans as offices have them are read at least as well as the floor each has reached; raise a floor, never lower it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .field_plans import FIELD, date_score, documents, score

DATES_FLOOR = 97.8
FLOORS: dict[str, float] = json.loads((FIELD / "floors.json").read_text("utf-8"))


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.name))
def test_a_plan_from_the_field_is_read_as_well_as_before(path: Path) -> None:
    reached = score(path)
    wrong = "\n".join(dict.fromkeys(str(one) for one in reached.wrong))
    assert reached.percent >= FLOORS[path.name], f"{reached.percent:.1f} %\n{wrong}"


def test_every_floor_belongs_to_a_document() -> None:
    assert set(FLOORS) == {path.name for path in documents()}


def test_deadlines_beyond_doubt_have_their_dates() -> None:
    reached = date_score()
    assert reached.percent >= DATES_FLOOR, "\n".join(map(str, reached.wrong))

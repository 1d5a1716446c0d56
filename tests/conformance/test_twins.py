from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from db.engine import reading, writing
from db.plans import TaskRow, add_plan, add_task
from db.twins import TwinRow, add_twins, drop_twins, join_works, twin_rows
from rules.model import Unspecified

AT = dt.datetime(2022, 3, 1, 1, 0, tzinfo=dt.UTC)
DAY = dt.date(2022, 3, 1)


@pytest.fixture
def tasks(engine: sa.Engine) -> list[int]:
    """Four tasks of one plan: the rows do not ask which plans they are of."""
    with writing(engine) as conn:
        head = {"title": "Kế hoạch", "first_year": 2022, "last_year": 2022, "source_name": "a", "source_sha256": "b"}
        plan = add_plan(conn, **head, status="adopted", adopted_on=DAY, adopted_at=AT)
        return [add_task(conn, task(plan, n)) for n in range(4)]


def task(plan: int, n: int) -> TaskRow:
    texts = (None, None, None)
    return TaskRow(
        0, plan, f"1.-.{n}", 1, *texts, n, "Báo cáo", *texts, None, "unspecified", Unspecified(), None, False
    )


def row(task_id: int, work: int) -> dict[str, object]:
    return {"task_id": task_id, "work": work, "linked_on": DAY, "linked_at": AT, "linked_by": "quản trị"}


def linked(engine: sa.Engine, task_ids: list[int] | None = None) -> list[tuple[int, int]]:
    with reading(engine) as conn:
        return [(one.task_id, one.work) for one in twin_rows(conn, task_ids)]


def test_a_task_is_found_with_all_that_it_is_linked_with(engine: sa.Engine, tasks: list[int]) -> None:
    a, b, c, d = tasks
    with writing(engine) as conn:
        add_twins(conn, [row(a, a), row(b, a), row(c, c), row(d, c)])
    assert linked(engine, [b]) == [(a, a), (b, a)]
    assert linked(engine) == [(a, a), (b, a), (c, c), (d, c)]
    with reading(engine) as conn:
        assert twin_rows(conn, [a])[0] == TwinRow(a, a, DAY, AT, "quản trị")


def test_works_are_joined_and_tasks_taken_out(engine: sa.Engine, tasks: list[int]) -> None:
    a, b, c, d = tasks
    with writing(engine) as conn:
        add_twins(conn, [row(a, a), row(b, a), row(c, c), row(d, c)])
        join_works(conn, [c], a)
        drop_twins(conn, [b])
    assert linked(engine, [d]) == [(a, a), (c, a), (d, a)]
    assert linked(engine, [b]) == []


def test_a_task_is_of_one_work(engine: sa.Engine, tasks: list[int]) -> None:
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as conn:
        add_twins(conn, [row(tasks[0], tasks[0]), row(tasks[0], tasks[1])])

"""Step 0002 rebuilds the table of tasks: rows, what refers to them, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from db.engine import open_engine, reading, writing
from db.upgrade import downgrade, upgrade

PLAN = """INSERT INTO plan
(id, title, first_year, last_year, source_name, source_sha256, status, adopted_on, adopted_at)
VALUES (3, 'Kế hoạch', 2022, 2022, 'ke-hoach.md', 'ab', 'adopted', '2022-01-04', '2022-01-04T01:00:00.000000Z')"""
TASK = """INSERT INTO task (id, plan_id, name, table_no, ordinal, text, kind)
VALUES (:id, 3, :name, 1, 1, 'Báo cáo', 'once')"""


@pytest.fixture
def engine(database: str) -> Iterator[sa.Engine]:
    """A database at 0001 with a plan, two tasks, and a unit that leads the second."""
    opened = open_engine(database)
    downgrade(opened, "0001")
    with writing(opened) as conn:
        conn.execute(sa.text("INSERT INTO unit (code, name, kind, position) VALUES ('van-phong', 'VP', 'internal', 1)"))
        conn.execute(sa.text(PLAN))
        conn.execute(sa.text(TASK), [{"id": 5, "name": "1.I.1"}, {"id": 7, "name": "1.I.2"}])
        part = "INSERT INTO task_unit (task_id, role, unit_code, position) VALUES (7, 'lead', 'van-phong', 0)"
        conn.execute(sa.text(part))
    yield opened
    opened.dispose()


def told(engine: sa.Engine, question: str) -> list[tuple[object, ...]]:
    with reading(engine) as conn:
        return [tuple(row) for row in conn.execute(sa.text(question))]


def test_tasks_keep_their_numbers_their_units_and_their_order(engine: sa.Engine) -> None:
    upgrade(engine)
    rows = told(engine, "SELECT id, name, position, withdrawn_on FROM task ORDER BY position")
    assert rows == [(5, "1.I.1", 5, None), (7, "1.I.2", 7, None)]
    assert told(engine, "SELECT task_id, unit_code FROM task_unit") == [(7, "van-phong")]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # which wrote the table anew
def test_the_next_task_gets_a_number_that_was_never_used(engine: sa.Engine) -> None:
    upgrade(engine)
    with writing(engine) as conn:
        conn.execute(sa.text("DELETE FROM task_unit"))
        conn.execute(sa.text("DELETE FROM task WHERE id = 7"))
        conn.execute(sa.text(TASK), {"id": None, "name": "1.I.3"})
    assert told(engine, "SELECT max(id) FROM task") == [(8,)]


def test_a_name_belongs_to_one_task_in_force(engine: sa.Engine) -> None:
    upgrade(engine)
    with writing(engine) as conn:
        conn.execute(sa.text("UPDATE task SET withdrawn_on = '2022-03-01' WHERE id = 5"))
        conn.execute(sa.text("UPDATE task SET name = '1.I.1' WHERE id = 7"))
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as conn:
        conn.execute(sa.text(TASK), {"id": 9, "name": "1.I.1"})


def test_on_the_way_back_a_withdrawn_task_steps_aside(engine: sa.Engine) -> None:
    upgrade(engine)
    with writing(engine) as conn:
        conn.execute(sa.text("UPDATE task SET withdrawn_on = '2022-03-01' WHERE id = 5"))
        conn.execute(sa.text("UPDATE task SET name = '1.I.1' WHERE id = 7"))
    downgrade(engine, "0001")
    assert told(engine, "SELECT id, name FROM task ORDER BY id") == [(5, "1.I.1~5"), (7, "1.I.1")]
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as conn:
        conn.execute(sa.text(TASK), {"id": 9, "name": "1.I.1"})

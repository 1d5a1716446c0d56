"""Step 0009 adds what units say of duties without a due date; the way back drops that and nothing else."""

from __future__ import annotations

import sqlalchemy as sa

from db.engine import open_engine, reading, writing
from db.upgrade import downgrade, upgrade

from .test_amended_plans import PLAN, TASK

SAID = """INSERT INTO check_in (task_id, unit_code, period, result, actor, via, at)
VALUES (5, 'van-phong', '2022-Q1', 'under_way', 'vp', 'link', '2022-03-15T02:00:00.000000Z')"""


def test_answers_go_with_the_step_and_the_tasks_stay(database: str) -> None:
    engine = open_engine(database)
    with writing(engine) as conn:
        conn.execute(sa.text("INSERT INTO unit (code, name, kind, position) VALUES ('van-phong', 'VP', 'internal', 1)"))
        conn.execute(sa.text(PLAN))
        conn.execute(sa.text(TASK), [{"id": 5, "name": "1.I.1"}])
        conn.execute(sa.text(SAID))
    downgrade(engine, "0006")
    upgrade(engine)
    with reading(engine) as conn:
        counted = [conn.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar() for name in ("task", "check_in")]
    assert counted == [1, 0]
    engine.dispose()

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from db import tables
from db.engine import BrokenReferenceError, migrating, open_engine, reading, writing
from db.identity import known_revisions
from db.upgrade import downgrade, revision, upgrade

ROOT = Path(__file__).parents[2]


@pytest.fixture
def engine(empty_database: str) -> Iterator[sa.Engine]:
    opened = open_engine(empty_database)
    yield opened
    opened.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Iterator[sa.Engine]:
    """A database of SQLite alone."""
    opened = open_engine(f"sqlite:///{tmp_path}/nhacviec.db")
    yield opened
    opened.dispose()


def fill(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        conn.execute(sa.insert(tables.unit).values(code="van-phong", name="Văn phòng", kind="phong", position=1))
        conn.execute(sa.insert(tables.unit_alias).values(folded="van phong", spelling="VP", unit_code="van-phong"))


def test_a_database_stands_at_no_revision_until_it_is_upgraded(engine: sa.Engine) -> None:
    assert revision(engine) is None
    upgrade(engine)
    assert revision(engine) == known_revisions()[-1]


def test_upgrading_again_keeps_every_row(engine: sa.Engine) -> None:
    upgrade(engine)
    fill(engine)
    upgrade(engine)
    with reading(engine) as conn:
        assert conn.execute(sa.select(tables.unit_alias.c.spelling)).scalars().all() == ["VP"]


def test_a_filled_database_can_be_taken_down_to_the_base_and_brought_up(engine: sa.Engine) -> None:
    upgrade(engine)
    fill(engine)
    downgrade(engine, "base")
    upgrade(engine)
    with reading(engine) as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(tables.unit)).scalar_one() == 0


def test_an_upgrade_leaves_nothing_behind_when_it_fails(engine: sa.Engine) -> None:
    with migrating(engine) as conn:
        conn.execute(sa.text("CREATE TABLE history (id INTEGER)"))
    with pytest.raises(sa.exc.DBAPIError, match="already exists"):
        upgrade(engine)
    with reading(engine) as conn:
        assert sa.inspect(conn).get_table_names() == ["history"]


def test_an_upgrade_says_nothing_in_the_log(engine: sa.Engine, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        upgrade(engine)
    assert caplog.messages == []


def test_several_that_make_a_new_database_together_all_succeed(empty_database: str) -> None:
    def start(_: int) -> str | None:
        engine = open_engine(empty_database)
        upgrade(engine)
        reached = revision(engine)
        engine.dispose()
        return reached

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(start, range(8))) == [known_revisions()[-1]] * 8


def test_a_table_that_others_refer_to_can_be_rebuilt_with_their_rows_kept(file: sa.Engine) -> None:
    upgrade(file)
    fill(file)
    with migrating(file) as conn:
        conn.execute(sa.text("CREATE TABLE rebuilt AS SELECT * FROM unit"))
        conn.execute(sa.text("DROP TABLE unit"))
        conn.execute(sa.schema.CreateTable(tables.unit))
        conn.execute(sa.text("INSERT INTO unit SELECT * FROM rebuilt"))
        conn.execute(sa.text("DROP TABLE rebuilt"))
    with reading(file) as conn:
        assert conn.execute(sa.select(tables.unit_alias.c.unit_code)).scalars().all() == ["van-phong"]
        assert conn.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_a_migration_that_breaks_a_reference_is_undone_and_names_the_table(file: sa.Engine) -> None:
    upgrade(file)
    fill(file)
    with pytest.raises(BrokenReferenceError, match="bảng unit_alias"), migrating(file) as conn:
        conn.execute(sa.delete(tables.unit))
    with reading(file) as conn:
        assert conn.execute(sa.select(tables.unit.c.code)).scalars().all() == ["van-phong"]


def test_a_new_table_becomes_a_numbered_step_that_the_next_upgrade_runs(tmp_path: Path) -> None:
    for room in ("db", "rules"):
        shutil.copytree(ROOT / room, tmp_path / room)
    with (tmp_path / "db/tables/office.py").open("a", encoding="utf-8") as office:
        office.write('\nmeeting = numbered("meeting", required("held_at", Instant), Column("minutes", Text))\n')
    opened = "from db import engine, upgrade; e = engine.open_engine('sqlite:///x.db'); upgrade.upgrade(e); "
    run(tmp_path, opened + "upgrade.draft(e, 'meetings are kept')")
    number = f"{int(known_revisions()[-1]) + 1:04}"
    step = (tmp_path / f"db/migrations/versions/{number}_meetings_are_kept.py").read_text("utf-8")
    assert 'sa.Column("held_at", Instant(), nullable=False)'.replace('"', "'") in step
    assert "from db.column_types import Instant" in step
    assert run(tmp_path, opened + "print(upgrade.revision(e))").split() == [number]


def test_a_command_that_finds_its_database_ready_does_not_wait_for_alembic(file: sa.Engine, tmp_path: Path) -> None:
    upgrade(file)
    code = (
        "import sys, db.tables; from db import engine, upgrade; "
        "upgrade.upgrade(engine.open_engine('sqlite:///nhacviec.db')); print('alembic' in sys.modules)"
    )
    shutil.copytree(ROOT / "db", tmp_path / "db")
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    assert run(tmp_path, code).strip() == "False"


def test_the_migrations_run_from_an_installed_wheel(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "import db, db.engine, db.upgrade; engine = db.engine.open_engine('sqlite:///x.db'); "
        "db.upgrade.upgrade(engine); print(db.__file__, db.upgrade.revision(engine))"
    )
    assert run(tmp_path / "site", code).split() == [str(tmp_path / "site/db/__init__.py"), known_revisions()[-1]]


def run(site: Path, code: str) -> str:
    """What `code` prints in a process of its own that imports the rooms in `site`; warnings are errors there too."""
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout

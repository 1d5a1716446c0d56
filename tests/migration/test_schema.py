"""The tables as the code writes them and the tables as the migrations leave them are the same tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from db.engine import migrating, open_engine, reading, writing
from db.identity import known_revisions
from db.tables import metadata
from db.upgrade import downgrade, revision, upgrade

from .schema import RETIRED, schema


@pytest.fixture
def migrated(database: str) -> Iterator[sa.Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


@pytest.fixture
def made(empty_database: str) -> Iterator[sa.Engine]:
    """The tables as the code writes them."""
    engine = open_engine(empty_database)
    with migrating(engine) as conn:
        metadata.create_all(conn)
    yield engine
    engine.dispose()


def differences(engine: sa.Engine, retired: Collection[str] = RETIRED) -> list[Any]:
    """What Alembic would change in the database to make it what the code writes, but for what is retired."""

    def counts(item: Any, name: str | None, kind: str, reflected: bool, like: Any) -> bool:
        return not reflected or (f"{item.table.name}.{name}" if kind == "column" else name) not in retired

    with reading(engine) as conn:
        return list(compare_metadata(MigrationContext.configure(conn, opts={"include_object": counts}), metadata))


def test_alembic_finds_no_difference_between_the_tables_and_the_migrations(migrated: sa.Engine) -> None:
    assert differences(migrated) == []


def test_checks_and_partial_indexes_are_the_same_too(made: sa.Engine) -> None:
    drawn = schema(made)
    with migrating(made) as conn:
        metadata.drop_all(conn)
    upgrade(made)
    assert schema(made) == drawn
    assert set(drawn) == set(metadata.tables)


def test_what_is_retired_is_no_difference(migrated: sa.Engine) -> None:
    as_drawn = schema(migrated)
    with writing(migrated) as conn:
        conn.execute(sa.text("ALTER TABLE unit ADD COLUMN colour TEXT"))
        conn.execute(sa.text("CREATE TABLE meeting (id INTEGER PRIMARY KEY)"))
    retired = {"unit.colour", "meeting"}
    assert (differences(migrated, retired), schema(migrated, retired)) == ([], as_drawn)
    assert len(differences(migrated)) == 2


def test_up_down_to_the_base_and_up_again_gives_the_same_schema(migrated: sa.Engine) -> None:
    before = schema(migrated)
    downgrade(migrated, "base")
    assert (schema(migrated), revision(migrated)) == ({}, None)
    upgrade(migrated)
    assert schema(migrated) == before


def test_the_revisions_are_one_numbered_line_that_ends_where_alembic_ends() -> None:
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    script = ScriptDirectory.from_config(config)
    line = [step.revision for step in script.walk_revisions()]
    assert line[::-1] == known_revisions() == sorted(line)
    assert all(re.fullmatch(r"\d{4}", number) for number in line)
    assert script.get_heads() == [known_revisions()[-1]]

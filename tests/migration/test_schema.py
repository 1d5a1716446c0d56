"""The tables as the code writes them and the tables as the migrations leave them are the same tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from db.engine import migrating, open_engine, reading
from db.identity import known_revisions
from db.tables import metadata
from db.upgrade import downgrade, revision, upgrade


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


def schema(engine: sa.Engine) -> dict[str, Any]:
    """All that reflection sees, checks and conditions of partial indexes included, which Alembic does not compare."""
    with reading(engine) as conn:
        seen = sa.inspect(conn)
        return {
            table: {
                "columns": [{**column, "type": repr(column["type"])} for column in seen.get_columns(table)],
                "key": seen.get_pk_constraint(table),
                "references": sorted(seen.get_foreign_keys(table), key=repr),
                "uniques": sorted(seen.get_unique_constraints(table), key=repr),
                "checks": sorted(seen.get_check_constraints(table), key=repr),
                "indexes": sorted(map(shown, seen.get_indexes(table)), key=repr),
            }
            for table in seen.get_table_names()
            if table != "alembic_version"
        }


def shown(index: Any) -> dict[str, Any]:
    return {**index, "dialect_options": {k: str(v) for k, v in index.get("dialect_options", {}).items()}}


def test_alembic_finds_no_difference_between_the_tables_and_the_migrations(migrated: sa.Engine) -> None:
    with reading(migrated) as conn:
        context = MigrationContext.configure(conn)
        assert compare_metadata(context, metadata) == []


def test_checks_and_partial_indexes_are_the_same_too(made: sa.Engine) -> None:
    drawn = schema(made)
    with migrating(made) as conn:
        metadata.drop_all(conn)
    upgrade(made)
    assert schema(made) == drawn
    assert set(drawn) == set(metadata.tables)


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

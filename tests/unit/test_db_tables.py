from __future__ import annotations

import pytest
import sqlalchemy as sa

from db.column_types import Instant
from db.tables import metadata

TABLES = metadata.sorted_tables
POSTGRESQL = sa.make_url("postgresql://").get_dialect()()
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@every_table
def test_all_that_a_migration_may_have_to_change_has_a_name_postgresql_accepts(table: sa.Table) -> None:
    ddl = str(sa.schema.CreateTable(table).compile(dialect=POSTGRESQL))
    assert ddl.count("CONSTRAINT") == len(table.constraints)
    names = [str(constraint.name) for constraint in table.constraints] + [str(index.name) for index in table.indexes]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 63 for name in names)


@every_table
def test_postgresql_understands_every_index(table: sa.Table) -> None:
    for index in table.indexes:
        ddl = str(sa.schema.CreateIndex(index).compile(dialect=POSTGRESQL))
        assert ("WHERE" in ddl) == (index.dialect_options["sqlite"]["where"] is not None)


@every_table
def test_every_table_has_a_key_and_every_numbered_one_never_uses_a_number_twice(table: sa.Table) -> None:
    assert table.primary_key.columns
    assert bool(table.dialect_options["sqlite"]["autoincrement"]) == ("id" in table.columns)


@every_table
def test_times_are_instants_and_days_are_dates(table: sa.Table) -> None:
    for column in table.columns:
        assert not isinstance(column.type, sa.DateTime), column
        named_so = column.name.endswith("_at") or column.name in {"at", "claimed_until"}
        assert isinstance(column.type, Instant) == named_so, column
        if column.name.endswith("_on") or column.name in {"due", "effective", "start", "day"}:
            assert isinstance(column.type, sa.Date), column

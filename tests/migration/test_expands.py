"""Each migration after the last one of one piece only adds, or says which code can work with what it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text

from db.engine import migrating, open_engine
from db.identity import READABLE_FROM, known_revisions
from db.tables import metadata
from db.upgrade import IN_HALVES_AFTER

from .schema import Schema, harm, schema


@pytest.fixture
def engine(database: str) -> Iterator[sa.Engine]:
    opened = open_engine(database)
    yield opened
    opened.dispose()


def config(conn: sa.Connection | None = None) -> Config:
    made = Config(attributes={"connection": conn})
    made.set_main_option("script_location", "db:migrations")
    return made


def contracts() -> dict[str, str]:
    """The migrations that take something away, each with the oldest code that can work with what it leaves."""
    scripts = ScriptDirectory.from_config(config()).walk_revisions()
    found = {script.revision: getattr(script.module, READABLE_FROM, None) for script in scripts}
    return {number: oldest for number, oldest in found.items() if oldest}


def names(tables: Schema) -> set[str]:
    return {f"{table}.{column['name']}" for table, parts in tables.items() for column in parts["columns"]}


def test_no_migration_takes_anything_from_older_code_unannounced(empty_database: str) -> None:
    engine, known, announced = open_engine(empty_database), known_revisions(), contracts()
    assert all(number > IN_HALVES_AFTER for number in announced)
    before: Schema = {}
    for number in known[known.index(IN_HALVES_AFTER) :]:
        with migrating(engine) as conn:
            command.upgrade(config(conn), number)
        after = schema(engine)
        if number in announced:
            assert announced[number] in known[: known.index(number)], "the release before is to go on"
            assert names(after) <= names(before), f"{number} takes away, so it adds nothing"
        else:
            assert harm(before, after) == [], number
        before = after
    engine.dispose()


def words(op: Operations, listed: str) -> None:
    """Another list of the words that an answer may be."""
    with op.batch_alter_table("answer") as table:
        table.drop_constraint(op.f("ck_answer_via_known"))
        table.create_check_constraint(op.f("ck_answer_via_known"), sa.text(f"via IN ({listed})"))


def add(op: Operations, table: str, *columns: Column[Any]) -> None:
    with op.batch_alter_table(table) as changed:
        for one in columns:
            changed.add_column(one)


def alter(op: Operations, table: str, name: str, **how: Any) -> None:
    with op.batch_alter_table(table) as changed:
        changed.alter_column(name, **how)


def drop(op: Operations, table: str, name: str) -> None:
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(op.f(name))


def constrain(op: Operations, table: str, name: str, condition: str) -> None:
    with op.batch_alter_table(table) as changed:
        changed.create_check_constraint(op.f(name), sa.text(condition))


def mark_apart(op: Operations) -> None:
    add(op, "unit", Column("colour", Text))
    op.create_index("uq_unit_colour", "unit", ["colour", "kind"], unique=True)


def refer(op: Operations) -> None:
    with op.batch_alter_table("attended_day") as table:
        table.create_foreign_key("fk_day", "holiday", ["day"], ["date"])


ADDITIONS: dict[str, Callable[[Operations], object]] = {
    "a table": lambda op: op.create_table(
        "meeting", Column("id", Integer, primary_key=True), Column("mail", Integer, ForeignKey("outbox.id"))
    ),
    "a column that may be empty": lambda op: add(op, "outbox", Column("colour", Text)),
    "a required column with a default": lambda op: add(
        op, "obligation", Column("weight", Integer, nullable=False, server_default="1")
    ),
    "a reference from a new column": lambda op: add(
        op, "unit", Column("mail", Integer, ForeignKey("outbox.id", name="fk_unit_mail"))
    ),
    "a check of a new column": lambda op: add(
        op, "unit", Column("colour", Text, CheckConstraint("colour IN ('đỏ', 'vàng')", name="colour_known"))
    ),
    "an index": lambda op: op.create_index("ix_outbox_colour", "outbox", ["subject"]),
    "an index less": lambda op: op.drop_index("ix_outbox_counts", "outbox"),
    "a unique over a new column that older code leaves empty": mark_apart,
    "a word more": lambda op: words(op, "'link', 'command', 'page'"),
    "a column that may be empty from now on": lambda op: alter(op, "unit", "kind", nullable=True),
    "a default": lambda op: alter(op, "unit", "kind", server_default="phong"),
    "a check less": lambda op: drop(op, "answer", "ck_answer_via_known"),
}

HARM: dict[str, Callable[[Operations], object]] = {
    "table attended_day is gone": lambda op: op.drop_table("attended_day"),
    "unit: column name is gone": lambda op: op.drop_column("unit", "name"),
    "task_twin: column linked_by is gone": lambda op: alter(op, "task_twin", "linked_by", new_column_name="linker"),
    "unit: older code cannot fill colour": lambda op: add(op, "unit", Column("colour", Text, nullable=False)),
    "outbox: answer is required": lambda op: alter(op, "outbox", "answer", nullable=False),
    "unit: another type of position": lambda op: alter(op, "unit", "position", type_=Text()),
    "outbox: another default of urgency": lambda op: alter(op, "outbox", "urgency", server_default=None),
    "unit: a unique more": lambda op: op.create_index("uq_unit_name", "unit", ["name"], unique=True),
    "incoming: a unique is gone": lambda op: drop(op, "incoming", "uq_incoming_key"),
    "extension: a unique is gone": lambda op: op.drop_index("uq_extension_undecided", "extension"),
    "unit: the check ck_unit_kind_known more": lambda op: constrain(op, "unit", "ck_unit_kind_known", "kind <> 'x'"),
    "answer: the check ck_answer_via_known is another": lambda op: words(op, "'link'"),
    "attended_day: a reference more": refer,
}


def changed(engine: sa.Engine, change: Callable[[Operations], object]) -> list[str]:
    """What harm the change does, as a migration would make it."""
    before = schema(engine)
    with migrating(engine) as conn:
        change(Operations(MigrationContext.configure(conn, opts={"target_metadata": metadata})))
    return harm(before, schema(engine))


@pytest.mark.parametrize("change", ADDITIONS.values(), ids=ADDITIONS)
def test_what_only_adds_harms_nobody(engine: sa.Engine, change: Callable[[Operations], object]) -> None:
    assert changed(engine, change) == []


@pytest.mark.parametrize(("harmful", "change"), HARM.items(), ids=HARM)
def test_what_takes_away_is_seen(engine: sa.Engine, harmful: str, change: Callable[[Operations], object]) -> None:
    assert harmful in changed(engine, change)

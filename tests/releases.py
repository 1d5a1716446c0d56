"""A later release of the program: a copy of its rooms with migrations more, run in processes of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from db.identity import known_revisions
from nhacviec.guard import HOME, ROOMS

NOW = known_revisions()[-1]
"""The newest revision of the code under test, which is the older code here."""
EXPANDED, CONTRACTED = f"{int(NOW) + 1:04}", f"{int(NOW) + 2:04}"

EXPAND = f'''
"""A column that may be empty, one with a default, a table and an index more."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "{EXPANDED}", "{NOW}"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("colour", sa.Text))
    op.add_column("obligation", sa.Column("weight", sa.Integer, nullable=False, server_default="1"))
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mail", sa.Integer, sa.ForeignKey("outbox.id"), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_colour", "outbox", ["colour", "state"])
'''

CONTRACT = f'''
"""An index and a column less."""

from alembic import op

revision, down_revision = "{CONTRACTED}", "{EXPANDED}"
readable_from = "OLDEST"


def upgrade() -> None:
    op.drop_index("ix_outbox_colour", "outbox")
    op.drop_column("outbox", "colour")
'''

UPGRADE = """
import sys
from db.engine import open_engine
from db.upgrade import upgrade
from rules.errors import NhacviecError

try:
    engine = open_engine(sys.argv[1])
    try:
        upgrade(engine)
    finally:
        engine.dispose()
except NhacviecError as error:
    sys.exit(str(error))
"""


@dataclass(frozen=True)
class Release:
    """Its `folder` holds the rooms and the migrations."""

    folder: Path

    @classmethod
    def made_in(cls, folder: Path, *, readable_from: str | None = None) -> Release:
        """One that expands, and where `readable_from` is given, contracts."""
        for room in ROOMS:
            shutil.copytree(HOME / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
        versions = folder / "db" / "migrations" / "versions"
        (versions / f"{EXPANDED}_expand.py").write_text(EXPAND, "utf-8")
        if readable_from:
            step = CONTRACT.replace("OLDEST", readable_from)
            (versions / f"{CONTRACTED}_contract.py").write_text(step, "utf-8")
        return cls(folder)

    @property
    def environment(self) -> dict[str, str]:
        """In which Python finds this release's rooms, and not those of the code under test."""
        return {"PYTHONPATH": str(self.folder)}

    def upgrade(self, database: str) -> str:
        """Bring the database where this release expects it; gives the sentence by which it refuses, else nothing."""
        done = self.start(UPGRADE, database)
        _, said = done.communicate(timeout=60)
        assert (done.returncode, said.count("\n")) in ((0, 0), (1, 1)), said
        return said.removesuffix("\n")

    def run(self, code: str, *args: str) -> str:
        """What a process that imports this release's rooms prints."""
        done = self.start(code, *args)
        printed, said = done.communicate(timeout=60)
        assert done.returncode == 0, said
        return printed

    def start(self, code: str, *args: str) -> subprocess.Popen[str]:
        """Such a process; warnings are errors there."""
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code, *args],
            cwd=self.folder,
            env=os.environ | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

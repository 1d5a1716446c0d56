"""For every test: the variables of whoever runs the tests do not configure the program under test.

And the two kinds of database, fresh for each test; PostgreSQL is started where a test first asks for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import open_engine
from db.upgrade import upgrade
from tests.postgresql import Server, running
from tests.releases import EXPANDED, NOW, Release

for _name in [name for name in os.environ if name.startswith(("NHACVIEC_", "PG"))]:
    del os.environ[_name]

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL for the session."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """A database at the newest revision, to be copied."""
    name = server.fresh()
    engine = open_engine(server.url(name))
    upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture
def postgresql(server: Server) -> Iterator[str]:
    """The address of an empty database."""
    name = server.fresh()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=KINDS)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/nhacviec.db"
    address: str = request.getfixturevalue("postgresql")
    return address


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database at the newest revision, of each kind."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path}/nhacviec.db")
        upgrade(engine)
        engine.dispose()
        yield f"sqlite:///{tmp_path}/nhacviec.db"
        return
    server: Server = request.getfixturevalue("server")
    name = server.fresh(request.getfixturevalue("template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def expanding(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A later release that only adds to the database."""
    return Release.made_in(tmp_path_factory.mktemp("expanding"))


@pytest.fixture(scope="session")
def tidying(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """One that also takes away what the code under test does without already."""
    return Release.made_in(tmp_path_factory.mktemp("tidying"), readable_from=NOW)


@pytest.fixture(scope="session")
def contracting(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """One that takes away what the code under test may still use."""
    return Release.made_in(tmp_path_factory.mktemp("contracting"), readable_from=EXPANDED)

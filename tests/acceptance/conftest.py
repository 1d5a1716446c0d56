"""An office on a virtual clock: the real plan, register, database, rules and templates."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from db.engine import writing
from nhacviec import config
from nhacviec.app import open_office
from nhacviec.reading import read_for_adoption
from scheduler.clock import LOCAL
from scheduler.office import Office
from scheduler.planning.adoption import Adopted, adopt
from scheduler.simulation.simulate import Sink, as_line, live
from scheduler.tick import mails_after, tick
from tests.conformance.stored import queue

from .certificates import Certificates
from .full_office import live_fully
from .installation import PLAN, UNITS, Installation
from .served import Site, served


@dataclass
class World:
    """One office and what it mailed so far."""

    office: Office
    lines: list[dict[str, Any]] = field(default_factory=list)
    sink: Any = field(default_factory=Sink)
    seen: int = 0

    def adopt(self, at: dt.datetime, issued: dt.date = dt.date(2021, 11, 1)) -> Adopted:
        document, reviewed = read_for_adoption(self.office, PLAN)
        return adopt(
            self.office, document, reviewed, source=PLAN, period=(2021, 2025), issued=issued, at=at, actor="test"
        )

    def tick(self, at: dt.datetime) -> list[dict[str, Any]]:
        """One tick, and the lines of the mails it wrote."""
        tick(self.office, self.sink, at)
        mails = mails_after(self.office, self.seen)
        self.seen = max((mail.id for mail in mails), default=self.seen)
        lines = [as_line(mail) for mail in mails]
        self.lines += lines
        return lines

    def live(self, first: dt.date, last: dt.date, **more: Any) -> list[dict[str, Any]]:
        return [as_line(mail) for mail in live(self.office, self.adopt, first, last, **more)]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def make_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., World]]:
    """Makes an office of its own, its database in a folder of its own unless `database` is the address of one; keywords
    set sections of the configuration.
    """
    made: list[World] = []

    def make(database: str | None = None, **sections: Any) -> World:
        folder = tmp_path_factory.mktemp("office")
        settings = config.Config(data=config.Data(units=UNITS, mail=folder / "mail"), **sections)
        at = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
        address = database or f"sqlite:///{folder}/office.db"
        made.append(World(open_office(settings, at, database=address, instance="test")))
        return made[-1]

    yield make
    for world in made:
        world.office.engine.dispose()


@pytest.fixture
def busy(make_world: Callable[..., World], postgresql: str) -> Iterator[World]:
    """An office on PostgreSQL with six hundred mails in its outbox."""
    made, morning = make_world(postgresql), dt.datetime(2022, 1, 4, 8, tzinfo=LOCAL)
    with writing(made.office.engine) as conn:
        queue(conn, *(f"m{n}" for n in range(600)), day=morning.date(), next_try_at=morning)
    yield made
    made.office.engine.dispose()


@pytest.fixture
def site(make_world: Callable[..., World]) -> Iterator[Site]:
    """The pages of an office that adopted the plan on 1 November 2022."""
    made = make_world(office=config.Office(public_url="https://nhacviec.example.test"))
    morning = dt.datetime(2022, 11, 1, 7, tzinfo=LOCAL)
    made.adopt(morning)
    made.tick(morning + dt.timedelta(hours=1))
    with served(made) as site:
        yield site


@pytest.fixture(scope="session")
def year_2022(make_world: Callable[..., World]) -> list[dict[str, Any]]:
    """Every mail of 2022 when nobody ever reports anything."""
    return make_world().live(dt.date(2022, 1, 1), dt.date(2022, 12, 31))


@pytest.fixture(scope="session")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation in which the plan was adopted, for tests that change nothing of it."""
    made = Installation.made_in(tmp_path_factory.mktemp("adopted"))
    made.adopt()
    return made


@pytest.fixture
def here(adopted: Installation, tmp_path: Path) -> Installation:
    """The plan adopted, in a folder of the test's own."""
    shutil.copytree(adopted.folder, tmp_path, dirs_exist_ok=True)
    return Installation(tmp_path)


@pytest.fixture(scope="session")
def lived(make_world: Callable[..., World], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an office to which everything has happened; nobody uses it any more."""
    world = make_world()
    live_fully(world, tmp_path_factory.mktemp("lived"))
    world.office.engine.dispose()
    return Path(str(world.office.engine.url.database))


@pytest.fixture
def file(lived: Path, tmp_path: Path) -> Path:
    """That office in a file of the test's own."""
    return Path(shutil.copy(lived, tmp_path / "office.db"))

"""An office moved into another database: all of it is there, and it goes on as it would have."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from db.duties import obligations
from db.engine import reading, writing
from db.mails import possible_duplicates
from db.moving import move, rehearse
from db.tables import act, office, outbox
from nhacviec import config
from nhacviec.app import open_office
from rules.workdays import ONE_DAY, days
from scheduler.auditing.audit import audit
from scheduler.delivering.pausing import waiting

from .conftest import World
from .full_office import LAST
from .installation import UNITS
from .moves import AT, as_kept, dumped, engine_at, everything, in_use, wished
from .served import served


@pytest.fixture
def source(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture(params=["postgresql", "sqlite"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where nothing is yet, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new.db"
    address: str = request.getfixturevalue("postgresql")
    return address


# All of it -----------------------------------------------------------------------------------------------------------


def test_the_office_to_be_moved_has_rows_in_every_table(source: str) -> None:
    empty = [name for name, rows in everything(source).items() if not rows]
    assert empty == [], "what fills a new table is to happen in full_office.py too"


def test_every_row_arrives_and_only_a_mark_changes_what_is_left(file: Path, source: str, target: str) -> None:
    before, raw = everything(source), dumped(file)
    done = move(source, target, wished())
    assert everything(target) == (as_kept(before) if target.startswith("postgresql") else before)
    assert dict(done.rows) == {name: len(rows) for name, rows in before.items()}
    assert done.changed == target.startswith("postgresql")
    assert (in_use(source), in_use(target)) == (False, True)
    (mark,) = dumped(file) - raw
    assert mark.startswith("INSERT INTO \"office\" VALUES('moved_to',")
    assert raw <= dumped(file)


def test_there_and_back_into_another_file_nothing_is_lost(source: str, postgresql: str, tmp_path: Path) -> None:
    before = as_kept(everything(source))
    move(source, postgresql, wished())
    back = f"sqlite:///{tmp_path}/back.db"
    assert move(postgresql, back, wished("hai")).changed == 0
    assert everything(back) == before
    assert [in_use(place) for place in (source, postgresql, back)] == [False, False, True]
    assert Path(tmp_path / "back.db").stat().st_mode & 0o077 == 0


def test_moved_back_into_the_first_file_it_is_in_use_again_with_what_happened_since(
    source: str, postgresql: str
) -> None:
    for round_ in range(2):
        move(source, postgresql, wished(f"đi {round_}"))
        write(postgresql, f"lần {round_}")
        there = everything(postgresql)
        move(postgresql, source, wished(f"về {round_}"))
        assert everything(source) == there
        assert (in_use(source), in_use(postgresql)) == (True, False)


def write(address: str, key: str) -> None:
    with engine_at(address) as engine, writing(engine) as conn:
        conn.execute(sa.insert(office).values(key=key, value="x"))


def test_what_would_be_moved_is_told_without_writing(file: Path, source: str, target: str) -> None:
    before = file.read_bytes()
    told = rehearse(source, target)
    assert (told.settled, told.changed) == (False, target.startswith("postgresql"))
    assert file.read_bytes() == before
    assert not (file.parent / "new.db").exists()
    if target.startswith("postgresql"):
        with engine_at(target) as engine, engine.connect() as conn:
            assert sa.inspect(conn).get_table_names() == []
    assert told == move(source, target, wished())


def test_the_same_move_again_finds_everything_there(source: str, target: str) -> None:
    first = move(source, target, wished())
    again = move(source, target, wished("hai"))
    assert again.settled
    assert (again.rows, again.address) == (first.rows, first.address)


# It goes on ----------------------------------------------------------------------------------------------------------


def test_the_next_days_are_those_that_would_have_been(file: Path, source: str, postgresql: str) -> None:
    """Mails that waited, the one that was being sent, and all that falls due in two weeks."""
    stayed = Path(shutil.copy(file, file.with_name("stayed.db")))
    move(source, postgresql, wished())
    there, here = opened(postgresql), opened(f"sqlite:///{stayed}")
    for world in (there, here):
        for day in days(LAST + ONE_DAY, LAST + 14 * ONE_DAY):
            world.tick(world.office.settings.hours.opening(day))
    assert mails_of(there) == mails_of(here)
    assert len(there.lines) > 5
    with reading(there.office.engine) as conn:
        assert possible_duplicates(conn) == 1
        assert not waiting(conn)
    for world in (there, here):
        world.office.engine.dispose()


def opened(address: str) -> World:
    settings = config.Config(data=config.Data(units=UNITS))
    return World(open_office(settings, AT, database=address))


def mails_of(world: World) -> list[Any]:
    """Every column of every mail, its bytes too."""
    with reading(world.office.engine) as conn:
        return list(conn.execute(sa.select(outbox).order_by(outbox.c.id)))


def test_numbers_that_were_given_are_not_given_again(file: Path, source: str, postgresql: str, tmp_path: Path) -> None:
    """Also those of rows that are gone, and those that PostgreSQL used up."""
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("UPDATE sqlite_sequence SET seq = 500 WHERE name = 'act'")
        conn.commit()
    move(source, postgresql, wished())
    assert new_act(postgresql) == 501
    undo_an_act(postgresql)
    back = f"sqlite:///{tmp_path}/back.db"
    move(postgresql, back, wished("hai"))
    assert new_act(back) == 503
    world = opened(back)
    kinds = [one.kind for one in audit(world.office, AT).missing]
    assert "row" not in kinds
    world.office.engine.dispose()


def new_act(address: str) -> int:
    with engine_at(address) as engine, writing(engine) as conn:
        number: int = conn.execute(sa.insert(act).values(**ACT).returning(act.c.id)).scalar_one()
    return number


def undo_an_act(address: str) -> None:
    with engine_at(address) as engine, engine.connect() as conn:
        conn.execute(sa.insert(act).values(**ACT))
        conn.rollback()


ACT = {"kind": "adopted", "ref": "plan:1", "day": AT.date(), "at": AT, "answered_at": AT}


def test_an_answer_on_a_page_that_runs_at_the_old_place_is_refused_and_not_lost(source: str, target: str) -> None:
    world = opened(source)
    with reading(world.office.engine) as conn:
        row = obligations(conn, unit="ccvc", state="open")[0]
    with served(world) as site:
        site.now = AT
        token = site.token(row, "ccvc", "ccvc@snv.example.test")
        assert site.ask(f"/tra-loi/{token}").status == 200
        move(source, target, wished())
        before = site.everything()
        reply = site.send(token, choice="acknowledged")
        assert reply.status == 422
        assert "nơi cũ không dùng nữa" in reply.text
        assert site.everything() == before
    world.office.engine.dispose()

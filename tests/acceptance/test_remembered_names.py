"""Names of units given in a review: stored with the plan or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from db.engine import reading, writing
from db.history import story
from db.plans import plans
from db.register import add_spelling, spellings_of
from nhacviec.reading import read_for_adoption
from plans.units.names import key
from scheduler.planning.adoption import Adopted, adopt
from scheduler.planning.aliases import NameTakenError

from .conftest import World
from .installation import PLAN

AT = dt.datetime(2021, 12, 1, 2, tzinfo=dt.UTC)
ONE_STOP = "Bộ phận Một cửa"


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()


def adopted(world: World, *names: tuple[str, str]) -> Adopted:
    document, reviewed = read_for_adoption(world.office, PLAN)
    reviewed = replace(reviewed, new_names=names)
    return adopt(world.office, document, reviewed, source=PLAN, period=None, issued=None, at=AT, actor="chị Hoa")


def test_who_gave_a_name_when_and_for_which_plan_is_kept(world: World) -> None:
    done = adopted(world, (ONE_STOP, "van-phong"), ("Toàn thể đơn vị", "@all"), ("văn phòng sở", "van-phong"))
    assert done.remembered == ((ONE_STOP, "van-phong"), ("Toàn thể đơn vị", "@all"))
    with reading(world.office.engine) as conn:
        units, groups = spellings_of(conn)
        entries = [*story(conn, "unit:van-phong"), *story(conn, "group:@all")]
    assert ONE_STOP in units["van-phong"]
    assert "Toàn thể đơn vị" in groups["@all"]
    assert [(one.at, one.actor, one.what, one.detail["plan"]) for one in entries] == [
        (AT, "chị Hoa", "alias added", done.plan.id),
        (AT, "chị Hoa", "alias added", done.plan.id),
    ]


def test_a_name_that_another_unit_got_after_the_review_stops_the_whole_adoption(world: World) -> None:
    with writing(world.office.engine) as conn:
        add_spelling(conn, code="thanh-tra", folded=key(ONE_STOP), spelling=ONE_STOP)
    with pytest.raises(NameTakenError, match="“Bộ phận Một cửa” nay đã là tên gọi của Thanh tra Sở"):
        adopted(world, ("Tổ công nghệ", "van-phong"), (ONE_STOP, "van-phong"))
    with reading(world.office.engine) as conn:
        assert plans(conn) == []
        assert "Tổ công nghệ" not in spellings_of(conn)[0]["van-phong"]


def test_two_names_that_offices_take_for_one_are_not_given_to_two_units(world: World) -> None:
    with pytest.raises(NameTakenError, match=r"“P\.CNTT” nay đã là tên gọi của Văn phòng Sở"):
        adopted(world, ("Phòng CNTT", "van-phong"), ("P.CNTT", "thanh-tra"))

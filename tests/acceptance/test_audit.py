"""The auditor: whatever is taken out of a lived year is found, and a year that was lived is found whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from db.engine import reading
from db.mails import MailRow, mails
from nhacviec import config
from nhacviec.health import Finding, examine
from notifications.smtp import Outcome
from rules.ladder import Policy
from scheduler.auditing.audit import Audited, audit, audit_nightly
from scheduler.clock import Hours
from scheduler.duties.linking import link, unlink
from scheduler.office import Office
from scheduler.simulation.simulate import Sink, live

from .conftest import World
from .golden_year import ADOPTED, Year
from .installation import Installation
from .losses import HOW, Loss, drawn, lost
from .two_plans import ONE, OTHER_ONE, adopt_file, write_two

FIRST, LAST = dt.date(2022, 1, 1), dt.date(2022, 12, 31)
AFTER = Hours().opening(LAST + dt.timedelta(days=3))


@pytest.fixture(scope="module")
def year(make_world: Callable[..., World]) -> World:
    """A year in which nobody ever reports anything."""
    world = make_world()
    world.live(FIRST, LAST)
    return world


def place(world: World) -> Path:
    return Path(str(world.office.engine.url.database))


def test_a_hundred_losses_are_found_one_by_one_by_reckoning_alone(year: World) -> None:
    losses = drawn(place(year), 7, 100, "2022-12-31")
    unseen = []
    for loss in losses:
        with lost(place(year), loss):
            if not audit(year.office, AFTER, numbers=False).missing:
                unseen.append(loss)
    assert len(losses) == 100
    assert unseen == []


def test_a_hundred_losses_together_are_each_named_by_their_numbers(year: World) -> None:
    losses = drawn(place(year), 8, 100, "2022-12-31")
    with lost(place(year), *losses):
        named = {one.about for one in audit(year.office, AFTER).missing}
    assert {f"{loss.table}:{loss.number}" for loss in losses} <= named


def test_a_lived_year_is_found_whole(year: World) -> None:
    found = audit(year.office, AFTER)
    assert found.missing == ()
    assert (found.days, found.obligations) == (249, 235)


def found_whole(office: Office, day: dt.date) -> Audited:
    """The audit of the day after, which has to find nothing missing."""
    found = audit(office, Hours().opening(day + dt.timedelta(days=1)))
    assert [one.text for one in found.missing] == []
    return found


def test_a_year_of_events_extensions_a_merger_and_an_absence_is_found_whole(
    make_world: Callable[..., World], tmp_path: Path
) -> None:
    world = make_world()
    script = Year(world, tmp_path)
    assert sum(1 for _ in live(world.office, script.adopt, ADOPTED, LAST, script.deeds())) > 100
    assert found_whole(world.office, LAST).days > 200
    losses = [loss for loss in drawn(place(world), 3, 16, "2022-12-31") if loss.how != "letter"]
    letters = [Loss("letter", row.id) for row in sent_letters(world)]
    unseen = []
    for loss in [*losses, *letters]:
        with lost(place(world), loss):
            if not audit(world.office, AFTER, numbers=False).missing:
                unseen.append(loss)
    assert {loss.how for loss in [*losses, *letters]} == set(HOW)
    assert [(loss.how, loss.number) for loss in unseen] == []


def sent_letters(world: World) -> list[MailRow]:
    with reading(world.office.engine) as conn:
        return [row for row in mails(conn) if row.sort == "letter"]


def test_linked_tasks_that_one_mail_speaks_for_are_found_whole(
    make_world: Callable[..., World], tmp_path: Path
) -> None:
    world, begins = make_world(), dt.date(2022, 10, 3)
    for path in write_two(tmp_path):
        adopt_file(world.office, path, Hours().opening(begins))
    for n in range(140):
        day = begins + dt.timedelta(days=n)
        if day == dt.date(2022, 11, 10):
            link(world.office, ONE, OTHER_ONE, at=Hours().opening(day), actor="test")
        if day == dt.date(2023, 1, 16):
            unlink(world.office, *ONE, at=Hours().opening(day), actor="test")
        world.tick(Hours().opening(day))
    found_whole(world.office, day)


class Moody(Sink):
    """A mail server that is down on some days and knows one mailbox no more from some day on."""

    def __init__(self) -> None:
        self.down = self.gone = False

    async def send(self, sender: str, recipient: str, message: bytes) -> Outcome:
        if self.down:
            return Outcome("temporary", None, "không nhận kết nối", fault="server")
        if self.gone and recipient == "ccvc@snv.example.test":
            return Outcome("permanent", 550, "550 5.1.1 no such user", fault="recipient")
        return await super().send(sender, recipient, message)


def test_mails_superseded_and_refused_for_good_are_found_whole(make_world: Callable[..., World]) -> None:
    world, begins = make_world(), dt.date(2022, 1, 4)
    world.sink = Moody()
    world.adopt(Hours().opening(begins))
    for n in range(70):
        day = begins + dt.timedelta(days=n)
        world.sink.gone, world.sink.down = n >= 30, n in range(41, 46) or n in range(55, 59)
        for hours in (0, 2):
            world.tick(Hours().opening(day) + dt.timedelta(hours=hours))
    with reading(world.office.engine) as conn:
        states = {row.state for row in mails(conn)}
    assert {"sent", "superseded", "failed"} <= states
    found_whole(world.office, day)


def test_days_off_count_against_nobody(make_world: Callable[..., World]) -> None:
    world, begins = make_world(), dt.date(2022, 1, 4)
    world.adopt(Hours().opening(begins))
    for n in (0, 1, 2, 20, 21, 50, 51, 52, 53, 80):
        world.tick(Hours().opening(begins + dt.timedelta(days=n)))
    found_whole(world.office, begins + dt.timedelta(days=80))


def test_another_policy_counts_from_the_night_it_is_seen(year: World) -> None:
    audit_nightly(year.office, AFTER)
    stricter = Policy(lead_days_before=(30, 21, 14, 7, 3, 1, 0))
    office = Office(year.office.engine, replace(year.office.settings, policy=stricter))
    assert audit(office, AFTER).missing == ()
    assert audit_nightly(office, AFTER).since == AFTER.date()
    assert audit_nightly(office, AFTER + dt.timedelta(days=1)).days == 0


def test_the_night_is_told_by_the_doctor(make_world: Callable[..., World], caplog: pytest.LogCaptureFixture) -> None:
    world, day = make_world(), dt.date(2022, 1, 4)
    world.adopt(Hours().opening(day))
    world.tick(Hours().opening(day))
    night = Hours().opening(day + dt.timedelta(days=1))
    audit_nightly(world.office, night)
    assert said(world, night).level == "good"
    with lost(place(world), Loss("letter", 3)):
        audit_nightly(world.office, night)
    told = said(world, night)
    assert told.level == "broken"
    assert "Thư báo «plan_adopted» (plan:1) ngày 04/01/2022 gửi " in told.text
    assert "audit_missing" in caplog.messages


def said(world: World, at: dt.datetime) -> Finding:
    settings = config.Config(data=config.Data(database=str(world.office.engine.url)))
    (found,) = [one for one in examine(settings, None, at) if one.subject == "Đối chiếu"]
    return found


def test_the_command_says_what_is_missing_and_ends_with_1_where_that_is_asked(here: Installation) -> None:
    fine = here.run("audit", "--strict")
    assert (fine.status, fine.err) == (0, "")
    assert fine.out.endswith("đến hết hôm qua: không thiếu gì.\n")
    assert here.run("audit", "--json").json["missing"] == []

"""One installation: its database, its settings, and what it knows at one moment."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from db.engine import Connection, Engine, reading
from db.facts import fact
from db.holidays import load_calendar
from db.plans import PlanRow, TaskRow
from db.register import Register, load_register
from rules.addresses import needs_utf8
from rules.counting import STRICT, Choices
from rules.event_due import EventLimits
from rules.extensions import ExtensionPolicy
from rules.ladder import Policy
from rules.policies import Applied, Override, Place, applied
from rules.report_windows import CheckIns
from rules.workdays import Calendar
from scheduler.clock import Hours


@dataclass(frozen=True, slots=True)
class Settings:
    """What config.toml decides. `event_limits` date an event that nobody dated; without any, the lead is asked.

    `overrides` are other rungs than those of `policy`, for single plans, sections or tasks; see `World.ladder_at`.
    `report_within` are office days after which a report is no longer believed unconfirmed, `decide_within` those after
    which the monitor is asked again about a decline. `most_file` are the bytes of a file that may come with a report;
    0: none may; `most_plan` those of a plan sent by the page. `reply_to` None: answers go to the monitor's first
    address. `public_url` empty: mails have no links.
    `claim` is how long a courier may hold a mail. `close_notice`: calendar days before a plan's end from which the
    monitor is asked to close it. A session of the page lasts `session_length`, and ends after resting for
    `session_idle`. `return_path` is the form of envelope senders; None: that is `sender`.
    """

    name: str = "Sở Nội vụ"
    policy: Policy = field(default_factory=Policy)
    overrides: tuple[Override, ...] = ()
    hours: Hours = field(default_factory=Hours)
    choices: Choices = STRICT
    extensions: ExtensionPolicy = field(default_factory=ExtensionPolicy)
    report_within: int = 5
    most_file: int = 10 * 2**20
    most_plan: int = 20 * 2**20
    decide_within: int = 2
    public_url: str = ""
    event_limits: EventLimits = field(default_factory=EventLimits)
    ask_events: bool = True
    check_ins: CheckIns = field(default_factory=CheckIns)
    close_notice: int = 90
    sender: str = "nhac-viec@example.test"
    sender_name: str = "Hệ thống nhắc việc"
    reply_to: str | None = None
    return_path: str | None = None
    session_length: dt.timedelta = dt.timedelta(hours=12)
    session_idle: dt.timedelta = dt.timedelta(hours=2)
    claim: dt.timedelta = dt.timedelta(seconds=300)
    connections: int = 4
    mails_per_minute: int = 0

    @property
    def domain(self) -> str:
        """The right half of Message-IDs."""
        return self.sender.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Office:
    """The database and the settings: what every use case works on.

    `hand_over` is told, within its transaction, of each mail put into the outbox.
    """

    engine: Engine
    settings: Settings
    hand_over: Callable[[Connection, int], None] = lambda conn, count: None


@dataclass(frozen=True, slots=True)
class World:
    """Calendar and register as of one read, with the settings, and a fingerprint of all that schedules depend on."""

    settings: Settings
    calendar: Calendar
    register: Register
    instance: str
    link_key: bytes = field(repr=False)
    fingerprint: str = field(init=False)
    """Changes when a policy, a holiday notice or the register does."""

    def __post_init__(self) -> None:
        settings = self.settings
        seen = repr((settings.policy, settings.overrides, settings.hours, self.calendar.fingerprint()))
        mark = hashlib.sha256((seen + self.register.fingerprint()).encode()).hexdigest()[:16]
        object.__setattr__(self, "fingerprint", mark)

    def ladder_at(self, plan: PlanRow, task: TaskRow | None = None) -> Applied:
        """The policy for a task of the plan, or for the plan where nothing narrower is set."""
        place = Place(plan.id, plan.number, task.section if task else None, task.name if task else None)
        return applied(self.settings.policy, self.settings.overrides, place)

    def monitor_name(self) -> str:
        """The unit that answers go to: Văn phòng Sở, by whatever name the register has."""
        units = self.register.units.values()
        return next((unit.name for unit in units if unit.is_monitor), "Văn phòng")

    def reply_to(self) -> str | None:
        """Where answers go: an address that every mail program can be told of."""
        monitors = [one.address for one in self.register.monitors() if not needs_utf8(one.address)]
        return self.settings.reply_to or next(iter(monitors), None)


def world(office: Office, conn: Connection | None = None, *, on: dt.date | None = None) -> World:
    """What the office knows now, read in `conn` or in a transaction of its own.

    Who hears is who is there on the local day `on`; without one nobody counts as absent.
    """
    if conn is None:
        with reading(office.engine) as own:
            return world(office, own, on=on)
    key = bytes.fromhex(fact(conn, "link_key") or "")
    instance = (fact(conn, "instance") or "") + (fact(conn, "epoch") or "")
    return World(office.settings, _kept(load_calendar(conn)), load_register(conn, on), instance, key)


_calendars: dict[str, Calendar] = {}


def _kept(calendar: Calendar) -> Calendar:
    """The calendar read before, if it says the same: it has counted its days already."""
    same = _calendars.get(calendar.fingerprint())
    if same != calendar:
        _calendars.clear()
        _calendars[calendar.fingerprint()] = calendar
        return calendar
    return same

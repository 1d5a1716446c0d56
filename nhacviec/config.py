"""The configuration: every key with its type, its default and what it allows.

Defaults live in the models below, what a key may hold in `config_values`, what keys may not be together in
`config_contradictions`; `config.toml` in the repository lists them
all and a test holds the two together.
`load` reads the file, lets `NHACVIEC_<SECTION>__<KEY>` variables override it, and refuses what it does not know, by
file, line and key. Times of day are local (Asia/Ho_Chi_Minh).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from nhacviec import config_source as source
from nhacviec.config_contradictions import OVERRIDE, contradictions
from nhacviec.config_source import ConfigError
from nhacviec.config_values import (
    Clock,
    DaysBefore,
    Folder,
    OptionalFile,
    Positive,
    Text,
    acts_of,
    database_of,
    listen_of,
    mailbox_of,
    mailbox_or_none,
    period_of,
    plan_of,
    return_path_of,
    tables_of,
    text_of,
    web_address_of,
)
from rules.counting import Choices
from rules.event_due import EventLimits
from rules.ladder import Policy
from rules.model import Offset
from rules.policies import KEYS, Override
from rules.report_windows import CheckIns


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Office(Section):
    name: Annotated[str, BeforeValidator(text_of), Field(min_length=1)] = "Sở Nội vụ"
    public_url: Annotated[str, BeforeValidator(web_address_of)] = ""


class Data(Section):
    """Where things are; `load` gives every path absolute. `holidays` None is the table shipped with the program."""

    database: Annotated[str, BeforeValidator(database_of)] = "sqlite:///var/nhacviec.db"
    mail: Folder = Path("var/mail")
    units: OptionalFile = None
    holidays: OptionalFile = None


class Dates(Section):
    """What the law of time limits leaves open (`rules.counting.Choices`)."""

    move_written: bool = False
    leap_day: Literal["28/2", "1/3"] = "28/2"
    makeup_saturday_ends: bool = True
    count_back_margin: Annotated[int, Field(ge=0, le=30)] = 0

    @property
    def choices(self) -> Choices:
        """The same for the rules."""
        return Choices(**self.model_dump())


class Hours(Section):
    """When mail may leave, on working days; `end` is exclusive."""

    start: Clock = dt.time(8)
    end: Clock = dt.time(17)


class LadderOverride(Section):
    """Other rungs for a plan (number or id), or for one section or one task of it; a key left out is as in [ladder]."""

    plan: Annotated[str, BeforeValidator(plan_of), Field(min_length=1)]
    section: Text = ""
    task: Text = ""
    lead_days_before: DaysBefore | None = None
    coordinating_days_before: DaysBefore | None = None
    collective_days_before: DaysBefore | None = None
    head_after: Positive | None = None
    monitor_after: Positive | None = None
    leadership_after: Positive | None = None
    overdue_every: Positive | None = None
    weekly_after: Positive | None = None
    undecided_after: Positive | None = None

    @property
    def rungs(self) -> Override:
        """The same for the rules."""
        values = tuple((key, value) for key in KEYS if (value := getattr(self, key)) is not None)
        return Override(self.plan, self.section or None, self.task or None, values)


class Ladder(Section):
    """Calendar days before `due` (descending), working days after `effective`."""

    lead_days_before: DaysBefore = (30, 14, 7, 3, 1, 0)
    coordinating_days_before: DaysBefore = (14, 3)
    collective_days_before: DaysBefore = (14,)
    head_after: Positive = 2
    monitor_after: Positive = 5
    leadership_after: Positive = 10
    overdue_every: Positive = 3
    weekly_after: Positive = 20
    undecided_after: Positive = 60
    override: Annotated[tuple[LadderOverride, ...], BeforeValidator(tables_of)] = ()

    @property
    def policy(self) -> Policy:
        """The office's policy for the rules."""
        return Policy(**self.model_dump(include=set(KEYS)))

    @property
    def overrides(self) -> tuple[Override, ...]:
        """What is set otherwise, in the order of the file."""
        return tuple(one.rungs for one in self.override)


class Plans(Section):
    """`close_notice`: calendar days before a plan's last day from which the monitor is asked to close it."""

    close_notice: Annotated[int, Field(ge=0, le=366)] = 90


class Events(Section):
    """How an announced event is dated where its document names no limit (`rules.event_due.EventLimits`)."""

    default_days: Annotated[Offset | None, BeforeValidator(period_of)] = None
    count_from: Literal["happened", "received"] = "happened"
    ask_each_quarter: bool = True
    acts: Annotated[tuple[tuple[str, Offset | None, Offset | None], ...], BeforeValidator(acts_of)] = ()

    @property
    def limits(self) -> EventLimits:
        """The same for the rules."""
        limits = tuple((words, limit) for words, limit, _ in self.acts if limit)
        stops = tuple((words, before) for words, _, before in self.acts if before)
        return EventLimits(self.default_days, limits, self.count_from == "received", stops)


class Checkins(Section):
    """When duties without a due date are asked about (`rules.report_windows.CheckIns`)."""

    every: Literal["month", "quarter", "half_year", "year", "never"] = "quarter"
    unit_after: Annotated[int, Field(ge=1, le=10)] = 1
    monitor_after: Annotated[int, Field(ge=1, le=10)] = 2

    @property
    def policy(self) -> CheckIns:
        """The same for the rules."""
        return CheckIns(None if self.every == "never" else self.every, self.unit_after, self.monitor_after)


class Extensions(Section):
    """`allowed` for one obligation; working days until an undecided request is asked about."""

    allowed: Annotated[int, Field(ge=0)] = 2
    chase_after: Positive = 2
    leaders_after: Positive = 4


class Answers(Section):
    """`report_within`: a report that makes a duty done in time is believed for so many working days after that day.

    `file_mb`: the largest file that may come with a report; 0: none may. `decide_within`: so many working days after a
    decline that nobody decided on, digests ask the monitor.
    """

    report_within: Positive = 5
    file_mb: Annotated[int, Field(ge=0, le=50)] = 10
    decide_within: Positive = 2


class Smtp(Section):
    """An empty `host`: mails become .eml files in `data.mail`. A limit of 0 is none."""

    host: Text = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 465
    mode: Literal["tls", "starttls", "none"] = "tls"
    username: Text = ""
    password: SecretStr = SecretStr("")
    timeout_seconds: Annotated[int, Field(ge=1, le=600)] = 30
    connections: Annotated[int, Field(ge=1, le=32)] = 4
    mails_per_connection: Annotated[int, Field(ge=0)] = 0
    mails_per_minute: Annotated[int, Field(ge=0)] = 0
    allow_clear_text: bool = False


class Imap(Section):
    """The mailbox that what comes back is read from; an empty `host`: none is. Always encrypted and verified.

    `return_path` is the envelope sender: `{token}` stands for what is signed, `{local}` and `{domain}` for the halves
    of `mail.sender`; empty: mails leave under `mail.sender` itself. An empty `done_folder`: mails dealt with are marked
    as read and stay.
    """

    host: Text = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 993
    mode: Literal["tls", "starttls"] = "tls"
    username: Text = ""
    password: SecretStr = SecretStr("")
    folder: Annotated[str, BeforeValidator(text_of), Field(min_length=1)] = "INBOX"
    done_folder: Text = ""
    every_minutes: Annotated[int, Field(ge=1, le=1440)] = 5
    timeout_seconds: Annotated[int, Field(ge=1, le=600)] = 30
    return_path: Annotated[str, BeforeValidator(return_path_of)] = "{local}+{token}@{domain}"

    def path_of(self, sender: str) -> str | None:
        """The form of the envelope sender, in which only `{token}` is left open; None where there is none."""
        if not self.host or not self.return_path:
            return None
        local, _, domain = sender.rpartition("@")
        return self.return_path.replace("{local}", local).replace("{domain}", domain)


class Mail(Section):
    """An empty `reply_to`: answers go to the monitor's first address."""

    sender: Annotated[str, BeforeValidator(mailbox_of)] = "nhac-viec@example.test"
    sender_name: Text = "Hệ thống nhắc việc"
    reply_to: Annotated[str, BeforeValidator(mailbox_or_none)] = ""


class Web(Section):
    """An empty `listen`: this process serves no page. `health_from`: who may ask for /healthz, /readyz, /metrics.

    Whoever signed in stays so for `session_hours`, and no longer than `idle_minutes` without opening a page.
    A plan that is sent by the page has `plan_mb` megabytes at most.
    """

    listen: Annotated[str, BeforeValidator(listen_of)] = ""
    health_from: Literal["loopback", "anywhere"] = "loopback"
    session_hours: Annotated[int, Field(ge=1, le=168)] = 12
    idle_minutes: Annotated[int, Field(ge=5, le=1440)] = 120
    plan_mb: Annotated[int, Field(ge=1, le=64)] = 20


class Daemon(Section):
    """`check_every_seconds` is at most 30: what a command writes is noticed within that time.

    `engine`: this daemon works by itself, or shares its work with others on one PostgreSQL.
    """

    engine: Literal["inline", "dbos"] = "inline"
    check_every_seconds: Annotated[int, Field(ge=1, le=30)] = 30
    nightly_at: Clock = dt.time(2)
    claim_seconds: Positive = 300
    stop_seconds: Positive = 5


class Logs(Section):
    """`format`: lines for people, or JSON objects for machines."""

    format: Literal["text", "json"] = "text"


class Config(Section):
    """The whole configuration."""

    office: Office = Office()
    data: Data = Data()
    dates: Dates = Dates()
    hours: Hours = Hours()
    ladder: Ladder = Ladder()
    plans: Plans = Plans()
    events: Events = Events()
    checkins: Checkins = Checkins()
    extensions: Extensions = Extensions()
    answers: Answers = Answers()
    smtp: Smtp = Smtp()
    imap: Imap = Imap()
    mail: Mail = Mail()
    web: Web = Web()
    daemon: Daemon = Daemon()
    logs: Logs = Logs()

    @property
    def secrets(self) -> tuple[str, ...]:
        """The passwords in it, which go into no log."""
        database = urlsplit(self.data.database).password if "@" in self.data.database else None
        return tuple(one for one in (self.smtp.password.get_secret_value(), database, unquote(database or "")) if one)


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration in force: `path`, else the file that NHACVIEC_CONFIG names, else ./config.toml, else
    /etc/nhacviec/config.toml, else the defaults, whose paths then stand in the current folder. Raises `ConfigError`.
    """
    read = source.find(path, environ)
    values = source.override(read, environ, known=_defaults())
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        problems = [source.problem(detail) for detail in error.errors()]
    else:
        problems = list(contradictions(config))
    if problems:
        raise ConfigError(problems="\n".join(read.worded(problem, known=_defaults()) for problem in problems))
    return _anchored(config, read.folder)


def _defaults() -> dict[str, dict[str, Any]]:
    config = Config()
    sections: dict[str, dict[str, Any]] = {name: dict(getattr(config, name)) for name in Config.model_fields}
    return sections | {OVERRIDE: dict.fromkeys(LadderOverride.model_fields)}


def _anchored(config: Config, folder: Path) -> Config:
    """The same with every path absolute: relative ones start at the folder of the configuration file."""
    data = config.data
    scheme, _, file = data.database.partition(":///")
    moved = {name: folder / path for name in ("mail", "units", "holidays") if (path := getattr(data, name)) is not None}
    if scheme == "sqlite" and file != ":memory:":
        moved["database"] = f"sqlite:///{folder / file}"
    return config.model_copy(update={"data": data.model_copy(update=moved)})

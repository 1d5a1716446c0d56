"""The application: configuration → office, mailer, daemon. The only place that makes a concrete one of each."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import secrets
import signal
import socket
import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from db.engine import open_engine, writing
from db.facts import fact, set_fact
from db.holidays import seed_holidays
from db.lock import one_of_a_fleet, sole_daemon
from db.upgrade import upgrade
from nhacviec import holidays, seeding
from nhacviec.config import Config
from nhacviec.page_address import page_address
from nhacviec.systemd import notify
from notifications.file_mailer import FileMailer
from notifications.imap import Account, ImapMailbox
from notifications.smtp import Mailer, Server, SmtpMailer
from plans.units import files as units
from rules.errors import UsageError
from rules.extensions import ExtensionPolicy
from scheduler.clock import Hours
from scheduler.daemon import Daemon
from scheduler.delivering.inbox import Inbox
from scheduler.engine import Engine, Inline
from scheduler.office import Office, Settings

if TYPE_CHECKING:
    from web.server import PageServer


PAGE_BEATS_EVERY = 30.0
"""Seconds between two heartbeats of a page that runs alone."""


def settings(config: Config) -> Settings:
    """What the use cases need of the configuration."""
    return Settings(
        name=config.office.name,
        policy=config.ladder.policy,
        overrides=config.ladder.overrides,
        hours=Hours(config.hours.start, config.hours.end),
        choices=config.dates.choices,
        extensions=ExtensionPolicy(**config.extensions.model_dump()),
        report_within=config.answers.report_within,
        most_file=config.answers.file_mb * 2**20,
        most_plan=config.web.plan_mb * 2**20,
        decide_within=config.answers.decide_within,
        public_url=config.office.public_url,
        event_limits=config.events.limits,
        ask_events=config.events.ask_each_quarter,
        check_ins=config.checkins.policy,
        close_notice=config.plans.close_notice,
        sender=config.mail.sender,
        sender_name=config.mail.sender_name,
        reply_to=config.mail.reply_to or None,
        return_path=config.imap.path_of(config.mail.sender),
        session_length=dt.timedelta(hours=config.web.session_hours),
        session_idle=dt.timedelta(minutes=config.web.idle_minutes),
        claim=dt.timedelta(seconds=config.daemon.claim_seconds),
        connections=config.smtp.connections,
        mails_per_minute=config.smtp.mails_per_minute,
    )


def open_office(config: Config, at: dt.datetime, *, database: str | None = None, instance: str | None = None) -> Office:
    """The office of `config`, its database created, upgraded and seeded where that is still to be done.

    `database` and `instance` (the installation's id) are for simulations and tests. Raises `NoRegisterError` where an
    empty database has no register to be filled from.
    """
    engine = open_engine(database or config.data.database)
    upgrade(engine)
    with writing(engine) as conn:
        seed_holidays(conn, holidays.load(config.data.holidays))
        if config.data.units is not None:
            seeding.seed(conn, units.load(config.data.units))
        if fact(conn, "instance") is None:
            set_fact(conn, "instance", instance or uuid.uuid4().hex)
            set_fact(conn, "created_at", at.isoformat())
        if fact(conn, "link_key") is None:
            set_fact(conn, "link_key", secrets.token_hex(32))
    return Office(engine, settings(config))


def make_mailer(config: Config) -> Mailer:
    """SMTP, or, with no mail server configured, files under `data.mail`."""
    smtp = config.smtp
    if not smtp.host:
        return FileMailer(config.data.mail)
    server = Server(
        host=smtp.host,
        port=smtp.port,
        mode=smtp.mode,
        username=smtp.username or None,
        password=smtp.password.get_secret_value() or None,
        timeout=smtp.timeout_seconds,
        connections=smtp.connections,
        mails_per_connection=smtp.mails_per_connection,
        insecure_clear=smtp.allow_clear_text,
    )
    return SmtpMailer(server)


def make_inbox(office: Office, config: Config, clock: Callable[[], dt.datetime]) -> Inbox | None:
    """The reader of what comes back; None where no mailbox is configured."""
    return Inbox(office, imap_mailbox(config), clock) if config.imap.host else None


def imap_mailbox(config: Config) -> ImapMailbox:
    """The mailbox that is configured."""
    imap = config.imap
    account = Account(
        host=imap.host,
        port=imap.port,
        mode=imap.mode,
        username=imap.username,
        password=imap.password.get_secret_value(),
        folder=imap.folder,
        done_folder=imap.done_folder,
        timeout=imap.timeout_seconds,
    )
    return ImapMailbox(account)


def make_daemon(office: Office, config: Config, clock: Callable[[], dt.datetime]) -> Daemon:
    """The daemon on the engine that is configured; `clock` gives the present instant."""
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
    every = dt.timedelta(seconds=config.daemon.check_every_seconds)
    engine: Engine = Inline(clock, every)
    if config.daemon.engine == "dbos":
        engine, office = _fleet(office, config, name, clock, every)
    return Daemon(
        office,
        make_mailer(config),
        engine,
        clock,
        inbox=make_inbox(office, config, clock),
        collect_every=dt.timedelta(minutes=config.imap.every_minutes),
        nightly_at=config.daemon.nightly_at,
        check_every=config.daemon.check_every_seconds,
        stop_seconds=config.daemon.stop_seconds,
        name=name,
        on_ready=lambda: notify("READY=1"),
        on_beat=lambda: notify("WATCHDOG=1"),
    )


def _fleet(
    office: Office, config: Config, name: str, clock: Callable[[], dt.datetime], every: dt.timedelta
) -> tuple[Engine, Office]:
    """The fleet's engine, and the office that tells it of each mail."""
    try:
        from scheduler.fleet import Fleet, Rate  # half a second, and a package that an office on SQLite does not have
    except ModuleNotFoundError as error:
        reason = f'Chưa cài thư viện {error.name} mà daemon.engine = "dbos" cần: hãy cài requirements-postgresql.txt.'
        raise UsageError(reason=reason) from error
    engine = Fleet(office.engine, name, clock, every, Rate.of(config.smtp.mails_per_minute))
    # The fleet keeps to the limit as a whole, so no courier does by itself.
    return engine, Office(office.engine, replace(office.settings, mails_per_minute=0), engine.hand_over)


def at_work(office: Office, config: Config, holder: str) -> AbstractContextManager[Callable[[], None]]:
    """The daemon lock, held alone or with the fleet, as `db.lock.sole_daemon`."""
    return (one_of_a_fleet if config.daemon.engine == "dbos" else sole_daemon)(office.engine, holder)


def make_page(
    office: Office, config: Config, clock: Callable[[], dt.datetime], daemon: Daemon | None = None
) -> PageServer | None:
    """The server of the page for answers, in one process with `daemon` if that is given; None where none is
    configured. Raises `UsageError` where it cannot listen.
    """
    if not config.web.listen:
        return None
    from nhacviec.health import examine_running  # which asks this module for what it looks at
    from web.app import make_app  # a tenth of a second that only `run` spends
    from web.machine import Machine
    from web.server import PageServer

    alive = daemon.alive if daemon else lambda: True
    machine = Machine(
        page_address(config) or "",
        mail_destination(config),
        lambda at, network: examine_running(config, office, at, network=network),
    )
    open_health = config.web.health_from == "anywhere"
    app = make_app(office, clock, alive=alive, open_health=open_health, machine=machine)
    return PageServer(app, config.web.listen)


async def serve(daemon: Daemon, page: PageServer | None = None) -> None:
    """Run the daemon, and the page beside it, until SIGINT or SIGTERM, telling systemd what it does. The process ends
    with it, in time.
    """

    def stop() -> None:
        notify("STOPPING=1")
        daemon.stop()
        if page:
            page.stop()
        _end_within(daemon.stop_seconds)

    _on_signals(stop)
    serving = asyncio.create_task(page.run_until_stopped()) if page else None
    try:
        await daemon.run()
    finally:
        if page and serving:
            page.stop()
            await serving


async def serve_page(page: PageServer) -> None:
    """Run the page alone until SIGINT or SIGTERM."""

    def stop() -> None:
        notify("STOPPING=1")
        page.stop()

    _on_signals(stop)
    notify("READY=1")
    beating = asyncio.create_task(_beat())
    await page.run_until_stopped()
    beating.cancel()


async def _beat() -> None:
    """Tell the watchdog that this loop goes round; where a daemon runs, its beats tell that."""
    while True:
        notify("WATCHDOG=1")
        await asyncio.sleep(PAGE_BEATS_EVERY)


def _on_signals(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop)


def _end_within(seconds: float) -> None:
    """End the process at the latest then: a thread that waits for a lock or writes much cannot be interrupted.

    What it had not committed is undone, as after a kill.
    """
    timer = threading.Timer(seconds, os._exit, (0,))
    timer.daemon = True
    timer.start()


def mail_destination(config: Config) -> str:
    """Where mail goes, in one sentence."""
    if config.smtp.host:
        return f"Thư gửi qua máy chủ {config.smtp.host}:{config.smtp.port} ({config.smtp.mode})."
    where = _shown(config.data.mail)
    return f"Chưa cấu hình máy chủ thư: mỗi thư được ghi thành tệp .eml trong {where}, không gửi đi đâu."


def _shown(path: Path) -> str:
    """Relative to the current folder where it lies below it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)

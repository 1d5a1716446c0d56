"""A real daemon whose clock began at a given instant and goes on as time does, mailing over real SMTP on this machine.

serve_at.py DATABASE PORT INSTANT [smtp.KEY=VALUE | daemon.KEY=VALUE …]
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import sys
import time
from pathlib import Path
from typing import Any

from nhacviec import config
from nhacviec.app import at_work, make_daemon, open_office, serve
from nhacviec.logs import start_logging

UNITS = Path(__file__).parents[2] / "examples" / "units.toml"


def main(database: str, port: str, instant: str, *settings: str) -> None:
    started, begun = time.monotonic(), dt.datetime.fromisoformat(instant)
    configured = configuration(database, int(port), settings)
    office = open_office(configured, begun)

    def clock() -> dt.datetime:
        return begun + dt.timedelta(seconds=time.monotonic() - started)

    daemon = make_daemon(office, configured, clock)
    with at_work(office, configured, f"mã tiến trình {os.getpid()}") as daemon.still_alone:
        start_logging()
        asyncio.run(serve(daemon))


def configuration(database: str, port: int, settings: tuple[str, ...]) -> config.Config:
    given: dict[str, dict[str, Any]] = {"smtp": {}, "daemon": {"check_every_seconds": 1}}
    for setting in settings:
        name, _, value = setting.partition("=")
        section, _, key = name.partition(".")
        given[section][key] = int(value) if value.isdecimal() else value
    return config.Config(
        data=config.Data(database=database, units=UNITS),
        smtp=config.Smtp(host="127.0.0.1", port=port, mode="none", **given["smtp"]),
        daemon=config.Daemon(**given["daemon"]),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Mails from the outbox to a server, claims and answers on the disk; beside aiosmtplib sending the same bytes."""

from __future__ import annotations

import asyncio
import datetime as dt
import statistics
import tempfile
import time
from pathlib import Path

import aiosmtplib

from bench.measure import Rate, show
from bench.sink import sink
from bench.stage import FIRST, MORNING, code, office
from db.engine import writing
from db.mails import enqueue
from notifications.model import Digest
from notifications.smtp import Server, SmtpMailer
from rules.workdays import ONE_DAY
from scheduler.delivering.courier import Courier
from scheduler.office import Office, world
from scheduler.writing.compose import asked_of_monitor
from scheduler.writing.envelope import outbox_row, recipient

MAILS = 2_000
CONNECTIONS = 4
TURNS = 5


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder, sink() as port:
        where = office(Path(folder), units=100)
        ratios, ours, limits = [], [], []
        for turn in range(TURNS):
            mails = fill(where, MAILS, turn)
            limits.append(MAILS / asyncio.run(_bare(mails, port)))
            ours.append(MAILS / asyncio.run(_drain(where, port)))
            ratios.append(ours[-1] / limits[-1])
        where.engine.dispose()
    bare = Rate(f"aiosmtplib, {CONNECTIONS} kept connections", statistics.median(limits), "mails")
    show(bare)
    show(Rate(f"outbox → server, {len(mails[0][1]):,} bytes each", statistics.median(ours), "mails"), bare)
    print(f"  ratios of the {TURNS} turns: {', '.join(f'{one:.2f}' for one in sorted(ratios))}; needed 0.5, aim 0.8")


def fill(where: Office, count: int, turn: int = 0) -> list[tuple[str, bytes]]:
    """So many mails in the outbox; gives mailbox and bytes of each."""
    known, mails = world(where), []
    for begin in range(0, count, 200):
        with writing(where.engine) as conn:
            for n in range(begin, begin + 200):
                to = recipient(f"lead-{code(n % 100)}@example.test", known)
                said = asked_of_monitor(f"Việc số {n}", "để đo tốc độ " * 20, known)
                mail = Digest(FIRST + turn * ONE_DAY, to.address, to.name, "Sở Nội vụ", (said,), "Văn phòng Sở")
                row = outbox_row(mail, to, known, key=f"{turn}:{n}", sort="digest", at=MORNING, items=[])
                enqueue(conn, row)
                mails.append((to.address, row["body"]))
    return mails


async def _bare(mails: list[tuple[str, bytes]], port: int) -> float:
    """Seconds that aiosmtplib takes for the mails, each connection a share of them."""
    begun = time.perf_counter()
    await asyncio.gather(*(_send(mails[n::CONNECTIONS], port) for n in range(CONNECTIONS)))
    return time.perf_counter() - begun


async def _send(mails: list[tuple[str, bytes]], port: int) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as smtp:
        for address, message in mails:
            await smtp.sendmail("nhac-viec@example.test", [address], message)


async def _drain(where: Office, port: int) -> float:
    """Seconds that the courier takes for what the outbox holds."""
    mailer = SmtpMailer(Server("127.0.0.1", port, "none", connections=CONNECTIONS))
    courier = Courier(where, mailer, lambda: MORNING + dt.timedelta(hours=1))
    begun = time.perf_counter()
    done = await courier.drain()
    taken = time.perf_counter() - begun
    await mailer.close()
    assert done.sent == MAILS, done
    return taken

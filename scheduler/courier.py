"""The courier: outbox rows → SMTP, at least once and recorded.

    claim (one transaction) ─▶ send over a kept connection ─▶ record the answer (one transaction)

A claim outlasts the whole SMTP time-out. If the program dies between sending and recording, the claim expires and the
mail goes out again under the same Message-ID, counted as a possible duplicate; nothing else is ever sent twice.

| answer                      | what happens to the row                                   |
| --------------------------- | --------------------------------------------------------- |
| delivered                   | sent                                                      |
| temporary, no server        | queued again, later each time, within sending hours       |
| uncertain (broke after DATA)| as after a crash: its claim is left to expire, and counted|
| permanent                   | failed; the address is suspended, its notices owed again  |
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from db.duties import obligations
from db.engine import Connection, writing
from db.history import record
from db.mails import Claimed, claim, obligations_of_mail, settle_mail
from db.register import suspend
from notifications.smtp import Mailer, Outcome
from scheduler.clock import local_day
from scheduler.faults import reached
from scheduler.office import Office, world
from scheduler.schedule import reschedule

log = logging.getLogger(__name__)
T = TypeVar("T")

FIRST_DELAY = dt.timedelta(minutes=2)
LONGEST_DELAY = dt.timedelta(hours=2)


@dataclass(slots=True)
class Delivery:
    """What one drain did: counts of mails."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    uncertain: int = 0
    stopped: bool = False


@dataclass
class Courier:
    """Sends what the outbox holds; `clock` gives the present instant, so that a virtual one serves as well."""

    office: Office
    mailer: Mailer
    clock: Callable[[], dt.datetime]
    name: str = "courier"
    stopping: bool = field(default=False, init=False)

    def stop(self) -> None:
        """Let the mails in hand be finished and take no more."""
        self.stopping = True

    async def drain(self) -> Delivery:
        """Send every mail that may be sent now, over at most `connections` connections; gives what happened."""
        done = Delivery()
        known = await asyncio.to_thread(world, self.office)
        if not known.settings.hours.is_open(self.clock(), known.calendar):
            return done
        pace = _Pace(self.office.settings.mails_per_minute)
        workers = [self._work(done, pace) for _ in range(self.office.settings.connections)]
        await asyncio.gather(*workers)
        return done

    async def _work(self, done: Delivery, pace: _Pace) -> None:
        while not self.stopping and not done.stopped:
            await pace.turn()
            mail = await self._write(self._claim)
            if mail is None:
                return
            reached("claimed")
            outcome = await self.mailer.send(self.office.settings.sender, mail.address, mail.body)
            reached("answered")
            await self._write(partial(self._record, mail=mail, outcome=outcome, done=done))
            reached("recorded")

    async def _write(self, work: Callable[[Connection], T]) -> T:
        def unit() -> T:
            with writing(self.office.engine) as conn:
                return work(conn)

        return await asyncio.to_thread(unit)

    def _claim(self, conn: Connection) -> Claimed | None:
        now = self.clock()
        mail = claim(conn, now=now, until=now + self.office.settings.claim, by=self.name)
        if mail and mail.again:
            log.warning("mail_claimed_again", extra={"mail": mail.id, "attempts": mail.attempts})
        reached("claiming")
        return mail

    def _record(self, conn: Connection, mail: Claimed, outcome: Outcome, done: Delivery) -> None:
        now, answer = self.clock(), f"{outcome.code or ''} {outcome.text}".strip()
        log.info("mail_" + outcome.status, extra={"mail": mail.id, "to": mail.mailbox, "answer": answer})
        match outcome.status:
            case "delivered":
                settle_mail(conn, mail.id, self.name, state="sent", sent_at=now, next_try_at=None, answer=answer)
                done.sent += 1
            case "permanent":
                self._give_up(conn, mail, answer, now)
                done.failed += 1
            case "uncertain":
                done.uncertain += 1
            case "temporary":
                self._wait(conn, mail, outcome, answer, now)
                done.waiting += 1
                done.stopped = done.stopped or outcome.code is None
        reached("recording")

    def _wait(self, conn: Connection, mail: Claimed, outcome: Outcome, answer: str, now: dt.datetime) -> None:
        """Try again later, each time twice as late, within sending hours."""
        known = world(self.office, conn)
        delay = min(FIRST_DELAY * 2 ** min(mail.attempts - 1, 10), LONGEST_DELAY)
        later = known.settings.hours.next_open(now + delay, known.calendar)
        settle_mail(
            conn,
            mail.id,
            self.name,
            state="queued",
            next_try_at=later,
            answer=answer,
            reached_data=outcome.reached_data,
        )

    def _give_up(self, conn: Connection, mail: Claimed, answer: str, now: dt.datetime) -> None:
        """The server refuses this recipient for good: what the mail said is owed to the next who hears."""
        settle_mail(conn, mail.id, self.name, state="failed", next_try_at=None, answer=answer)
        suspend(conn, mail.mailbox, at=now, why=answer)
        record(conn, at=now, actor="courier", subject=f"mailbox:{mail.mailbox}", what="suspended", answer=answer)
        again = obligations(conn, ids=obligations_of_mail(conn, mail.id), state="open")
        reschedule(conn, again, world(self.office, conn), local_day(now))


class _Pace:
    """At most so many mails a minute; 0 is no limit."""

    def __init__(self, per_minute: int) -> None:
        self._gap = 60 / per_minute if per_minute else 0.0
        self._next = 0.0

    async def turn(self) -> None:
        if not self._gap:
            return
        loop = asyncio.get_running_loop()
        at = max(self._next, loop.time())
        self._next = at + self._gap
        await asyncio.sleep(at - loop.time())

"""The courier: outbox rows → SMTP, at least once and recorded.

    claim ─▶ send over a kept connection ─▶ record the answer

Claims and answers that say *taken* share transactions (`scheduler.delivering.ledger`); any other has one of its own.
A claim outlasts the whole SMTP time-out. If the program dies between sending and recording, the claim expires and the
mail goes out again under the same Message-ID, counted as a possible duplicate; nothing else is ever sent twice.

What comes of a mail is decided by `rules.delivery`; here it is written down.

| fate   | what happens to the row                                                                           |
| ------ | ------------------------------------------------------------------------------------------------- |
| sent   | sent                                                                                              |
| wait   | queued again, later each time, within sending hours                                               |
| rest   | queued as it was, and nothing is taken up for a while: the server would treat every mail alike    |
| doubt  | as after a crash: its claim is left to expire, later each time, and counted; delivery rests       |
| refuse | failed; the address is suspended, what the mail said is owed to the next who hears                |
| drop   | failed; what the mail said is owed again                                                          |
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from db.engine import Connection, be_alone, writing
from db.mails import mail_by_id
from db.outbox import (
    Claimed,
    Damaged,
    claim,
    end_rest,
    first_refusal,
    keep_claim,
    rest,
    resting_until,
    rests,
    settle_mail,
)
from db.pause import paused
from notifications.smtp import Mailer, Outcome
from rules.delivery import Attempt, Fate, fate_of, rest_of
from rules.errors import NhacviecError
from scheduler.delivering.ledger import Ledger
from scheduler.delivering.return_path import envelope_sender
from scheduler.delivering.unreached import owe_again, put_aside, stop
from scheduler.faults import reached
from scheduler.office import Office, World, world

log = logging.getLogger(__name__)
T = TypeVar("T")

LONGEST_RECORDING = 20.0
RECORDING_PAUSE = 1.0
"""Seconds: for how long, and how often, an answer that could not be recorded is tried again."""


@dataclass(slots=True)
class Delivery:
    """What one drain did: counts of mails. `stopped`: no use in sending on; `left`: what it may yet take up."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    uncertain: int = 0
    stopped: bool = False
    left: float = math.inf

    def take(self) -> bool:
        """Take up one more; False where this drain is over."""
        if self.stopped or self.left < 1:
            return False
        self.left -= 1
        return True

    def count(self, outcome: Outcome) -> None:
        """Add what came of one mail."""
        self.sent += outcome.status == "delivered"
        self.waiting += outcome.status == "temporary"
        self.failed += outcome.status == "permanent"
        self.uncertain += outcome.status == "uncertain"
        self.stopped = self.stopped or outcome.status == "uncertain" or outcome.fault == "server"


@dataclass
class Courier:
    """Sends what the outbox holds; `clock` gives the present instant, so that a virtual one serves as well."""

    office: Office
    mailer: Mailer
    clock: Callable[[], dt.datetime]
    name: str = "courier"
    _halt: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _pace: _Pace = field(init=False)

    def __post_init__(self) -> None:
        self._pace = _Pace(self.office.settings.mails_per_minute, self._halt)

    def stop(self) -> None:
        """Let the mails in hand be finished and take no more."""
        self._halt.set()

    async def drain(self, within: float = math.inf, most: int | None = None) -> Delivery:
        """Send every mail that may be sent now, over at most `connections` connections; gives what happened.

        No mail is taken up after `within` seconds, nor more than `most` mails. Raises the first trouble of the
        database, once the other mails in hand are settled.
        """
        done = Delivery(left=math.inf if most is None else most)
        known = await asyncio.to_thread(world, self.office)
        ends = asyncio.get_running_loop().time() + within
        claims = self.office.settings.claim
        write, surely = partial(self._write, beside=True), partial(self._surely, beside=True)
        ledger = Ledger(self.name, claims, self.clock, self._claim, write, surely)
        workers = [self._work(done, known, ledger, ends) for _ in range(self.office.settings.connections)]
        try:
            ended = await asyncio.gather(*workers, return_exceptions=True)
        finally:
            await ledger.close()
        for error in ended:
            if error is not None:
                raise error
        return done

    async def _work(self, done: Delivery, known: World, ledger: Ledger, ends: float) -> None:
        try:
            # Hours are looked at before every mail: a long drain may outlast them.
            while known.settings.hours.is_open(self.clock(), known.calendar) and await self._pace.turn(ends):
                if not done.take() or not await self._send_next(done, known, ledger):
                    return
        except BaseException:
            done.stopped = True
            raise

    async def _send_next(self, done: Delivery, known: World, ledger: Ledger) -> bool:
        """Send the next mail, if there is one."""
        mail = await ledger.next()
        if mail is None:
            return False
        reached("claimed")
        outcome = await self.mailer.send(envelope_sender(mail, known), mail.address, mail.body)
        reached("answered")
        answer = f"{outcome.code or ''} {outcome.text}".strip()
        level = logging.INFO if outcome.status == "delivered" else logging.WARNING
        log.log(level, "mail_" + outcome.status, extra={"mail": mail.id, "to": mail.mailbox, "answer": answer})
        done.count(outcome)
        if outcome.status == "delivered":
            await ledger.sent(mail, answer, heard=outcome.code is not None)
        else:
            await ledger.flush()  # a server that answered before is no sign against this
            await self._surely(partial(self._record, mail=mail, outcome=outcome, answer=answer))
            reached("recorded")
        return True

    async def _surely(self, work: Callable[[Connection], T], *, beside: bool = False) -> T:
        """Record an answer, trying on for a while if the database is in trouble: forgotten, the mail would go again."""
        last = asyncio.get_running_loop().time() + LONGEST_RECORDING
        while True:
            try:
                return await self._write(work, beside=beside)
            except NhacviecError as error:
                log.error("answer_not_recorded", extra={"reason": str(error)})
                if asyncio.get_running_loop().time() > last or await _halted(self._halt, RECORDING_PAUSE):
                    raise

    async def _write(self, work: Callable[[Connection], T], *, beside: bool = False) -> T:
        def unit() -> T:
            with writing(self.office.engine, beside=beside) as conn:
                return work(conn)

        return await asyncio.to_thread(unit)

    def _claim(self, conn: Connection) -> Claimed | None:
        if paused(conn):
            return None
        now = self.clock()
        while isinstance(mail := claim(conn, now=now, until=now + self.office.settings.claim, by=self.name), Damaged):
            log.error("mail_damaged", extra={"mail": mail.id, "columns": mail.columns})
            be_alone(conn)
            put_aside(self.office, conn, mail, now)
        if mail and mail.again:
            log.warning("mail_claimed_again", extra={"mail": mail.id, "attempts": mail.attempts})
        reached("claiming")
        return mail

    def _record(self, conn: Connection, mail: Claimed, outcome: Outcome, answer: str) -> None:
        now = self.clock()
        fate = fate_of(self._attempt(conn, mail, outcome, now))
        if fate.act not in ("sent", "wait"):
            log.warning("mail_" + fate.act, extra={"mail": mail.id, "why": fate.reason})
        match fate.act:
            case "wait":
                self._wait(conn, mail, outcome, answer, now, fate.after)
            case "rest":
                waiting = {"state": "queued", "next_try_at": now, "answer": answer}
                settle_mail(conn, mail.id, self.name, **waiting, attempts=mail.attempts - 1)
            case "doubt":
                later = self._open(conn, now + max(fate.after, self.office.settings.claim))
                keep_claim(conn, mail.id, self.name, until=later, answer=answer)
            case "refuse" | "drop":
                self._give_up(conn, mail, answer, now, refused=fate.act == "refuse")
        self._rest_or_not(conn, fate, outcome, now)
        reached("recording")

    def _give_up(self, conn: Connection, mail: Claimed, answer: str, now: dt.datetime, *, refused: bool) -> None:
        """The mail has failed. Where the server has `refused` its recipient, that address is written to no more."""
        if not settle_mail(conn, mail.id, self.name, state="failed", next_try_at=None, answer=answer):
            return
        if refused:
            stop(conn, mail.mailbox, answer, now, "courier")
        found = mail_by_id(conn, mail.id)
        assert found is not None, "a mail is never deleted"
        owe_again(self.office, conn, found[0], for_good=refused, at=now)

    def _attempt(self, conn: Connection, mail: Claimed, outcome: Outcome, now: dt.datetime) -> Attempt:
        since = None
        if outcome.status == "temporary":
            since = first_refusal(conn, mail.mailbox) if outcome.fault == "recipient" else mail.created_at
        failing = now - since if since else dt.timedelta()
        return Attempt(outcome.status, outcome.fault, mail.attempts, mail.possible_duplicates + 1, failing)

    def _wait(
        self,
        conn: Connection,
        mail: Claimed,
        outcome: Outcome,
        answer: str,
        now: dt.datetime,
        after: dt.timedelta,
    ) -> None:
        """Try again later, within sending hours; a mail that has reached DATA is not rebuilt any more."""
        later, first = self._open(conn, now + after), mail.first_refused_at
        if outcome.fault == "recipient":
            first = first or now
        waiting = {"state": "queued", "next_try_at": later, "answer": answer, "first_refused_at": first}
        reached_data = mail.reached_data or outcome.reached_data
        settle_mail(conn, mail.id, self.name, **waiting, reached_data=reached_data)

    def _rest_or_not(self, conn: Connection, fate: Fate, outcome: Outcome, now: dt.datetime) -> None:
        """Rest where the server would treat every mail alike; the mails in hand at that moment are one such sign."""
        if fate.act not in ("rest", "doubt"):
            if outcome.code is not None:
                end_rest(conn)
            return
        until = resting_until(conn)
        if until is None or until <= now:
            rest(conn, self._open(conn, now + rest_of(rests(conn))))

    def _open(self, conn: Connection, at: dt.datetime) -> dt.datetime:
        known = world(self.office, conn)
        return known.settings.hours.next_open(at, known.calendar)


class _Pace:
    """At most so many mails a minute, over all drains; 0 is no limit."""

    def __init__(self, per_minute: int, halt: asyncio.Event) -> None:
        self._gap = 60 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._halt = halt

    async def turn(self, ends: float) -> bool:
        """Wait until the next mail may go; False where that is not before `ends` (the loop's time) or a halt."""
        now = asyncio.get_running_loop().time()
        at = max(self._next, now)
        if at < ends:
            self._next = at + self._gap
        return not await _halted(self._halt, min(at, ends) - now) and at < ends


async def _halted(halt: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until the halt; whether it came."""
    if seconds > 0:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await halt.wait()
    return halt.is_set()

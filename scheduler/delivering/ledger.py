"""The courier's book: mails claimed a few ahead, and what servers took recorded, many in one transaction.

        next()                      sent()
    hand of claimed mails       answers not yet written
          ▲                            │
          └──────── one turn ◀─────────┘   writes the answers, claims the next: one commit, one fsync

A commit costs more than a mail to a near server, so mails share one. What waits is bounded in time and number, because
a kill forgets it: answers for `LINGER` seconds and `MOST` of them (such mails go again when their claims have expired,
counted as possible duplicates), mails claimed ahead as many as went out in the last `AHEAD` seconds (they go later). A
slow server therefore gets its mails claimed one by one, just before they are sent.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from db.claims import claim_more, give_back, settle_sent
from db.engine import Connection
from db.outbox import Claimed, end_rest
from rules.errors import NhacviecError
from scheduler.faults import reached

LINGER = 0.02
AHEAD = 0.05
MOST = 128
STALE = 1.0
"""Seconds that a claimed mail may wait for its turn: claims outlast the longest conversation by no more."""

Work: TypeAlias = Callable[[Connection], list[Claimed]]
Write: TypeAlias = Callable[[Work], Awaitable[list[Claimed]]]


@dataclass(slots=True)
class _Unwritten:
    """What the next turn writes. `heard`: a server answered, so that delivery need not rest."""

    sent: list[tuple[int, str, dt.datetime]] = field(default_factory=list)
    given_back: list[int] = field(default_factory=list)
    heard: bool = False

    def __bool__(self) -> bool:
        return bool(self.sent or self.given_back)


@dataclass
class Ledger:
    """One drain's book, of the courier `name`, whose claims last for `claim`.

    `claim_one` takes the next mail of any kind. `write` runs a transaction, `surely` one that is tried again for a
    while where the database is in trouble. What it raises is raised to each who waits for a turn, then and later.
    """

    name: str
    claim: dt.timedelta
    clock: Callable[[], dt.datetime]
    claim_one: Callable[[Connection], Claimed | None]
    write: Write
    surely: Write
    _hand: deque[tuple[float, Claimed]] = field(default_factory=deque, init=False)
    _unwritten: _Unwritten = field(default_factory=_Unwritten, init=False)
    _turning: asyncio.Task[None] | None = field(default=None, init=False)
    _dry: bool = field(default=False, init=False)
    _waiting: int = field(default=0, init=False)
    _ahead: int = field(default=0, init=False)
    _taken: int = field(default=0, init=False)
    _since: float = field(default=0.0, init=False)
    _soon: asyncio.TimerHandle | None = field(default=None, init=False)

    async def next(self) -> Claimed | None:
        """The next mail to send; None where there is none."""
        while True:
            if mail := self._from_hand():
                if len(self._hand) * 2 < self._ahead:
                    self._begin()
                return mail
            if self._dry and not self._unwritten.given_back:
                return None
            self._waiting += 1
            try:
                await asyncio.shield(self._begin())
            finally:
                self._waiting -= 1

    def _from_hand(self) -> Claimed | None:
        now = asyncio.get_running_loop().time()
        while self._hand:
            since, mail = self._hand.popleft()
            if now - since < STALE:
                self._taken += 1
                return mail
            self._unwritten.given_back.append(mail.id)
        return None

    async def sent(self, mail: Claimed, answer: str, *, heard: bool) -> None:
        """A server took the mail; `heard` unless it was but a folder."""
        unwritten = self._unwritten
        unwritten.sent.append((mail.id, answer, self.clock()))
        unwritten.heard = unwritten.heard or heard
        if len(unwritten.sent) >= MOST:
            await self.flush()
        elif len(unwritten.sent) == 1:
            self._write_soon()

    def _write_soon(self) -> None:
        if self._soon:
            self._soon.cancel()
        self._soon = asyncio.get_running_loop().call_later(LINGER, self._begin)

    async def flush(self) -> None:
        """Have all answers written."""
        while self._unwritten or (self._turning and not self._turning.done()):
            await asyncio.shield(self._begin())

    async def close(self) -> None:
        """Write what is left to be written, and give back the mails in hand."""
        if self._turning and not self._turning.done():
            with suppress(NhacviecError):  # raised to those who waited for it
                await self._turning
        if self._soon:
            self._soon.cancel()
        left, self._unwritten = self._unwritten, _Unwritten()
        left.given_back += [mail.id for _, mail in self._hand]
        self._hand.clear()
        self._dry = True
        if left:
            await self.surely(partial(self._write_all, left, 0))

    def _begin(self) -> asyncio.Task[None]:
        """The turn that is going on, or a new one; after one that failed there is no other."""
        if self._turning is None or (self._turning.done() and self._turning.exception() is None):
            self._turning = asyncio.create_task(self._turn())
        return self._turning

    async def _turn(self) -> None:
        most = 0 if self._dry else min(MOST, self._waiting + self._pace()) - len(self._hand)
        left, self._unwritten = self._unwritten, _Unwritten()
        if not left and most <= 0:
            return
        write = self.surely if left else self.write
        claimed = await write(partial(self._write_all, left, most))
        for _ in left.sent:
            reached("recorded")
        now = asyncio.get_running_loop().time()
        self._hand.extend((now, mail) for mail in claimed)
        self._dry = self._dry or (most > 0 and not claimed)
        if self._unwritten.sent:  # their own turn may have been asked for while this one was going on
            self._write_soon()

    def _pace(self) -> int:
        """How many mails go out in `AHEAD` seconds, as it went since the last turn."""
        now = asyncio.get_running_loop().time()
        self._ahead = int(self._taken / max(now - self._since, 0.001) * AHEAD)
        self._taken, self._since = 0, now
        return self._ahead

    def _write_all(self, left: _Unwritten, most: int, conn: Connection) -> list[Claimed]:
        settle_sent(conn, left.sent, self.name)
        if left.heard:
            end_rest(conn)
        for _ in left.sent:
            reached("recording")
        give_back(conn, left.given_back, self.name)
        first = self.claim_one(conn) if most > 0 else None
        if first is None or first.again or most == 1:  # where one has expired, another may have
            return [first] if first else []
        now = self.clock()
        return [first, *claim_more(conn, now=now, until=now + self.claim, by=self.name, most=most - 1)]

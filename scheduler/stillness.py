"""A beat with nothing to do: nothing was written since the last one, and no instant has come that it waits for.

Reading the register and asking every table costs tens of milliseconds, twice a minute, all year; this costs none of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass, field

from db.changes import Watch
from scheduler.clock import LOCAL, Hours


@dataclass
class Stillness:
    """What is known since a whole beat; `hours` are the office's, at whose bounds and midnights beats are whole."""

    watch: Watch
    hours: Hours
    until: dt.datetime | None = field(default=None, init=False)
    """The next instant at which anything is to be done; None: none is known."""
    _seen: Hashable = field(default=None, init=False)
    _since: dt.datetime | None = field(default=None, init=False)
    _whole: bool = field(default=False, init=False)

    def lasts(self, at: dt.datetime) -> bool:
        """Whether at `at` there is nothing to do."""
        if not self._whole or self._since is None or not self._since <= at:  # a clock may be put back
            return False
        same = self._stretch(self._since) == self._stretch(at)
        return same and (self.until is None or at < self.until) and self._seen == self.watch.mark()

    def begin(self, at: dt.datetime) -> None:
        """A whole beat begins; what is written from now on ends the stillness, by this beat itself as well."""
        self._whole, self._since, self._seen = False, at, self.watch.mark()

    def end(self, until: dt.datetime | None) -> None:
        """The beat went well; `until` is when there is something to do next."""
        self._whole, self.until = True, until

    def _stretch(self, at: dt.datetime) -> tuple[dt.date, bool, bool]:
        """Day and part of the day: what is said and asked may differ in another, with no row changed."""
        local = at.astimezone(LOCAL)
        return local.date(), local.time() < self.hours.start, local.time() < self.hours.end

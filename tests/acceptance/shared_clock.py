"""A virtual clock that several processes read alike, kept in a file by whoever leads them."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from scheduler.clock import LOCAL

LAST_MINUTE = dt.time(16, 59)


@dataclass(frozen=True)
class SharedClock:
    """It goes on from where it was set, so many of its seconds in each real one, until the office closes that day."""

    file: Path

    def set(self, at: dt.datetime, speed: float) -> None:
        """Let it be `at` now. A local instant of a day's morning or sending hours."""
        fresh = self.file.with_suffix(".fresh")
        fresh.write_text(json.dumps([at.isoformat(), time.monotonic(), speed]))
        os.replace(fresh, self.file)  # never half of it

    def __call__(self) -> dt.datetime:
        said, since, speed = json.loads(self.file.read_text())
        at = dt.datetime.fromisoformat(said).astimezone(LOCAL)
        gone = dt.timedelta(seconds=(time.monotonic() - since) * speed)
        return min(at + gone, dt.datetime.combine(at.date(), LAST_MINUTE, LOCAL))

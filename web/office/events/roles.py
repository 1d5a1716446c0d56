"""Who may see events, and who may say that one happened."""

from __future__ import annotations

from rules.access import AccountRole

READERS: tuple[AccountRole, ...] = ("administrator", "monitor", "leader")
ACTORS: tuple[AccountRole, ...] = ("administrator", "monitor")

"""What is to be done: the list, a task, an obligation, and what the monitor decides of it."""

from __future__ import annotations

from web.office.duties import pages, verdicts
from web.office.duties.listing import SECTION

__all__ = ["SECTION", "pages", "verdicts"]

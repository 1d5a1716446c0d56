"""`/su-kien`: what tasks wait for, announced, given another date, revoked."""

from __future__ import annotations

from web.navigation import Section
from web.office.events import announcing, changing, lists
from web.office.events.roles import READERS

SECTION = Section(
    "Sự kiện",
    "/su-kien",
    "Điều mà nhiệm vụ đang chờ, và những lần đã ghi nhận.",
    READERS,
)
for router in (lists.router, announcing.router, changing.router):
    SECTION.router.include_router(router)

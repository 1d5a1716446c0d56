"""The section that the pages of mails belong to."""

from __future__ import annotations

from typing import Any

from web.navigation import Section
from web.visitor import signed_in

SECTION = Section(
    "Thư", "/thu", "Thư đã lập, thư chưa tới được người nhận, tạm dừng gửi thư.", ("administrator", "monitor")
)
LOOK = ["GET", "HEAD"]
LET_IN: Any = signed_in(*SECTION.roles)

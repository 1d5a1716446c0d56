"""The section that the pages of settings belong to."""

from __future__ import annotations

from typing import Any

from web.navigation import Section
from web.visitor import signed_in

SECTION = Section(
    "Cài đặt", "/cai-dat", "Mốc nhắc, giờ gửi thư, tình trạng hệ thống, tài khoản.", ("administrator", "monitor")
)
LOOK = ["GET", "HEAD"]
LET_IN: Any = signed_in(*SECTION.roles)
ADMINISTRATOR: Any = signed_in("administrator")

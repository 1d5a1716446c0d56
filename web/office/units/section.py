"""The section that the pages of units belong to."""

from __future__ import annotations

from typing import Any

from web.navigation import Section
from web.visitor import signed_in

SECTION = Section(
    "Đơn vị", "/don-vi", "Đơn vị, địa chỉ nhận thư, tên gọi, người vắng mặt.", ("administrator", "monitor")
)
LOOK = ["GET", "HEAD"]
LET_IN: Any = signed_in(*SECTION.roles)

"""The section that the pages of days off belong to."""

from __future__ import annotations

from typing import Any

from web.navigation import Section
from web.visitor import signed_in

SECTION = Section(
    "Ngày nghỉ", "/ngay-nghi", "Ngày nghỉ lễ, Tết, ngày làm bù của từng năm.", ("administrator", "monitor")
)
LOOK = ["GET", "HEAD"]
LET_IN: Any = signed_in(*SECTION.roles)

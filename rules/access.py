"""Who may use the page: the four parts that an account may have in the office."""

from __future__ import annotations

from typing import Literal, TypeAlias

AccountRole: TypeAlias = Literal["administrator", "monitor", "unit", "leader"]

ACCOUNT_ROLES: dict[AccountRole, str] = {
    "administrator": "quản trị",
    "monitor": "theo dõi",
    "unit": "đơn vị",
    "leader": "lãnh đạo",
}
"""Each part in the words that people read."""

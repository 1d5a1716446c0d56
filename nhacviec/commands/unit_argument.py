"""The unit that a person names on the command line, by its code or any of its names."""

from __future__ import annotations

from db.engine import Connection
from nhacviec.suggestion import suggestion
from rules.errors import UsageError
from scheduler.known_register import register_in


def unit_named(conn: Connection, asked: str) -> str:
    """The unit's code; `UsageError` with the nearest names where there is none."""
    register = register_in(conn)
    codes = [unit.code for unit in register.units]
    found = [code for code in register.resolve(asked).codes if code in codes]
    if asked in codes or len(found) == 1:
        return asked if asked in codes else found[0]
    near = suggestion(asked, codes) or suggestion(asked, [unit.name for unit in register.units])
    raise UsageError(reason=f"Không có đơn vị «{asked}»{near}; xem các đơn vị bằng lệnh «nhacviec unit list».")

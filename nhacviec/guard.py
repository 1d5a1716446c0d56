"""The rooms have common names (`rules`, `db`, …): make sure that the ones Python would import are our own.

Another distribution may install a package of the same name over ours, or stand before it on the path, without a word
from pip. So the entry compares, before anything else is imported, the marker and the parent folder of every room. The
rooms' text is read, never executed: a stranger's code does not run here.
"""

from __future__ import annotations

from importlib.machinery import PathFinder
from pathlib import Path

ROOMS = ("rules", "plans", "db", "notifications", "scheduler", "web", "nhacviec")
MARKER = 'ROOM_OF = "nhacviec"'
HOME = Path(__file__).resolve().parent.parent


def stranger(home: Path = HOME) -> str | None:
    """One Vietnamese sentence that names the first room which is not ours, or None where all are."""
    for room in ROOMS:
        spec = PathFinder.find_spec(room)
        if spec is None:
            return f"Bản cài đặt thiếu gói «{room}» của nhacviec: hãy cài lại chương trình trong môi trường riêng."
        origin = Path(spec.origin).resolve() if spec.origin else None
        if origin is None or origin.parent.parent != home or MARKER not in origin.read_text("utf-8", "replace"):
            place = origin or ", ".join(spec.submodule_search_locations or ())
            return (
                f"Gói «{room}» tại {place} không thuộc nhacviec (một gói lạ trùng tên đang đứng chỗ): "
                "hãy cài nhacviec trong môi trường riêng."
            )
    return None

"""Units still to be chosen, as the command line says it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scheduler.duties.choices import Choice

_ROLE_WORDS = {"lead": "chủ trì", "coordinating": "phối hợp"}


def in_words(choice: Choice, name_of: Callable[[str], str]) -> str:
    """One line, with the command that settles it."""
    where = f"{choice.task.name} ({_ROLE_WORDS[choice.role]} – «{name_of(choice.group)}»)"
    if choice.units:
        return f"{where}: có thể thêm {', '.join(map(name_of, choice.units))}: {choice.command}"
    return f"{where}: chưa chọn đơn vị, chưa ai được nhắc: {choice.command}"


def as_json(choices: Sequence[Choice], task: str) -> list[dict[str, Any]]:
    """Those of one task; `units` empty where the members were never chosen."""
    return [
        {"role": one.role, "group": one.group, "units": list(one.units)} for one in choices if one.task.name == task
    ]

"""What a mistyped name may have been meant to be; only ever offered, never taken."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def suggestion(name: str, known: Iterable[str]) -> str:
    """The words ` (có phải «parse»?)` to put after `name`, or nothing where no known name is like it."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f" (có phải «{near[0]}»?)" if near else ""

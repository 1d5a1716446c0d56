"""Labelled points of tick, courier and inbox, where the tests kill the program to see what it loses: nothing.

`NHACVIEC_KILL_AT=label:n` ends the process, as `kill -9` would, the n-th time it comes by. Without the variable a label
costs one dictionary look-up.
"""

from __future__ import annotations

import os
import signal

LABELS = (
    "decided",
    "rendered",
    "enqueuing",
    "enqueued",
    "moving_on",
    "moved_on",
    "lettering",
    "lettered",
    "claiming",
    "claimed",
    "answered",
    "recording",
    "recorded",
)
"""In the order of a mail's life; those in -ing lie inside a transaction, before its commit."""

COMING_BACK = ("taking", "taken", "marked")
"""The same for a mail that comes back."""

_label, _, _nth = os.environ.get("NHACVIEC_KILL_AT", "").partition(":")
_left = {_label: int(_nth or 1)} if _label else {}


def reached(label: str) -> None:
    """Pass a labelled point."""
    if label not in _left:
        return
    _left[label] -= 1
    if _left[label] <= 0:
        os.kill(os.getpid(), signal.SIGKILL)

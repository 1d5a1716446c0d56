"""What the pages are told of the program around them by whoever starts them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scheduler.finding import Finding


def _nothing(at: dt.datetime, network: bool) -> Sequence[Finding]:
    return ()


@dataclass(frozen=True, slots=True)
class Machine:
    """`address`: where people find the site, without the last slash; `mail`: where mail goes, in one sentence.

    `examine` finds what `nhacviec doctor` does, as of an instant; it asks servers only where its second argument says
    so.
    """

    address: str = ""
    mail: str = ""
    examine: Callable[[dt.datetime, bool], Sequence[Finding]] = _nothing

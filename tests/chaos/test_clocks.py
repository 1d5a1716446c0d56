"""A clock that runs days ahead for a while and is set right: nobody is forgotten until the days it showed."""

from __future__ import annotations

from pathlib import Path

from .clocks import FIRST, STEPS, lived
from .offices import adopted, copied, morning


def test_what_was_said_too_soon_silences_nobody(tmp_path: Path) -> None:
    office = adopted(tmp_path / "wrong", morning(FIRST))
    right = copied(office, tmp_path / "right", morning(FIRST))
    _, steady = lived(right, (), 0)
    found, told = lived(office, STEPS["days forth and back"], 3)
    assert told >= steady
    assert (found.lost, found.unexplained) == ((), ())
    assert found.duplicated == 0
    office.engine.dispose()
    right.engine.dispose()

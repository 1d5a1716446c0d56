"""Some of the troubles of `make chaos`: nothing lost, nothing twice unawares, no password given away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.certificates import Certificates

from .databases import FAULTS
from .databases import through as through_database
from .offices import adopted, copied, morning
from .wire import DAY, pattern, through, troubles


@pytest.mark.parametrize(
    "name",
    ["garbage banner", "421 in the middle", "garbage for an answer", "closes after each mail", "STARTTLS stripped"],
)
def test_a_mail_server_in_trouble(name: str, tmp_path: Path) -> None:
    office = pattern(tmp_path / "office")
    (tmp_path / "keys").mkdir()
    found = through(office, *troubles(Certificates(tmp_path / "keys"))[name]())
    assert (found.owed, found.delivered) == (9, 9)
    assert (found.lost, found.unexplained) == ((), ())
    office.engine.dispose()


def test_a_database_in_trouble(tmp_path: Path) -> None:
    first = adopted(tmp_path / "pattern", morning(DAY))
    for n, fault in enumerate(FAULTS.values()):
        office = copied(first, tmp_path / str(n) / "office", morning(DAY))
        found = through_database(office, fault)
        assert (found.owed, found.delivered, found.duplicated, found.lost) == (9, 9, 0, ())
        office.engine.dispose()
    first.engine.dispose()

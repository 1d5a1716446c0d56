"""A month with random faults on every commit and every mail: nothing lost, nothing twice unawares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.office import Office

from .months import FIRST, Month, lived
from .offices import adopted, copied, morning


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = adopted(tmp_path_factory.mktemp("pattern"), morning(FIRST))
    yield office
    office.engine.dispose()


@pytest.fixture(scope="module")
def steady(pattern: Office, tmp_path_factory: pytest.TempPathFactory) -> Month:
    office = copied(pattern, tmp_path_factory.mktemp("steady") / "office", morning(FIRST))
    month = lived(office, 0, 0.0)
    office.engine.dispose()
    return month


@pytest.mark.parametrize("seed", [1, 2])
def test_a_month_of_faults_loses_nothing(pattern: Office, steady: Month, seed: int, tmp_path: Path) -> None:
    office = copied(pattern, tmp_path / "office", morning(FIRST))
    month = lived(office, seed, 0.12)
    office.engine.dispose()
    assert month.tally.lost == ()
    assert month.tally.unexplained == ()
    assert month.tally.owed == month.tally.delivered > 0
    assert month.tally.duplicated <= month.tally.counted + month.tally.lied
    assert month.heard >= steady.heard
    assert sum(month.met.values()) > 4


def test_an_undisturbed_month_delivers_each_mail_once(steady: Month) -> None:
    assert steady.tally.lost == steady.tally.unexplained == ()
    assert (steady.tally.duplicated, steady.tally.counted, steady.troubled) == (0, 0, 0)
    assert len(steady.heard) > 20

from __future__ import annotations

import pytest

from db.engine import sqlite_version_warning


@pytest.mark.parametrize(
    "version", [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 49, 9), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
)
def test_a_version_with_the_wal_reset_fault_is_named(version: tuple[int, int, int]) -> None:
    warning = sqlite_version_warning(version)
    assert warning is not None
    assert ".".join(map(str, version)) in warning


@pytest.mark.parametrize("version", [(3, 6, 23), (3, 44, 6), (3, 44, 9), (3, 50, 7), (3, 51, 3), (3, 52, 0), (4, 0, 0)])
def test_a_version_without_the_fault_is_passed(version: tuple[int, int, int]) -> None:
    assert sqlite_version_warning(version) is None

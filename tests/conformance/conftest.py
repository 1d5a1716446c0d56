"""The databases that everything in this storey runs on, each brought up through the migrations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from db.engine import open_engine


@pytest.fixture
def engine(database: str) -> Iterator[sa.Engine]:
    """An empty database at the newest revision, once of each kind."""
    opened = open_engine(database)
    yield opened
    opened.dispose()

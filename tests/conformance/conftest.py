"""The databases that everything in this storey runs on, each brought up through the migrations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from db.engine import open_engine
from db.upgrade import upgrade


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty database at the newest revision; the parameter names its kind."""
    urls = {"sqlite": f"sqlite:///{tmp_path}/nhacviec.db"}
    opened = open_engine(urls[request.param])
    upgrade(opened)
    yield opened
    opened.dispose()

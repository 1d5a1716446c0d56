"""The address of the page that people are told."""

from __future__ import annotations

import pytest

from nhacviec.config import Config, Office, Web
from nhacviec.page_address import page_address


@pytest.mark.parametrize(
    ("public", "listened", "told"),
    [
        ("", "", None),
        ("", "127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("", "0.0.0.0:8765", "http://127.0.0.1:8765"),
        ("", "[::]:8765", "http://[::1]:8765"),
        ("", "localhost:8765", "http://localhost:8765"),
        ("https://nhac-viec.snv.vn", "0.0.0.0:8765", "https://nhac-viec.snv.vn"),
    ],
)
def test_people_are_told_where_the_page_is(public: str, listened: str, told: str | None) -> None:
    assert page_address(Config(office=Office(public_url=public), web=Web(listen=listened))) == told

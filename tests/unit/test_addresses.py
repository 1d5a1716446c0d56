"""E-mail addresses: which can be written to, and what servers are told of them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.addresses import is_address, needs_utf8, on_the_wire


@pytest.mark.parametrize(
    ("address", "wire", "utf8"),
    [
        ("ccvc@snv.example.test", "ccvc@snv.example.test", False),
        ("A.B+c=1@SNV.vn", "A.B+c=1@SNV.vn", False),
        ("van-thu@nội-vụ.vn", "van-thu@xn--ni-v-5y5a5c.vn", False),
        ("phòng@sở.vn", "phòng@xn--s-lym.vn", True),
    ],
)
def test_addresses_that_can_be_written_to(address: str, wire: str, utf8: bool) -> None:
    assert is_address(address)
    assert (on_the_wire(address), needs_utf8(address)) == (wire, utf8)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ccvc",
        "a@b",
        "a b@c.vn",
        "a@b.vn>",
        "a@b.vn\r\nBcc: c@d.vn",
        "a@-b.vn",
        "a..b@c.vn",
        "a@b@c.vn",
        unicodedata.normalize("NFD", "phòng@sở.vn"),
        "x" * 65 + "@b.vn",
        "a@" + "b" * 64 + ".vn",
        "a\u2028b@c.vn",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert not is_address(text)


@given(st.text(max_size=40))
def test_no_address_breaks_a_header_or_a_command(text: str) -> None:
    if is_address(text):
        assert not set(on_the_wire(text)) & set(' \t\r\n<>,;:"()[]\\')

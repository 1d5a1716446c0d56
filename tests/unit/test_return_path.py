"""The envelope sender of a mail: only this installation can write it, and servers on the way do not spoil it."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.return_path import is_form, token, tokens_in, written
from scheduler.delivering.return_path import is_genuine, signature

KEY, OTHER = bytes(range(32)), bytes(32)
FORM = "nhac-viec+{token}@so.example.vn"
MAILBOXES = st.text(string.ascii_lowercase + ".-", min_size=1, max_size=20).map(lambda name: f"{name}@so.example.vn")
FORMS = st.sampled_from((FORM, "{token}@tra-ve.so.example.vn", "nhac.viec-{token}@so.example.vn", "a={token}=b@x.vn"))


@given(st.integers(1, 9_999_999_999), MAILBOXES, FORMS, st.sampled_from((str.lower, str.upper, str.title)))
def test_a_signed_address_is_read_back_in_whatever_case(number: int, mailbox: str, form: str, folded: object) -> None:
    address = written(form, token(number, signature(number, mailbox, KEY)))
    assert callable(folded)
    for line in (address, f"To: <{folded(address)}>", f"x {address}, y@z.vn", f"<{address}>: user unknown."):
        ((found, mark),) = tokens_in(form, line)
        assert found == number
        assert is_genuine(mark, number, mailbox, KEY)


@given(st.integers(1, 10**9), MAILBOXES)
def test_a_signature_is_good_for_its_mail_its_mailbox_and_its_installation_alone(number: int, mailbox: str) -> None:
    mark = signature(number, mailbox, KEY)
    assert not is_genuine(mark, number + 1, mailbox, KEY)
    assert not is_genuine(mark, number, f"x{mailbox}", KEY)
    assert not is_genuine(mark, number, mailbox, OTHER)


@pytest.mark.parametrize(
    "line",
    [
        "nhac-viec@so.example.vn",
        "nhac-viec+m1-aaaaaaaaaaaaaaa@so.example.vn",
        "nhac-viec+m0-aaaaaaaaaaaaaaaa@so.example.vn",
        "xnhac-viec+m1-aaaaaaaaaaaaaaaa@so.example.vn",
        "nhac-viec+m1-aaaaaaaaaaaaaaaa@so.example.vn.evil.example",
        "nhac-viec+m1-aaaaaaaaaaaaaaaa@so.example.vnx",
        "nhac-viec+m1-aaaaaaaa1aaaaaaa@so.example.vn",
    ],
)
def test_what_only_looks_like_one_is_none(line: str) -> None:
    assert tokens_in(FORM, line) == []


def test_a_form_has_one_token_and_room_for_it() -> None:
    assert is_form(FORM)
    assert is_form("a" * 36 + "{token}@x.vn")
    for bad in ("a" * 37 + "{token}@x.vn", "nhac-viec@x.vn", "{token}{token}@x.vn", "a b{token}@x.vn", "{token}@"):
        assert not is_form(bad)

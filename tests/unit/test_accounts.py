"""Passwords, waits, and where somebody is sent after signing in: what needs no database."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.accounts.accounts import folded
from scheduler.accounts.passwords import WeakPasswordError, hashed, is_outdated, is_password, refuse_weak
from scheduler.accounts.throttle import FIRST_WAIT, LONGEST_WAIT, wait_after
from scheduler.accounts.tokens import digest, fresh_token
from web.own_path import own_path

AT = dt.datetime(2022, 3, 1, 8, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "password",
    [
        "ba con mèo leo cây cau",
        "ИванИванович",
        "🐱🐶🐭🐹🐰🦊🐻🐼🐨🐯🦁🐮",
        "mot bai tho dai lam",
        "x9k!2m~q7w@p",
    ],
)
def test_any_characters_make_a_password_if_there_are_twelve(password: str) -> None:
    refuse_weak(password, "an.nguyen")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("mười một kt", "ít nhất 12"),
        ("x" * 129, "dài nhất 128"),
        ("Password123456", "phổ biến"),
        ("MẬT KHẨU 2026!", "phổ biến"),
        ("!!@#matkhau@123", "phổ biến"),
        ("1234567890!!", "phổ biến"),
        ("anhanhanhanhanh", "phổ biến"),
        ("            ", "phổ biến"),
        ("Sở Nội vụ 2026", "phổ biến"),
        ("tôi là AN.NGUYỄN", "tên đăng nhập"),
    ],
)
def test_what_is_short_long_common_or_the_name_is_refused_in_words(password: str, why: str) -> None:
    with pytest.raises(WeakPasswordError, match=why):
        refuse_weak(password, "an.nguyen@snv.vn")


def test_a_short_name_may_stand_in_a_password() -> None:
    refuse_weak("tre xanh xanh tự bao giờ", "xa")


def test_a_password_is_known_again_however_its_accents_are_typed() -> None:
    password = "bốn con chim sẻ"
    kept = hashed(unicodedata.normalize("NFC", password))
    assert kept.startswith("$argon2id$")
    assert is_password(unicodedata.normalize("NFD", password), kept)
    assert not is_password(password + " ", kept)
    assert not is_password("", None)
    assert not is_password("không phải mật khẩu của ai", None)
    assert not is_password(password, "no hash")
    assert not is_password("x" * 100_000, kept)
    assert hashed(password) != kept


def test_a_hash_made_more_cheaply_is_outdated() -> None:
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x"))
    assert not is_outdated(hashed("x"))


def test_waits_begin_after_the_free_tries_and_double_up_to_the_longest() -> None:
    waits = [wait_after([AT] * count, 5) for count in range(40)]
    assert waits[:5] == [None] * 5
    assert waits[5:8] == [AT + FIRST_WAIT, AT + 2 * FIRST_WAIT, AT + 4 * FIRST_WAIT]
    assert waits[-1] == AT + LONGEST_WAIT


def test_tokens_are_long_different_and_kept_as_hashes() -> None:
    tokens = {fresh_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) >= 43
    assert all(token not in digest(token) and len(digest(token)) == 64 for token in tokens)


def test_names_are_compared_without_capitals_and_width() -> None:
    assert folded("  An.Nguyen@SNV.vn ") == folded("Ａn.nguyen@snv.vn") == "an.nguyen@snv.vn"
    assert folded("ad\0min") != "admin"


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from("/\\.:@%?#ab \t\n\r\0evil"), max_size=20) | st.text(max_size=20))
def test_nobody_is_sent_elsewhere(wanted: str) -> None:
    found = own_path(wanted)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert found.isprintable()


@pytest.mark.parametrize("path", ["/", "/nhat-ky?tu=1/1/2022&loai=plan", "/viec/12"])
def test_pages_of_ours_are_kept(path: str) -> None:
    assert own_path(path) == path

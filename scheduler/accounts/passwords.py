"""Passwords: which may be chosen (NIST SP 800-63B, ASVS 5.0 V6.2), and how they are kept (argon2id).

Any characters, 12 to 128 of them, no rules of composition, no expiry. What is compared is the NFKC form, so that a
password typed on another keyboard is the same password.
"""

from __future__ import annotations

import re
import string
import threading
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rules.errors import NhacviecError

SHORTEST, LONGEST = 12, 128
NAMED = 4
"""Letters of the login name that a password must not hold; shorter names stand in many words."""
COMMON = Path(__file__).with_name("common_passwords.txt")

# Above each of the settings that OWASP lists for argon2id; about a tenth of a second.
_HASHER = PasswordHasher(time_cost=3, memory_cost=47_104, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(2)
"""Each takes 46 MiB while it lasts: a crowd at the door waits in line, so the daemon beside it keeps its memory."""


class WeakPasswordError(NhacviecError):
    """{why}"""


def refuse_weak(password: str, login: str) -> None:
    """Raise `WeakPasswordError`, which says what to do, unless the password may be chosen by the account `login`."""
    length = len(_normal(password))
    if length < SHORTEST:
        raise WeakPasswordError(why=f"Mật khẩu cần ít nhất {SHORTEST} ký tự; một câu vài từ dễ nhớ là tốt nhất.")
    if length > LONGEST:
        raise WeakPasswordError(why=f"Mật khẩu dài nhất {LONGEST} ký tự; hãy rút ngắn lại.")
    if _is_common(password):
        raise WeakPasswordError(why="Mật khẩu này quá phổ biến, dễ bị đoán; hãy chọn mật khẩu khác.")
    name = _bare(login.partition("@")[0])
    if len(name) >= NAMED and name in _bare(password):
        raise WeakPasswordError(why="Mật khẩu không nên chứa tên đăng nhập; hãy chọn mật khẩu khác.")


def hashed(password: str) -> str:
    """What is kept of the password."""
    with _AT_ONCE:
        return _HASHER.hash(_normal(password))


def is_password(password: str, kept: str | None) -> bool:
    """Whether it is the password kept; where none is, the same work is done and the answer is no."""
    decoy = _decoy()
    if len(password) > 4 * LONGEST:
        password = ""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or decoy, _normal(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether it was hashed more cheaply than is done now."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _decoy() -> str:
    return hashed("không phải mật khẩu của ai")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _is_common(password: str) -> bool:
    """One of the list, with or without digits and marks around it, a short piece again and again, or spaces alone."""
    bare = _bare(password)
    unmarked, core = bare.strip(string.punctuation), bare.strip(string.punctuation + string.digits)
    return not bare or bool({bare, unmarked, core} & _common()) or re.fullmatch(r"(.{1,4}?)\1+.{0,3}", bare) is not None


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _bare(text: str) -> str:
    """Small letters without spaces and diacritics."""
    apart = unicodedata.normalize("NFKD", _normal(text)).casefold().replace("đ", "d")
    return "".join(c for c in apart if not unicodedata.combining(c) and not c.isspace())

"""The envelope sender of each mail, an address of its own, so that what comes back tells by itself which mail it is of.

A form is an address with `{token}` in it ("nhac-viec+{token}@so.example.vn"). Letters are lower case and compared
without case, since servers on the way may change it.
"""

from __future__ import annotations

import re

PLACE = "{token}"
_TOKEN = re.compile(r"m(?P<mail>[1-9]\d{0,9})-(?P<mark>[a-z2-7]{16})")
LONGEST = "m9999999999-" + "a" * 16
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`|~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}")


def is_form(form: str) -> bool:
    """Whether every token makes an address of it that a mail server can be told (RFC 5321: 64 octets before the @)."""
    return form.count(PLACE) == 1 and _ADDRESS.fullmatch(written(form, LONGEST)) is not None


def token(mail: int, mark: str) -> str:
    """The token of the mail of that number; `mark` is its signature, 16 letters of base32."""
    return f"m{mail}-{mark.lower()}"


def written(form: str, token: str) -> str:
    """The address of a token."""
    return form.replace(PLACE, token)


def tokens_in(form: str, text: str) -> list[tuple[int, str]]:
    """Number and signature of each address of that form in a text, whether or not they are genuine."""
    before, _, after = form.lower().partition(PLACE)
    pattern = rf"(?<![\w.+-]){re.escape(before)}{_TOKEN.pattern}{re.escape(after)}(?![\w-]|\.\w)"
    return [(int(found["mail"]), found["mark"]) for found in re.finditer(pattern, text.lower())]

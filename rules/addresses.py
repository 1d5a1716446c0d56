"""E-mail addresses: which can be written to, and how they stand on the wire (RFC 5321; RFC 6531 for other letters)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import idna

LONGEST = 254
"""Bytes on the wire (RFC 5321, 4.5.3.1.3); the part before the @ has at most 64."""
LATELY = 4096
"""Addresses whose answers are kept: IDNA's tables cost more than the rest of a mail's headers, and an office writes to
the same people."""
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@([\w-]+(?:\.[\w-]+)+)")


@lru_cache(LATELY)
def is_address(text: str) -> bool:
    """Whether mail can be sent to it: one @, a full domain, nothing that a header or a command reads as its own."""
    found = _ADDRESS.fullmatch(text)
    if found is None or unicodedata.normalize("NFC", text) != text:
        return False
    try:
        wire = on_the_wire(text)
    except ValueError:
        return False
    return len(wire.encode()) <= LONGEST and len(found[1].encode()) <= 64


@lru_cache(LATELY)
def on_the_wire(address: str) -> str:
    """The address with its domain in ASCII (IDNA 2008); `ValueError` for a domain that there cannot be."""
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        idna.encode(domain, strict=False)
        return address
    return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"


def needs_utf8(address: str) -> bool:
    """Whether only a server that speaks SMTPUTF8 can be told of it."""
    return not address.rpartition("@")[0].isascii()

"""Secrets that stand for a person: made here alone, kept as hashes alone."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32
"""256 bits: nobody guesses one, so a plain hash of it is enough."""


def fresh_token() -> str:
    """A new secret, safe in an address and in a cookie."""
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()

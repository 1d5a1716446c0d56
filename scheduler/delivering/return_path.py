"""Envelope senders signed with the installation's key, bound to one mail and its mailbox: no bounce can be made up."""

from __future__ import annotations

import base64
import hashlib
import hmac

from db.outbox import Claimed
from notifications.return_path import token, written
from scheduler.office import World

_BYTES = 10
"""80 bits: 16 letters, so that with them and a number there is room for a name before the @."""


def envelope_sender(mail: Claimed, known: World) -> str:
    """To whom a server reports that it could not deliver the mail; `sender` itself where no mailbox is read."""
    form = known.settings.return_path
    if form is None:
        return known.settings.sender
    return written(form, token(mail.id, signature(mail.id, mail.mailbox, known.link_key)))


def signature(mail: int, mailbox: str, key: bytes) -> str:
    """What only this installation can write for the mail of that number to `mailbox`."""
    content = f"return\0{mail}\n{mailbox}".encode()
    return base64.b32encode(hmac.digest(key, content, hashlib.sha256)[:_BYTES]).decode().lower()


def is_genuine(mark: str, mail: int, mailbox: str, key: bytes) -> bool:
    """Whether `mark` is the signature of that mail."""
    return hmac.compare_digest(mark.encode(), signature(mail, mailbox, key).encode())

"""Certificates of a private authority, good and bad, for the mail servers and mailboxes of the tests."""

from __future__ import annotations

import datetime as dt
import ssl
from pathlib import Path

import trustme


class Certificates:
    """A private authority, made anew for each run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = trustme.CA()

    def server(self, name: str, days: int = 2) -> ssl.SSLContext:
        """A server's context with a certificate of the authority for `name`; `days` below 0 has expired."""
        today = dt.datetime.now(dt.UTC)  # noqa: TID251 (certificates are dated by the real clock)
        begins, ends = today - dt.timedelta(days=9), today + dt.timedelta(days=days)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(name, not_before=begins, not_after=ends).configure_cert(context)
        return context

    def self_signed(self) -> ssl.SSLContext:
        """A server's context with a certificate that vouches for itself."""
        alone = trustme.CA()
        chain, key = self.folder / "self.pem", self.folder / "self.key"
        alone.cert_pem.write_to_path(str(chain))
        alone.private_key_pem.write_to_path(str(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        return context

    def trusted(self) -> ssl.SSLContext:
        """What a client holds that trusts the authority."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context

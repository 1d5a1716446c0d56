"""Cookies: which session a browser has, and what the next page is to say.

With https each is bound to this host by its name (`__Host-`), so that no neighbour on the domain can plant one.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from scheduler.answering.links import form_token

SESSION, BEFORE, SAID = "nhacviec", "nhacviec-truoc", "nhacviec-bao"
"""Who is signed in; what ties the sign-in form to a browser; what was done, in a sentence."""
SAID_SECONDS = 60
LONGEST_SAID = 600


@dataclass(frozen=True, slots=True)
class Cookies:
    """The cookies of one site; `secure`: only over https. `key` signs what is said."""

    secure: bool
    key: bytes

    def read(self, request: Request, name: str) -> str:
        """What the browser has under that name; empty where nothing."""
        return request.cookies.get(self._named(name), "")

    def give(self, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
        """Let the browser keep it for that long; without a limit until it is closed."""
        response.set_cookie(
            self._named(name), value, max_age=seconds, secure=self.secure, httponly=True, samesite="lax", path="/"
        )

    def drop(self, response: Response, name: str) -> None:
        """Have the browser forget it."""
        response.delete_cookie(self._named(name), secure=self.secure, httponly=True, samesite="lax", path="/")

    def say(self, response: Response, sentence: str, session: str) -> None:
        """The next page of that session begins with the sentence."""
        text = base64.urlsafe_b64encode(sentence[:LONGEST_SAID].encode()).rstrip(b"=").decode()
        self.give(response, SAID, f"{text}.{self._mark(text, session)}", seconds=SAID_SECONDS)

    def said(self, request: Request, session: str) -> str:
        """The sentence that this page begins with, if it was said to that session."""
        text, _, mark = self.read(request, SAID).partition(".")
        if not text or not hmac.compare_digest(mark.encode(), self._mark(text, session).encode()):
            return ""
        try:
            return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        except (ValueError, binascii.Error):
            return ""

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name

    def _mark(self, text: str, session: str) -> str:
        return form_token(f"said {session} {text}", self.key)

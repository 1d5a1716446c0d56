"""A browser without a screen: keeps cookies, fills in the forms of pages, and looks at each page it opens."""

from __future__ import annotations

import http.client
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import TypeAlias
from urllib.parse import urlencode

from .served import Reply, Site

HEAVIEST = 100_000  # bytes of a page
Words: TypeAlias = Mapping[str, str]
NOTHING: Words = {}
FORM: Words = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Browser:
    """One person's browser at a site. `cookies` by name; `page` is what it shows."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    page: Reply | None = None

    def open(self, path: str, method: str = "GET", *, follow: bool = True, headers: Words = NOTHING) -> Reply:
        """Ask for a page, and go where it sends."""
        return self._ask(path, method, None, headers, follow)

    def send(self, path: str, fields: Words = NOTHING, *, follow: bool = True, headers: Words = NOTHING) -> Reply:
        """Send a form as given."""
        return self._ask(path, "POST", urlencode(fields).encode(), {**FORM, **headers}, follow)

    def open_bytes(self, path: str) -> bytes:
        """What a download has in it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        connection.request("GET", path, headers={"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())})
        got = connection.getresponse().read()
        connection.close()
        return got

    def send_body(self, path: str, body: bytes, kind: str) -> Reply:
        """Send a form with a file, as encoded."""
        return self._ask(path, "POST", body, {"Content-Type": kind}, True)

    def fill(self, action: str, **fields: str) -> Reply:
        """Send the form with that action on the page shown, with what it hides."""
        return self.send(action, self.hidden(action) | fields)

    def hidden(self, action: str) -> dict[str, str]:
        """What the form with that action on the page shown brings along unseen."""
        assert self.page
        return hidden_in(self.page.text, action)

    def sign_in(self, name: str, password: str, path: str = "/dang-nhap") -> Reply:
        """Sign in by the form."""
        self.open(path)
        return self.fill("/dang-nhap", name=name, password=password)

    def _ask(self, path: str, method: str, body: bytes | None, headers: Words, follow: bool) -> Reply:
        sent: dict[str, str] = {}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        connection.request(method, path, body, {**sent, **headers})
        got = connection.getresponse()
        reply = Reply(got.status, got.headers, got.read().decode())
        connection.close()
        self._keep(reply)
        if reply.status == 303 and follow:
            assert reply.headers["Location"].startswith("/")
            return self.open(reply.headers["Location"])
        if reply.text and "text/html" in str(reply.headers["Content-Type"]):
            look_over(reply)
            self.page = reply
        return reply

    def _keep(self, reply: Reply) -> None:
        for line in reply.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.flags[name] = line.partition(";")[2]
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


def hidden_in(text: str, action: str) -> dict[str, str]:
    """What the form with that action brings along unseen."""
    found = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', text, re.S)
    assert found, f"no form leads to {action}"
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[1])
    }


class _Outline(HTMLParser):
    """Headings, labels, fields and words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def look_over(reply: Reply) -> None:
    """What is true of every page: its language, one heading that the title begins with, labels, Vietnamese, size."""
    outline = _Outline()
    outline.feed(reply.text)
    named = [tag for tag, _ in outline.tags]
    assert named.count("h1") == 1
    title = re.search(r"<title>(?:Lỗi: )?(.*?) – Nhắc việc</title>", reply.text)
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", reply.text, re.S)
    assert title
    assert heading
    assert ("html", {"lang": "vi"}) in outline.tags
    labelled = {values.get("for") for tag, values in outline.tags if tag == "label"}
    ids = [values["id"] for _, values in outline.tags if "id" in values]
    assert len(ids) == len(set(ids))
    for tag, values in outline.tags:
        assert not any(name.startswith("on") or name == "style" for name in values)
        assert tag not in ("script", "style", "iframe", "object", "embed")
        seen = values.get("type") not in ("hidden", "radio", "checkbox") and "hidden" not in values
        if tag in ("input", "select", "textarea") and seen:
            assert values.get("id") in labelled
    for link in re.findall(r'(?:href|action|src)="([^"]*)"', reply.text):
        assert link.startswith(("/", "#")), link
    text = " ".join(outline.words)
    assert text == unicodedata.normalize("NFC", text)
    assert not re.search(r"\b(None|null|True|False|undefined)\b|\{\{|vui lòng|xin lỗi|không hợp lệ", text)
    assert len(reply.text.encode()) < HEAVIEST

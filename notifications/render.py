"""A mail's values → its subject, text and HTML. Pure but for the templates, which are read once."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, select_autoescape
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications import pages
from notifications.cards import Card
from notifications.model import Mail, MailKind
from notifications.page import Block, Page, Row

MAX_ITEMS = 40
"""Things told one by one in a mail; of the others it says how many there are, and where to see them."""

MAX_HTML = 90_000
"""Bytes of HTML. Gmail hides what lies beyond about 102 KB."""

_STYLE = {
    "font": (font := "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:24px;"),
    "ink": f"{font}color:#1b1b1b;background-color:#ffffff;",
    "table": '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">',
}


def _source(name: str) -> str:
    """The template with its styles put in: as variables they would be escaped dozens of times a mail."""
    text = (Path(__file__).parent / "templates" / name).read_text("utf-8")
    return re.sub(r"\{\{ (\w+) \}\}", lambda found: _STYLE.get(found[1], found[0]), text)


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, with a short way to the fields of our own values, which it would look into at every one."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if attribute in _FIELDS.get(type(obj), ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


_FIELDS: dict[type, frozenset[str]] = {
    **{kind: frozenset(field.name for field in fields(kind)) for kind in (Page, Block, Row, Card)},
    LoopContext: frozenset(("first", "last", "index")),
}
_templates = _Sandbox(
    loader=FunctionLoader(_source),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """`kind` is the gravest item's; `subject` is one line; `text` and `html` say the same."""

    kind: MailKind
    subject: str
    text: str
    html: str


def render(mail: Mail) -> Rendered:
    """The worded mail, at most `MAX_HTML` bytes of HTML; `ValueError` for a mail about nothing."""
    things = pages.size(mail)
    if things == 0:
        raise ValueError("a mail about nothing is not sent")
    limit = min(things, MAX_ITEMS)
    rendered = _draw(mail, limit)
    while len(rendered.html.encode()) > MAX_HTML and limit > 1:
        limit = limit * 2 // 3
        rendered = _draw(mail, limit)
    return rendered


def _draw(mail: Mail, limit: int) -> Rendered:
    page = pages.page(mail, limit)
    text = _templates.get_template("mail.txt").render(page=page)
    html = _templates.get_template("mail.html").render(page=page)
    return Rendered(page.kind, page.subject, text, html)

"""A mail's values → its subject, text and HTML. Pure but for the templates, which are read once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications import pages
from notifications.model import Mail, MailKind

MAX_ITEMS = 40
"""Things told one by one in a mail; of the others it says how many there are, and where to see them."""

MAX_HTML = 90_000
"""Bytes of HTML. Gmail hides what lies beyond about 102 KB."""

_templates = ImmutableSandboxedEnvironment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
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

"""Templates → responses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

_HERE = Path(__file__).parent
STYLE = (_HERE / "static" / "page.css").read_text("utf-8")

_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page of that name."""
    return HTMLResponse(_templates.get_template(name).render(**values), status)


def message(title: str, text: str, status: int) -> HTMLResponse:
    """A page that only says something."""
    return page("message.html", status, title=title, text=text)

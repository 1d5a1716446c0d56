"""Templates → responses."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from rules.say import capital, say_date, say_day, say_days
from scheduler.clock import LOCAL

_HERE = Path(__file__).parent
STYLE = (_HERE / "static" / "page.css").read_text("utf-8")
STYLE_ADDRESS = f"/trang.css?v={hashlib.sha256(STYLE.encode()).hexdigest()[:12]}"
"""It names its content, so a browser may keep it."""

_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["style"] = STYLE_ADDRESS


def _day(value: dt.date | None) -> str:
    return say_day(value) if value else ""


def _instant(value: dt.datetime) -> str:
    """08:00 31/03/2026, local."""
    return f"{value.astimezone(LOCAL):%H:%M %d/%m/%Y}"


MOST_WORDS = 40


def _brief(text: str) -> str:
    """The beginning of a long text; lists lead to the page that has all of it."""
    words = text.split()
    return text if len(words) <= MOST_WORDS else f"{' '.join(words[:MOST_WORDS])} …"


_templates.filters |= {
    "brief": _brief,
    "day": _day,
    "days": say_days,
    "instant": _instant,
    "capital": capital,
    "weekday": say_date,
}


def page(name: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """The page of that name."""
    return HTMLResponse(_templates.get_template(name).render(**values), status)


def message(title: str, text: str, status: int) -> HTMLResponse:
    """A page that only says something."""
    return page("message.html", status, title=title, text=text)

"""People of the office who are signed in at its site."""

from __future__ import annotations

from rules.access import AccountRole
from scheduler.accounts.accounts import Part, create
from scheduler.accounts.links import set_password

from .browser import Browser
from .served import Site

PASSWORD = "ba con mèo leo cây cau"


def somebody(site: Site, role: AccountRole, unit: str | None = None) -> Browser:
    """A browser in which an account of that role, made for it, is signed in."""
    office, name = site.world.office, f"{role}-{unit}" if unit else role
    create(office, name, f"Chị {name}", Part(role, unit), at=site.now, actor="test")
    set_password(office, name, PASSWORD, at=site.now, actor="test")
    browser = Browser(site)
    browser.sign_in(name, PASSWORD)
    return browser

"""People of the office who are signed in at its site."""

from __future__ import annotations

import datetime as dt

from rules.access import ACCOUNT_ROLES, AccountRole
from scheduler.accounts.accounts import Part, create
from scheduler.accounts.links import set_password
from scheduler.office import Office

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


def staff(office: Office, at: dt.datetime) -> None:
    """An account of each role, named as its role; the unit's is Thanh tra's."""
    for role in ACCOUNT_ROLES:
        part = Part(role, "thanh-tra" if role == "unit" else None)
        create(office, role, f"Người {ACCOUNT_ROLES[role]}", part, at=at, actor="test")
        set_password(office, role, PASSWORD, at=at, actor="test")


def browser_of(site: Site, role: AccountRole) -> Browser:
    """A browser in which the account of that role is signed in."""
    browser = Browser(site)
    browser.sign_in(role, PASSWORD)
    return browser

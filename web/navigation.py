"""What a page of the office's site is, and which of them stand in whose menu."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fastapi import APIRouter

from rules.access import AccountRole


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the menu, `name` in it leading to `path`, for accounts of these roles; `router` has its addresses.

    `hint` says on the start page what it is good for.
    """

    name: str
    path: str
    hint: str
    roles: tuple[AccountRole, ...]
    router: APIRouter = field(default_factory=APIRouter)


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry as one visitor sees it on one page."""

    name: str
    path: str
    hint: str
    here: bool


def menu(sections: Iterable[Section], role: AccountRole, path: str) -> list[MenuItem]:
    """The entries for that role; `here` marks the one that the page at `path` belongs to."""
    return [
        MenuItem(one.name, one.path, one.hint, path == one.path or path.startswith(f"{one.path}/"))
        for one in sections
        if role in one.roles
    ]

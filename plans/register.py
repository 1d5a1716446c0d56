"""The unit register: units with their names, groups with their members, addresses (read by `plans.units`)."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from plans.names import Matcher, key, spellings

Kind: TypeAlias = Literal["internal", "affiliated", "external"]
ContactRole: TypeAlias = Literal["lead", "coordinating", "head", "monitor", "leadership"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CONTACT_ROLES: tuple[ContactRole, ...] = get_args(ContactRole)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit. `internal` is *thuộc*, `affiliated` *trực thuộc* (own seal). `valid_from`, `valid_to` are inclusive.

    `monitor` marks the one unit that follows the plan for the leaders (Văn phòng Sở); `successor` is a unit's code.
    """

    code: str
    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    monitor: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A collective name, its code begins with `@`. Without members they are chosen for each task."""

    code: str
    name: str
    spellings: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


Owner: TypeAlias = Unit | Group
"""What bears a name in a plan."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A mailbox and what it is written to for; `unit` is None for the whole office."""

    address: str
    name: str | None
    role: ContactRole
    unit: str | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The units a text names: codes of the register, and names that are not in it, both in printed order."""

    codes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """The register. Its spellings are unambiguous: `spelling_owners` finds one code for each."""

    units: tuple[Unit, ...]
    groups: tuple[Group, ...]
    contacts: tuple[Contact, ...]
    _matcher: Matcher = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        owners = {spelling: owner for spelling, (owner, *_) in spelling_owners(self.owners).items()}
        object.__setattr__(self, "_matcher", Matcher.over(owners))

    @property
    def owners(self) -> tuple[Owner, ...]:
        """All that bears a name: the units, then the groups."""
        return (*self.units, *self.groups)

    def resolve(self, text: str | None) -> Resolved:
        """The units and groups that a cell names, longest known name first."""
        names = tuple(self._matcher.split(text or ""))
        codes = dict.fromkeys(code for _, code in names if code is not None)
        unknown = dict.fromkeys(name for name, code in names if code is None)
        return Resolved(tuple(codes), tuple(unknown))

    def nearest_names(self, name: str, n: int = 3) -> tuple[tuple[str, str], ...]:
        """Up to `n` owners that `name` may mean, the likeliest first, as (official name, code). Never a match."""
        names = {key(known): owner for owner in self.owners for known in names_of(owner)}
        near = difflib.get_close_matches(key(name), names, n=len(names) or 1, cutoff=0.75)
        owners = dict.fromkeys((names[found].name, names[found].code) for found in near)
        return tuple(owners)[:n]

    def nearest(self, name: str) -> str | None:
        """The known name most like `name`; None where none is like it."""
        return next((known for known, _ in self.nearest_names(name, 1)), None)


def names_of(owner: Owner) -> tuple[str, ...]:
    """The names a unit or group is known by, the official one first."""
    return (owner.name, *(owner.aliases if isinstance(owner, Unit) else owner.spellings))


def spelling_owners(owners: Iterable[Owner]) -> dict[str, tuple[str, ...]]:
    """The codes that claim each spelling (as `key`); more than one is a mistake in the register."""
    claims: dict[str, dict[str, None]] = {}
    for owner in owners:
        for spelling in (s for name in names_of(owner) for s in spellings(name)):
            claims.setdefault(key(spelling), {})[owner.code] = None
    return {spelling: tuple(codes) for spelling, codes in claims.items()}

"""The unit register: units with their names, groups with their members, addresses (read by `plans.units.files`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from plans.units.names import Matcher, Named, key, spellings
from plans.units.nearest import Candidate, nearest

Kind: TypeAlias = Literal["internal", "affiliated", "external"]
ContactRole: TypeAlias = Literal["lead", "coordinating", "head", "monitor", "leadership"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CONTACT_ROLES: tuple[ContactRole, ...] = get_args(ContactRole)
OFFICE_ROLES: tuple[ContactRole, ...] = ("monitor", "leadership")
"""Those that may be for the whole office; all others are for a unit."""


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

    def ended_before(self, day: dt.date) -> bool:
        return self.valid_to is not None and self.valid_to < day

    def overlaps(self, other: Unit) -> bool:
        """Whether there is a day on which both are."""
        first = max(self.valid_from or dt.date.min, other.valid_from or dt.date.min)
        return first <= min(self.valid_to or dt.date.max, other.valid_to or dt.date.max)


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
class Absence:
    """Somebody is away from `first` to `last`, both inclusive; `substitute` is the address that hears meanwhile."""

    first: dt.date
    last: dt.date
    substitute: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A mailbox and what it is written to for; `unit` is None for the whole office."""

    address: str
    name: str | None
    role: ContactRole
    unit: str | None
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A unit that a text names although it was no more: `name` as printed, the last day, who stood in its place then.

    `successor` is a code, None where the register knows of nobody.
    """

    name: str
    code: str
    valid_to: dt.date
    successor: str | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The units a text names, in printed order: codes of the register, names that are not in it, units that had
    ended.

    `leading` and `coordinating` are those of `codes` that the text itself gives that part: “A chủ trì, phối hợp với B”.
    """

    codes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    ended: tuple[Ended, ...] = ()
    leading: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """Who leads and who co-ordinates a task, from both its cells; the rest as in `Resolved`."""

    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    unknown: tuple[str, ...]
    ended: tuple[Ended, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """The register. At any one day a spelling is one owner's (`plans.units.contradictions`)."""

    units: tuple[Unit, ...]
    groups: tuple[Group, ...]
    contacts: tuple[Contact, ...]
    _matcher: Matcher = field(init=False, repr=False, compare=False)
    _owners: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _units: Mapping[str, Unit] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        owners = spelling_owners(self.owners)
        ours = spelling_owners([*self.groups, *(unit for unit in self.units if unit.kind != "external")])
        object.__setattr__(self, "_owners", owners)
        object.__setattr__(self, "_matcher", Matcher.over(owners, ours))
        object.__setattr__(self, "_units", {unit.code: unit for unit in self.units})

    @property
    def owners(self) -> tuple[Owner, ...]:
        """All that bears a name: the units, then the groups."""
        return (*self.units, *self.groups)

    def resolve(self, text: str | None, on: dt.date | None = None) -> Resolved:
        """The units and groups that a cell names, longest known name first, as they were on the day `on`.

        Without a day every unit counts as if it still were, and of two that bore one name in turn the later is meant. A
        unit that begins after `on` is taken: plans name offices that are about to be founded.
        """
        codes: dict[str, None] = {}
        parts: dict[str, str | None] = {}
        unknown: dict[str, None] = {}
        ended: dict[str, Ended] = {}
        for one in self._matcher.split(text or ""):
            if one.known is None:
                unknown[one.name] = None
                continue
            code, lapsed = self._meant(one, on)
            if lapsed:
                ended.setdefault(code, lapsed)
            else:
                codes[code] = None
                parts.setdefault(code, one.part)
        return Resolved(
            tuple(codes),
            tuple(unknown),
            tuple(ended.values()),
            tuple(code for code, part in parts.items() if part == "lead"),
            tuple(code for code, part in parts.items() if part == "coordinating"),
        )

    def parts(self, lead_text: str | None, coordinating_text: str | None, on: dt.date | None = None) -> Parts:
        """Both role cells resolved; what a cell itself says of a part goes before the column it stands in."""
        lead, coordinating = self.resolve(lead_text, on), self.resolve(coordinating_text, on)
        leads = [code for code in lead.codes if code not in lead.coordinating]
        others = [code for code in coordinating.codes if code not in coordinating.leading]
        return Parts(
            tuple(dict.fromkeys((*leads, *coordinating.leading))),
            tuple(dict.fromkeys((*lead.coordinating, *others))),
            tuple(dict.fromkeys((*lead.unknown, *coordinating.unknown))),
            tuple(dict.fromkeys((*lead.ended, *coordinating.ended))),
        )

    def _meant(self, one: Named, on: dt.date | None) -> tuple[str, Ended | None]:
        claims = self._owners[one.known or ""]
        units = sorted((self._units[c] for c in claims if c in self._units), key=lambda u: u.valid_to or dt.date.max)
        if not units:
            return claims[0], None
        going = [unit for unit in units if not has_ended(unit, on)]
        if on is None or going:
            return (units[-1] if on is None else going[0]).code, None
        last = units[-1]
        assert last.valid_to is not None
        return last.code, Ended(one.name, last.code, last.valid_to, self.successor(last.code, on))

    def successor(self, code: str, on: dt.date) -> str | None:
        """Who stands in the place of the unit on that day, down the line of successors; None where nobody is known."""
        passed: set[str] = set()
        unit = self._units.get(code)
        while unit is not None and unit.ended_before(on):
            passed.add(unit.code)
            unit = None if unit.successor in passed else self._units.get(unit.successor or "")
        return unit.code if unit and unit.code != code else None

    def nearest(self, name: str) -> str | None:
        """The known name most like `name`, to suggest to a person; None where none is like it. Never a match."""
        return next((known for known, _ in self.nearest_names(name, 1)), None)

    def nearest_names(self, name: str, n: int = 3, on: dt.date | None = None) -> tuple[tuple[str, str], ...]:
        """Up to `n` owners that `name` may mean, the likeliest first, as (official name, code). Never a match.

        Units that ended before `on` are not suggested.
        """
        owners = [owner for owner in self.owners if not has_ended(owner, on)]
        names = {owner.code: owner.name for owner in owners}
        found = nearest(name, [Candidate(owner.code, names_of(owner)) for owner in owners], n)
        return tuple((names[code], code) for code in found)


def has_ended(owner: Owner, on: dt.date | None) -> bool:
    """Whether it was no more on that day; without a day nothing has ended, and a group never does."""
    return isinstance(owner, Unit) and on is not None and owner.ended_before(on)


def names_of(owner: Owner) -> tuple[str, ...]:
    """The names a unit or group is known by, the official one first."""
    return (owner.name, *(owner.aliases if isinstance(owner, Unit) else owner.spellings))


def spelling_owners(owners: Iterable[Owner]) -> dict[str, tuple[str, ...]]:
    """The codes that claim each spelling (as `key`); several where they never are at the same time (else: `rivals`)."""
    claims: dict[str, dict[str, None]] = {}
    for owner in owners:
        for spelling in (s for name in names_of(owner) for s in spellings(name)):
            claims.setdefault(key(spelling), {})[owner.code] = None
    return {spelling: tuple(codes) for spelling, codes in claims.items()}


def rivals(owners: Iterable[Owner]) -> dict[str, tuple[str, ...]]:
    """The spellings that more than one owner claims for the same days, with the codes of all that claim it.

    Who stands in the place of a unit that ended may bear its names: they mean the one until then, the other afterwards.
    """
    known = {owner.code: owner for owner in owners}
    return {
        spelling: codes
        for spelling, codes in spelling_owners(known.values()).items()
        if any(_meet(known[a], known[b], known) for n, a in enumerate(codes) for b in codes[n + 1 :])
    }


def _meet(one: Owner, other: Owner, known: Mapping[str, Owner]) -> bool:
    if not (isinstance(one, Unit) and isinstance(other, Unit)):
        return True
    return one.overlaps(other) and not _follows(other, one, known) and not _follows(one, other, known)


def _follows(later: Unit, unit: Unit, known: Mapping[str, Owner]) -> bool:
    """Whether `later` stands in the place of `unit`, which has an end, directly or through others."""
    passed: set[str] = set()
    one: Owner | None = unit
    while isinstance(one, Unit) and one.valid_to is not None and one.successor and one.code not in passed:
        if one.successor == later.code:
            return True
        passed.add(one.code)
        one = known.get(one.successor)
    return False

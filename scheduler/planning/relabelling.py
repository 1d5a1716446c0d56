"""An amended rule names other periods: which occurrence of the old rule goes on as which of the new.

Quý I hằng năm → Quý II hằng năm is the same work of each year with another date, not one duty that ends and one that
begins; what was done for the one is done for the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from db.duties import OccurrenceRow
from scheduler.duties.unfold import Wanted

_One = TypeVar("_One", OccurrenceRow, Wanted)


def carried_on(
    stored: Mapping[str, OccurrenceRow], wanted: Mapping[str, Wanted]
) -> Iterator[tuple[OccurrenceRow, Wanted]]:
    """Pairs of an occurrence that the rule no longer has and a new one; both are mappings by label, of one task.

    Within a year they are paired in the order of their dates where they are equally many; one left on either side in
    all the years is a pair too. What events opened is left alone.
    """
    gone = _by_year(row for label, row in stored.items() if label not in wanted and _is_dated(row))
    come = _by_year(one for label, one in wanted.items() if label not in stored and one.announcement_id is None)
    for year in sorted(gone.keys() & come.keys()):
        if len(gone[year]) == len(come[year]):
            yield from zip(gone.pop(year), come.pop(year), strict=True)
    rest_gone = [row for rows in gone.values() for row in rows]
    rest_come = [one for ones in come.values() for one in ones]
    if len(rest_gone) == len(rest_come) == 1:
        yield rest_gone[0], rest_come[0]


def _is_dated(row: OccurrenceRow) -> bool:
    return row.state != "withdrawn" and row.announcement_id is None


def _by_year(rows: Iterable[_One]) -> dict[str, list[_One]]:
    found: dict[str, list[_One]] = {}
    for row in sorted(rows, key=lambda one: (one.due or dt.date.max, one.label)):
        found.setdefault(row.label[:4], []).append(row)
    return found

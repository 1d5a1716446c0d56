"""Mergers entered before their day: they wait, may be taken back, and are carried out when the day has come."""

from __future__ import annotations

import datetime as dt
import logging

from db.engine import reading, writing
from db.history import record
from db.planned_mergers import (
    PlannedMerger,
    add_planned_merger,
    merger_dropped,
    merger_failed,
    planned_mergers,
)
from scheduler.changes.merging import Merged, MergeError, Merger, merge, preview, same
from scheduler.clock import local_day
from scheduler.office import Office

log = logging.getLogger(__name__)


def plan_merger(office: Office, merger: Merger, *, at: dt.datetime, actor: str) -> Merged:
    """Enter a merger whose day is ahead; until then nothing changes. Gives what it would come to today.

    Entered a second time it stays as it is. Raises `MergeError`.
    """
    found = preview(office, merger, at)
    with writing(office.engine) as conn:
        if not any(same(one, merger) for one in planned_mergers(conn)):
            add_planned_merger(conn, merger.old, merger.new, merger.day, at=at, by=actor)
            said = {"units": list(merger.old), "since": merger.day}
            record(conn, at=at, actor=actor, subject=f"unit:{merger.new}", what="merger planned", **said)
    return found


def drop_merger(office: Office, merger: Merger, *, at: dt.datetime, actor: str) -> None:
    """Take back a merger that waits for its day. Raises `MergeError` where there is none like it."""
    with writing(office.engine) as conn:
        one = next((one for one in planned_mergers(conn) if same(one, merger)), None)
        if one is None:
            raise MergeError(reason="không có đợt hợp nhất nào như vậy đang chờ; xem «nhacviec unit list»")
        merger_dropped(conn, one.id, at)
        said = {"units": list(one.old), "since": one.day}
        record(conn, at=at, actor=actor, subject=f"unit:{one.new}", what="merger dropped", **said)


def carry_out(office: Office, at: dt.datetime, *, again: bool = False) -> int:
    """Merge the units whose day has come; gives how many mergers took effect.

    One that cannot be is kept with the reason, which the monitor is told; it is tried `again` where that is asked for.
    """
    with reading(office.engine) as conn:
        due = planned_mergers(conn, until=local_day(at))
    return sum(_carry_out(office, one, at) for one in due if again or one.trouble is None)


def _carry_out(office: Office, one: PlannedMerger, at: dt.datetime) -> bool:
    try:
        merge(office, Merger(one.old, one.new, one.day), at=at, actor=one.planned_by)
    except MergeError as error:
        log.error("merger_failed", extra={"merger": one.id, "reason": str(error)})
        with writing(office.engine) as conn:
            merger_failed(conn, one.id, str(error))
        return False
    log.info("merged", extra={"merger": one.id, "into": one.new})
    return True

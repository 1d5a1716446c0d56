"""A reviewed plan becomes the office's: plan, tasks, units' parts and obligations are stored in one transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.engine import Connection, writing
from db.history import record
from db.mails import add_act
from db.plans import PlanRow, TaskRow, add_plan, add_task, plan_by_id, plan_of_file, tasks
from plans.model import Document
from plans.review.review import Review
from rules.errors import NhacviecError
from scheduler.clock import local_day
from scheduler.duties.unfold import Unfolded, unfold
from scheduler.office import Office, world
from scheduler.planning.aliases import remember
from scheduler.planning.task_drafts import drafts
from scheduler.progress import Progress, unwatched


class NoPeriodError(NhacviecError):
    """Không rõ kế hoạch {path} có hiệu lực những năm nào; hãy ghi thêm --period, ví dụ --period 2021-2025."""


class AlreadyAdoptedError(NhacviecError):
    """Văn bản {path} đã được nạp ngày {day} thành kế hoạch số {id}; không nạp lần nữa."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What adoption stored: the plan, and how its occurrences stand."""

    plan: PlanRow
    tasks: int
    unfolded: Unfolded
    remembered: tuple[tuple[str, str], ...] = ()
    """Names that the register learnt, each with its code."""


def adopt(
    office: Office,
    document: Document,
    reviewed: Review,
    *,
    source: Path,
    period: tuple[int, int] | None,
    issued: dt.date | None,
    at: dt.datetime,
    actor: str,
    content: bytes | None = None,
    progress: Progress = unwatched,
) -> Adopted:
    """Store the plan as reviewed. `period` (inclusive years) and `issued` win over what its head says.

    `content` is the file's where `source` is only its name.

    The register learns the names that were given in the review. Raises `NoPeriodError` where neither gives the years,
    `AlreadyAdoptedError` where a file of this content is in force, `NameTakenError`.
    """
    years = period or document.head.period
    if years is None:
        raise NoPeriodError(path=source)
    today = local_day(at)
    with writing(office.engine) as conn:
        digest = digest_of_new(conn, source, content)
        plan = _store_plan(conn, document, source.name, digest, years, issued or document.head.issued, at)
        remembered = remember(conn, reviewed.new_names, plan_id=plan.id, at=at, actor=actor)
        known = world(office, conn, on=today)
        tasks_to_be = drafts(reviewed, plan.id, plan.years, known, today)
        for done, draft in enumerate(tasks_to_be):
            progress("tasks", done, len(tasks_to_be))
            add_task(conn, draft)
        stored = tasks(conn, plan_id=plan.id)
        result = unfold(conn, known, plan, stored, (), at=at, today=today, actor=actor, progress=progress)
        record(conn, at=at, actor=actor, subject=f"plan:{plan.id}", what="adopted", **_story(stored, reviewed))
        add_act(conn, "plan_adopted", f"plan:{plan.id}", at=at, day=today)
    return Adopted(plan, len(stored), result, remembered)


def digest_of_new(conn: Connection, source: Path, content: bytes | None = None) -> str:
    """SHA-256 of the file's content; `AlreadyAdoptedError` where a plan in force was read from the same."""
    digest = digest_of(source, content)
    if known := plan_of_file(conn, digest):
        raise AlreadyAdoptedError(path=source, day=f"{known.adopted_on:%d/%m/%Y}", id=known.id)
    return digest


def digest_of(source: Path, content: bytes | None = None) -> str:
    """SHA-256 of the file's content, or of `content` where it is given."""
    return hashlib.sha256(source.read_bytes() if content is None else content).hexdigest()


def _story(stored: Sequence[TaskRow], reviewed: Review) -> dict[str, Any]:
    decided = {"decided": list(reviewed.decided)} if reviewed.decided else {}
    return {"tasks": len(stored), **decided}


def _store_plan(
    conn: Connection,
    document: Document,
    source_name: str,
    digest: str,
    years: tuple[int, int],
    issued: dt.date | None,
    at: dt.datetime,
) -> PlanRow:
    head = document.head
    plan_id = add_plan(
        conn,
        title=head.title or source_name,
        number=head.number,
        issuer=head.issuer,
        issued=issued,
        first_year=years[0],
        last_year=years[1],
        source_name=source_name,
        source_sha256=digest,
        status="adopted",
        adopted_on=local_day(at),
        adopted_at=at,
    )
    plan = plan_by_id(conn, plan_id)
    assert plan is not None
    return plan

"""An amended text of a plan in force becomes the office's, and is taken back again: one transaction each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.amendments import AmendmentRow, add_amendment, amendments, latest_amendment
from db.engine import Connection, reading, writing
from db.history import record
from db.mails import add_act
from db.plans import PlanRow, change_plan, plan_by_id, plan_of_file
from plans.review.decisions import Decisions
from plans.review.review import Review
from rules.errors import NhacviecError
from scheduler.clock import local_day
from scheduler.duties.unfold import Deed
from scheduler.office import Office, World, world
from scheduler.planning import snapshot
from scheduler.planning.adoption import AlreadyAdoptedError, digest_of
from scheduler.planning.aliases import remember
from scheduler.planning.comparing import changes_of, standing_plan
from scheduler.planning.plan_changes import PlanChanges
from scheduler.planning.rewriting import rewrite
from scheduler.writing.amended_parts import told_lines


class UnknownPlanError(NhacviecError):
    """Không có kế hoạch số {id}; xem danh sách bằng lệnh «nhacviec plan list»."""


class PlanNotInForceError(NhacviecError):
    """Kế hoạch số {id} {state}, không thay đổi được nữa. {instead}."""


class SameTextError(NhacviecError):
    """Kế hoạch số {id} đang theo đúng văn bản {path}; không có gì để sửa đổi."""


class UnrelatedTextError(NhacviecError):
    """Văn bản {path} không có nhiệm vụ nào của kế hoạch số {id}; nếu là kế hoạch khác, hãy nạp không kèm --amends."""


class OpenPairingError(NhacviecError):
    """Chưa nạp gì: hãy trả lời trong tệp quyết định (--review) bằng same_as hoặc new = true: {questions}"""


STATE_WORDS = {"closed": "đã đóng", "undone": "đã hủy nạp"}
_INSTEAD = {
    "closed": "Muốn mở lại thì dùng «nhacviec plan undo {id}»",
    "undone": "Muốn theo dõi lại thì nạp văn bản như một kế hoạch mới",
}


@dataclass(frozen=True, slots=True)
class Amended:
    """What an amendment did: the plan as it is now, the amendment, what it changed; `told` counts units."""

    plan: PlanRow
    amendment: AmendmentRow
    changes: PlanChanges
    told: int


def compare(
    office: Office,
    plan_id: int,
    reviewed: Review,
    decided: Decisions | None,
    *,
    period: tuple[int, int] | None,
    today: dt.date,
) -> PlanChanges:
    """What the text would change in the plan on the local day `today`; nothing is stored.

    `period` (inclusive years) replaces the plan's years.

    Raises `UnknownPlanError`, `PlanNotInForceError`, and those of `plans.comparison`.
    """
    with reading(office.engine) as conn:
        plan = plan_in_force(conn, plan_id)
        return changes_of(conn, world(office, conn), plan, reviewed, decided, period=period, today=today)


def amend(
    office: Office,
    plan_id: int,
    reviewed: Review,
    decided: Decisions | None,
    *,
    source: Path,
    period: tuple[int, int] | None,
    at: dt.datetime,
    actor: str,
    content: bytes | None = None,
) -> Amended:
    """Let the text be the plan's from now on; `period` as in `compare`, `content` as in `adopt`.

    Raises what `compare` does, `SameTextError` where the plan stands by a file of this content,
    `AlreadyAdoptedError` where another plan does, `UnrelatedTextError` where no task is the same, `OpenPairingError`
    where a person has to say first which task is which.
    """
    today = local_day(at)
    with writing(office.engine) as conn:
        plan, known = plan_in_force(conn, plan_id), world(office, conn, on=today)
        digest = digest_of_other(conn, plan, source, content)
        changes = changes_of(conn, known, plan, reviewed, decided, period=period, today=today)
        refuse_unclear(changes, source)
        remember(conn, reviewed.new_names, plan_id=plan.id, at=at, actor=actor)
        row = _store(conn, plan, reviewed, changes, source.name, digest, at, actor)
        lines = _carry_out(Deed(conn, at, today, actor, row.label), known, changes)
        subject, decisions = f"plan:{plan.id}", {"decided": list(reviewed.decided)} if reviewed.decided else {}
        counts = {"added": len(changes.added), "dropped": len(changes.dropped), "changed": len(changes.changed)}
        record(conn, at=at, actor=actor, subject=subject, what="amended", why=row.label, **counts, **decisions)
        add_act(conn, "plan_amended", subject, at=at, day=today, document=row.label, lines=lines)
        return Amended(plan_in_force(conn, plan.id), row, changes, len({line["unit"] for line in lines}))


def _store(
    conn: Connection,
    plan: PlanRow,
    reviewed: Review,
    changes: PlanChanges,
    source_name: str,
    digest: str,
    at: dt.datetime,
    actor: str,
) -> AmendmentRow:
    """The amendment beside the plan's own head, with the plan as it stands before."""
    head = reviewed.document.head
    number = add_amendment(
        conn,
        plan_id=plan.id,
        title=head.title or source_name,
        number=head.number,
        issuer=head.issuer,
        issued=changes.issued,
        source_name=source_name,
        source_sha256=digest,
        made_on=local_day(at),
        made_at=at,
        actor=actor,
        before=snapshot.as_json(snapshot.take(conn, plan)),
    )
    change_plan(conn, plan.id, first_year=changes.years[0], last_year=changes.years[1])
    return next(row for row in amendments(conn, plan.id) if row.id == number)


def _carry_out(deed: Deed, known: World, changes: PlanChanges) -> list[dict[str, Any]]:
    """Rewrite the plan; gives the lines that tell each unit of it."""
    standing = standing_plan(changes.plan, changes.years, changes.issued, deed.today)
    words = [one.new for one in (*changes.pairs, *changes.added) if one.new]
    labels = {move.occurrence_id: move.label for one in changes.pairs for move in one.moves if move.occurrence_id}
    result = rewrite(deed, known, standing, words, labels)
    return told_lines(deed, known, changes.plan, plan_in_force(deed.conn, changes.plan.id), result)


def plan_in_force(conn: Connection, plan_id: int) -> PlanRow:
    """The plan of that number. Raises `UnknownPlanError`, `PlanNotInForceError`."""
    plan = plan_by_id(conn, plan_id)
    if plan is None:
        raise UnknownPlanError(id=plan_id)
    if plan.status != "adopted":
        instead = _INSTEAD[plan.status].format(id=plan_id)
        raise PlanNotInForceError(id=plan_id, state=STATE_WORDS[plan.status], instead=instead)
    return plan


def digest_of_other(conn: Connection, plan: PlanRow, source: Path, content: bytes | None = None) -> str:
    """SHA-256 of the file's content, which is neither the text the plan stands by nor that of another plan in force."""
    digest, latest = digest_of(source, content), latest_amendment(conn, plan.id)
    if digest == (latest.source_sha256 if latest else plan.source_sha256):
        raise SameTextError(id=plan.id, path=source)
    other = plan_of_file(conn, digest)
    if other and other.id != plan.id:
        raise AlreadyAdoptedError(path=source, day=f"{other.adopted_on:%d/%m/%Y}", id=other.id)
    return digest


def refuse_unclear(changes: PlanChanges, source: Path) -> None:
    """Raise where the text has nothing of the plan, or where a person has to say which task is which."""
    if changes.questions:
        asked = "; ".join(f"{one.new} mới có phải là {' hoặc '.join(one.old)} cũ không?" for one in changes.questions)
        raise OpenPairingError(questions=asked)
    if not changes.pairs:
        raise UnrelatedTextError(path=source, id=changes.plan.id)

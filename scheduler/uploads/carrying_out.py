"""A document under review is adopted, or amends a plan: the same use cases as of a file, then it is put away."""

from __future__ import annotations

import datetime as dt

from db.engine import reading
from rules.errors import NhacviecError
from scheduler.office import Office
from scheduler.planning.adoption import Adopted, adopt, digest_of_new
from scheduler.planning.amendment import Amended, amend, compare, digest_of_other, plan_in_force
from scheduler.planning.plan_changes import PlanChanges
from scheduler.uploads.paper import BadDecisionsError, ChangedUploadError, Paper, content, paper
from scheduler.uploads.taking import put_away


class UnknownYearsError(NhacviecError):
    """Chưa rõ kế hoạch thực hiện trong những năm nào; hãy trả lời câu hỏi về giai đoạn trước khi nạp."""


def refuse_at_once(office: Office, found: Paper) -> None:
    """What `carry_out` or `carry_out_amendment` would refuse is said before anybody looks at what would be."""
    data = content(office, found.row.id)
    with reading(office.engine) as conn:
        if found.row.amends is None:
            digest_of_new(conn, found.name, data)
        else:
            digest_of_other(conn, plan_in_force(conn, found.row.amends), found.name, data)


def carry_out(office: Office, number: int, version: int, *, at: dt.datetime, actor: str) -> Adopted:
    """Adopt it as decided. `version` is that of the decisions which whoever says yes has seen.

    Raises as `adopt` and `paper`, `ChangedUploadError`, `UnknownYearsError`.
    """
    found = _seen(office, number, version)
    if found.document.head.period is None:
        raise UnknownYearsError
    data = content(office, number)
    done = adopt(
        office,
        found.document,
        found.review,
        source=found.name,
        period=None,
        issued=None,
        at=at,
        actor=actor,
        content=data,
    )
    put_away(office, number)
    return done


def changes(office: Office, found: Paper, today: dt.date) -> PlanChanges:
    """What the amended text would change. Raises as `compare`."""
    assert found.row.amends is not None, "it is an amended text"
    return compare(office, found.row.amends, found.review, found.decisions, period=None, today=today)


def carry_out_amendment(office: Office, number: int, version: int, *, at: dt.datetime, actor: str) -> Amended:
    """Let the amended text be the plan's. Raises as `amend` and `paper`, `ChangedUploadError`."""
    found = _seen(office, number, version)
    assert found.row.amends is not None, "it is an amended text"
    data = content(office, number)
    done = amend(
        office,
        found.row.amends,
        found.review,
        found.decisions,
        source=found.name,
        period=None,
        at=at,
        actor=actor,
        content=data,
    )
    put_away(office, number)
    return done


def _seen(office: Office, number: int, version: int) -> Paper:
    found = paper(office, number)
    if found.row.version != version:
        raise ChangedUploadError
    if found.fault:
        raise BadDecisionsError(reason=found.fault)
    return found

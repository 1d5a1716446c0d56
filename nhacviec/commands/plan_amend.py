"""`nhacviec plan import --amends`: an amended text takes the place of the plan in force, compared first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from db.engine import reading
from nhacviec.commands.changes_json import counts_as_json
from nhacviec.commands.changes_page import show_changes
from nhacviec.commands.json_output import print_object
from nhacviec.commands.plan_twins import say_likely
from nhacviec.commands.session import Session
from nhacviec.commands.yes import confirmed
from nhacviec.reading import decisions_in, read_for_adoption
from plans.review.review import Review
from scheduler.office import world
from scheduler.planning.amendment import Amended, amend, compare, digest_of_other, plan_in_force, refuse_unclear


def amend_plan(
    session: Session,
    plan_id: int,
    file: Path,
    period: tuple[int, int] | None,
    issued: dt.date | None,
    decided: Path | None,
    yes: bool,
    wants_json: bool,
) -> int:
    """The text amends a plan in force, after a yes."""
    _, review = read_for_adoption(session.office, file, decided, issued=issued)
    with reading(session.office.engine) as conn:
        digest_of_other(conn, plan_in_force(conn, plan_id), file)
    said = decisions_in(decided)
    changes = compare(session.office, plan_id, review, said, period=period, today=session.today)
    if not wants_json:
        show_changes(changes, review, world(session.office).register.name_of)
    refuse_unclear(changes, file)
    if not yes and not confirmed("Áp dụng bản sửa đổi này?", "xem phần so sánh rồi chạy lại với --yes"):
        click.echo("Chưa nạp gì.", err=True)
        return 1
    done = amend(session.office, plan_id, review, said, source=file, period=period, at=session.at, actor=session.actor)
    if wants_json:
        print_object(amended_as_json(done, review))
    else:
        say_amended(done)
        with reading(session.office.engine) as conn:
            say_likely(conn, world(session.office, conn), plan_id, session.today)
    return 0


def amended_as_json(done: Amended, review: Review) -> dict[str, Any]:
    """The object of `plan import --amends --json`."""
    counts = counts_as_json(done.changes)
    return {
        "plan": done.plan.id,
        "amendment": done.amendment.id,
        "tasks": len(done.changes.pairs) + len(done.changes.added),
        **counts,
        "units_told": done.told,
        "questions": [question.text for question in review.questions],
    }


def say_amended(done: Amended) -> None:
    """Say what is in force now and what the units will get."""
    counts = counts_as_json(done.changes)
    click.echo(f"\nĐã sửa đổi kế hoạch số {done.plan.id} theo {done.amendment.label}: {done.plan.label}.")
    click.echo(
        f"  Thêm {counts['added']}, bỏ {counts['dropped']}, đổi {counts['changed']} nhiệm vụ; "
        f"{counts['dates_moved']} kỳ hạn đổi ngày. Việc đã báo hoàn thành giữ nguyên."
    )
    click.echo(f"  {done.told or 'Không có'} đơn vị có việc thay đổi, mỗi đơn vị nhận một thư trong giờ gửi thư.")
    click.echo(f'  Hủy lần sửa đổi này: nhacviec plan undo {done.plan.id} --reason "…"')

"""What an amended text changes, for a person: added, dropped, changed, and what has to be answered first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import click

from db.plans import TaskRow
from plans.review.review import Review
from rules.say import say_day
from rules.status import STATUS_WORDS
from scheduler.duties.task_units import coordinating_codes, lead_codes
from scheduler.planning.plan_changes import DateMove, PlanChanges, TaskChange
from scheduler.reports.duty_words import period_words

NameOf: TypeAlias = Callable[[str], str]
MOVES_SHOWN = 6
COLUMNS = {"text": "nội dung", "product": "sản phẩm", "phrase": "thời hạn", "heading": "tiêu đề mục", "section": "mục"}
ROLES = {"lead": "chủ trì", "coordinating": "phối hợp"}


def show_changes(changes: PlanChanges, review: Review, name_of: NameOf) -> None:
    """Print the page; what the review leaves to a person is counted, and listed by `plan read`."""
    click.echo(f"So với kế hoạch số {changes.plan.id}: {changes.plan.label}")
    if changes.printed_years:
        printed, kept = (f"{first}–{last}" for first, last in (changes.printed_years, changes.years))
        click.echo(
            f"Văn bản ghi giai đoạn {printed}; kế hoạch đang theo dõi giai đoạn {kept} và giữ nguyên. "
            "Muốn đổi thì ghi --period."
        )
    for line in _lines(changes, name_of):
        click.echo(line)
    if review.questions:
        where = f"«nhacviec plan read {review.document.path}»"
        click.echo(f"\nPhần rà soát văn bản nêu {len(review.questions)} chỗ cần quyết định; xem {where}.")


def _lines(changes: PlanChanges, name_of: NameOf) -> Iterator[str]:
    yield from _part("Thêm", (_added(one.new, name_of) for one in changes.added if one.new), len(changes.added))
    yield from _part("Bỏ", (_dropped(one, name_of) for one in changes.dropped), len(changes.dropped))
    yield from _part("Đổi", (_changed(one, name_of) for one in changes.changed), len(changes.changed))
    if renumbered := changes.renumbered:
        said = ", ".join(f"{one.old.name} → {one.new.name}" for one in renumbered if one.old and one.new)
        yield f"\nChỉ đổi số thứ tự hoặc mục ({len(renumbered)}): {said}"
    yield f"\nKhông đổi: {changes.unchanged}"
    if changes.questions:
        yield f"\nPhải trả lời trước khi nạp ({len(changes.questions)}):"
        for one in changes.questions:
            yield f"  {one.new} mới có phải là {' hoặc '.join(one.old)} cũ không?"
            yield f'    Ghi vào tệp quyết định: [tasks."{one.new}"] same_as = "{one.old[0]}" hoặc new = true'


def _part(heading: str, entries: Iterable[Iterator[str]], count: int) -> Iterator[str]:
    if count:
        yield f"\n{heading} ({count}):"
    for lines in entries:
        yield from lines


def _added(task: TaskRow, name_of: NameOf) -> Iterator[str]:
    again = " (trở lại)" if task.id else ""
    yield f"  + {task.name}{again}  {task.text}"
    yield f"      chủ trì: {_names(lead_codes(task), name_of)}; thời hạn: {_quoted(task.phrase)}"


def _dropped(one: TaskChange, name_of: NameOf) -> Iterator[str]:
    task = one.old
    assert task is not None
    yield f"  - {task.name}  {task.text}"
    yield f"      chủ trì: {_names(lead_codes(task), name_of)}; thời hạn: {_quoted(task.phrase)}"
    if one.held:
        counted = ", ".join(f"{count} {STATUS_WORDS[status]}" for status, count in one.held.items())
        yield f"      đã có: {counted}; việc đã xong giữ nguyên, việc chưa xong được rút"


def _changed(one: TaskChange, name_of: NameOf) -> Iterator[str]:
    old, new = one.old, one.new
    assert old is not None
    assert new is not None
    yield f"  * {new.name if new.name == old.name else f'{old.name} → {new.name}'}  {new.text}"
    for name in (name for name in COLUMNS if name in one.fields):
        before, after = getattr(old, name), getattr(new, name)
        yield f"      {COLUMNS[name]}: {_quoted(before)} → {_quoted(after)}"
    for role, codes in (("lead", lead_codes), ("coordinating", coordinating_codes)):
        if role in one.fields:
            yield f"      {ROLES[role]}: {_names(codes(old), name_of)} → {_names(codes(new), name_of)}"
    told = [move for move in one.moves if move.told]
    yield from (f"      hạn {_move(move)}" for move in told[:MOVES_SHOWN])
    if len(told) > MOVES_SHOWN:
        yield f"      và {len(told) - MOVES_SHOWN} kỳ nữa"


def _move(move: DateMove) -> str:
    period = period_words(move.label)
    if move.occurrence_id is None:
        return f"{period}: thêm {say_day(move.new_due) if move.new_due else 'kỳ chưa có ngày'}"
    before = say_day(move.old_due) if move.old_due else "chưa có ngày"
    return f"{period}: {before} → {say_day(move.new_due) if move.new_due else 'thôi thực hiện'}"


def _names(codes: list[str], name_of: NameOf) -> str:
    return "; ".join(map(name_of, codes)) or "(chưa có)"


def _quoted(text: str | None) -> str:
    return f"“{text}”" if text else "(không ghi)"

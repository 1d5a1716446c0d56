"""What an amended text changes, for a person: added, dropped, changed, and what has to be answered first."""

from __future__ import annotations

from collections.abc import Iterator

import click

from plans.review.review import Review
from scheduler.planning.change_lines import NameOf, change_lines
from scheduler.planning.plan_changes import PlanChanges


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
    for part in change_lines(changes, name_of):
        yield f"\n{part.heading} ({len(part.entries)}):"
        for one in part.entries:
            yield f"  {part.mark} {one.name}  {one.text}"
            yield from (f"      {line}" for line in one.lines)
    if renumbered := changes.renumbered:
        said = ", ".join(f"{one.old.name} → {one.new.name}" for one in renumbered if one.old and one.new)
        yield f"\nChỉ đổi số thứ tự hoặc mục ({len(renumbered)}): {said}"
    yield f"\nKhông đổi: {changes.unchanged}"
    if changes.questions:
        yield f"\nPhải trả lời trước khi nạp ({len(changes.questions)}):"
        for asked in changes.questions:
            yield f"  {asked.new} mới có phải là {' hoặc '.join(asked.old)} cũ không?"
            yield f'    Ghi vào tệp quyết định: [tasks."{asked.new}"] same_as = "{asked.old[0]}" hoặc new = true'

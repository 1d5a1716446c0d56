"""`nhacviec plan close`: a plan ends; what is still open of it is decided, obligation by obligation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from nhacviec.commands import obligation_words as words
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import Session, begin
from rules.errors import UsageError
from scheduler.office import world
from scheduler.planning.closing import VERDICTS, Closing, Decided, Verdict, Verdicts, close, preview
from scheduler.planning.heir_duty import task_name

_NUMBERS = "VIỆC"
_WORDS: dict[Verdict | None, str] = {
    "finish": "làm tiếp, nhắc cho đến khi xong",
    "carry": "chuyển sang kế hoạch khác",
    "cancel": "hủy, không nhắc nữa",
    None: "chưa có quyết định",
}


@click.command("close", cls=Command)
@click.argument("plan_id", metavar="SỐ", type=int)
@click.option("--finish", multiple=True, metavar=_NUMBERS, help="Việc làm tiếp đến khi xong; ghi được nhiều lần.")
@click.option(
    "--carry",
    multiple=True,
    metavar=f"{_NUMBERS}[=KẾ_HOẠCH:NHIỆM_VỤ]",
    help="Việc chuyển sang kế hoạch khác; không ghi nhiệm vụ thì là nhiệm vụ cùng nội dung.",
)
@click.option("--cancel", multiple=True, metavar=_NUMBERS, help="Việc hủy; cần --reason.")
@click.option("--rest", type=click.Choice(VERDICTS), help="Quyết định cho các việc còn lại.")
@click.option("--reason", metavar="LÝ-DO", help="Lý do, ghi vào lịch sử và vào thư gửi các đơn vị.")
@click.option("--dry-run", is_flag=True, help="Chỉ liệt kê các việc còn mở và quyết định, không ghi.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả thành một đối tượng JSON.")
@click.pass_obj
def close_plan(
    config_path: Path | None,
    plan_id: int,
    finish: tuple[str, ...],
    carry: tuple[str, ...],
    cancel: tuple[str, ...],
    rest: Verdict | None,
    reason: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Đóng một kế hoạch. Mỗi việc còn mở cần một quyết định: làm tiếp, chuyển sang kế hoạch khác, hoặc hủy.

    SỐ là số của kế hoạch trong «nhacviec plan list», VIỆC là số của việc trong «nhacviec obligation list»; nhiều việc
    viết cách nhau bằng dấu phẩy. Việc thường xuyên và việc chờ sự kiện thôi được hỏi. Mỗi đơn vị liên quan nhận một
    thư. Đóng nhầm thì mở lại bằng «nhacviec plan undo SỐ».
    """
    said = Verdicts(tuple(_numbers("--finish", finish)), tuple(_numbers("--cancel", cancel)), _carried(carry), rest)
    session = begin(config_path)
    found = preview(session.office, plan_id, said, session.at)
    if dry_run or (found.undecided and not as_json):
        _say(session, found, written=False, as_json=as_json)
    if dry_run:
        return
    why = " ".join((reason or "").split()) or None
    done = close(session.office, plan_id, said, why=why, at=session.at, actor=session.actor)
    _say(session, done, written=True, as_json=as_json)


def _numbers(option: str, given: tuple[str, ...]) -> Iterator[int]:
    for text in (part for one in given for part in one.split(",")):
        if not re.fullmatch(r"\s*\d{1,9}\s*", text):
            raise UsageError(reason=f"Giá trị «{text}» của «{option}» không hợp lệ: cần số của việc, ví dụ 12.")
        yield int(text)


def _carried(given: tuple[str, ...]) -> Mapping[int, str | None]:
    found: dict[int, str | None] = {}
    for one in (part for text in given for part in text.split(",")):
        number, _, name = one.partition("=")
        (read,) = _numbers("--carry", (number,))
        found[read] = name.strip() or None
    return found


def _say(session: Session, found: Closing, *, written: bool, as_json: bool) -> None:
    if as_json:
        print_object(_as_json(session, found, written))
    else:
        click.echo("\n".join(_page(session, found, written)))


def _page(session: Session, found: Closing, written: bool) -> Iterator[str]:
    plan = found.plan
    yield f"{'Đã đóng' if written else 'Chưa đóng'} kế hoạch số {plan.id}: {plan.label}."
    register = world(session.office).register
    for verdict in (None, *VERDICTS):
        group = [one for one in found.decided if one.verdict == verdict]
        if group:
            yield f"{len(group)} việc {_WORDS[verdict]}:"
        for one in group:
            what, state = words.about(one.matter, register), words.in_words(one.matter, session.today)
            yield f"  {what}: {one.matter.task.text}; {state}"
            if one.into:
                yield f"    tiếp tục ở {words.about(one.into, register)}, kế hoạch số {one.into.plan.id}"
    if found.ended:
        names = ", ".join(task.name for task in found.ended)
        yield f"{len(found.ended)} nhiệm vụ thường xuyên hoặc chờ sự kiện thôi được hỏi: {names}"
    if not found.decided:
        yield "Không còn việc nào đang mở."
    if written:
        yield "Các đơn vị liên quan nhận thư trong giờ gửi thư."


def _as_json(session: Session, found: Closing, written: bool) -> dict[str, Any]:
    return {
        "plan": found.plan.id,
        "closed": written,
        "obligations": [_decided(session, one) for one in found.decided],
        "ended": [task.name for task in found.ended],
    }


def _decided(session: Session, one: Decided) -> dict[str, Any]:
    into = {"id": one.into.row.id, "task": task_name(one.into)} if one.into else None
    return {**words.as_json(one.matter, session.today), "decision": one.verdict, "into": into}

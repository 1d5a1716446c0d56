"""`nhacviec extension opinion`, `decide`: what the monitor thinks, and what leadership decided."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from nhacviec.commands import extension_words as words
from nhacviec.commands.arguments import DATE
from nhacviec.commands.extension_ask import JSON, NUMBER
from nhacviec.commands.frame import Command
from nhacviec.commands.session import Session, begin
from rules.errors import UsageError
from rules.say import say_day
from scheduler.answering import extensions
from scheduler.answering.extensions import Decision, Settled


@click.command("opinion", cls=Command)
@NUMBER
@click.option("--text", metavar="Ý-KIẾN", required=True, help="Ý kiến trình lãnh đạo.")
@JSON
@click.pass_obj
def opinion(config_path: Path | None, number: int, text: str, wants_json: bool) -> None:
    """Ghi ý kiến của bộ phận theo dõi về một đề nghị; ý kiến ghi sau thay ý kiến trước.

    SỐ là số của đề nghị trong «nhacviec extension list».
    """
    session, given = begin(config_path), words.said("--text", text)
    done = extensions.give_opinion(session.office, number, given, at=session.at, actor=session.actor)
    words.tell(session, done, f"Đã ghi ý kiến về đề nghị gia hạn số {number}.", wants_json=wants_json)


@click.command("decide", cls=Command)
@NUMBER
@click.option("--approve", is_flag=True, help="Đồng ý gia hạn đến ngày được đề nghị.")
@click.option("--refuse", is_flag=True, help="Không đồng ý; nên kèm --reason.")
@click.option("--offer", type=DATE, help="Đề nghị một hạn khác; đơn vị nhận hoặc không nhận.")
@click.option("--by", metavar="TÊN", required=True, help="Lãnh đạo đã quyết định, ví dụ «Nguyễn Văn Bình, Giám đốc».")
@click.option("--document", metavar="VĂN-BẢN", help="Văn bản ghi quyết định, ví dụ «Công văn số 215/SNV-VP».")
@click.option("--reason", metavar="LÝ-DO", help="Vì sao không đồng ý; được ghi trong thư báo đơn vị.")
@JSON
@click.pass_obj
def decide(
    config_path: Path | None,
    number: int,
    approve: bool,
    refuse: bool,
    offer: dt.date | None,
    by: str,
    document: str | None,
    reason: str | None,
    wants_json: bool,
) -> None:
    """Ghi quyết định của lãnh đạo về một đề nghị gia hạn; đơn vị được báo bằng thư.

    SỐ là số của đề nghị trong «nhacviec extension list». Cần đúng một trong --approve, --refuse, --offer. Đơn vị không
    tự quyết định cho mình: người thuộc đơn vị đề nghị không được ghi ở --by; khi chính đơn vị theo dõi đề nghị thì phải
    có --document.
    """
    if sum((approve, refuse, offer is not None)) != 1:
        raise UsageError(reason="Cần đúng một trong --approve, --refuse, --offer.")
    if reason is not None and not refuse:
        raise UsageError(reason="Chỉ ghi --reason khi không đồng ý (--refuse).")
    decision = Decision(words.said("--by", by), words.said("--document", document) if document is not None else None)
    why = words.said("--reason", reason) if reason is not None else None
    session = begin(config_path)
    if refuse:
        done, sentence = _refused(session, number, decision, why)
    else:
        done, sentence = _offered(session, number, decision, offer) if offer else _approved(session, number, decision)
    words.tell(session, done, sentence, wants_json=wants_json)


def _refused(session: Session, number: int, decision: Decision, why: str | None) -> tuple[Settled, str]:
    done = extensions.refuse(session.office, number, decision, why, at=session.at, actor=session.actor)
    if why is None:
        click.echo("Chưa ghi lý do không đồng ý (--reason); thư báo đơn vị cũng không nêu lý do.", err=True)
    return done, f"Đã ghi: không đồng ý đề nghị gia hạn số {number}; hạn giữ nguyên, đơn vị được báo bằng thư."


def _offered(session: Session, number: int, decision: Decision, to: dt.date) -> tuple[Settled, str]:
    done = extensions.offer(session.office, number, decision, to, at=session.at, actor=session.actor)
    return done, f"Đã đề nghị hạn khác {say_day(to)} cho đề nghị số {number}; đơn vị nhận thì hạn mới đổi."


def _approved(session: Session, number: int, decision: Decision) -> tuple[Settled, str]:
    done = extensions.approve(session.office, number, decision, at=session.at, actor=session.actor)
    row, duty = done.extension, done.obligation
    late = "; việc vẫn tính là muộn vì đề nghị sau hạn" if duty.late_after else ""
    return done, f"Đã gia hạn việc số {duty.id} từ {say_day(row.from_due)} đến {say_day(row.to_due)}{late}."

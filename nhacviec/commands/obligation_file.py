"""`nhacviec obligation file`: the files that came with a report, listed or written out again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from db.attachments import AttachmentRow, attached_content, attachments
from db.duties import obligations
from db.engine import reading
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_list
from nhacviec.commands.session import begin
from nhacviec.file_errors import reason
from nhacviec.new_file import write_new
from rules.errors import InputError, UsageError
from scheduler.answering.answers import UnknownObligationError
from scheduler.answering.attachments import Sent, say_size
from scheduler.clock import say_instant
from scheduler.office import world


@click.command("file", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@click.option("--out", type=click.Path(path_type=Path), metavar="TỆP", help="Ghi ra tệp mới này; không ghi đè.")
@click.option("--number", "wanted", metavar="SỐ-TỆP", type=int, help="Tệp nào; mặc định: tệp gửi sau cùng.")
@click.option("--json", "as_json", is_flag=True, help="In danh sách tệp thành một mảng JSON.")
@click.pass_obj
def files(config_path: Path | None, number: int, out: Path | None, wanted: int | None, as_json: bool) -> None:
    """Xem các tệp mà đơn vị gửi kèm báo hoàn thành của một việc, hoặc ghi một tệp ra đĩa (--out).

    SỐ là số của việc trong «nhacviec obligation list». Tệp do đơn vị gửi: hãy mở bằng chương trình đã cập nhật.
    """
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        if not obligations(conn, ids=[number]):
            raise UnknownObligationError(id=number)
        rows = attachments(conn, number)
        if out is None:
            _show(rows, number, world(session.office, conn).register.name_of, as_json=as_json)
            return
        row = _chosen(rows, number, wanted)
        content = attached_content(conn, row.id)
    _write(out, content)
    click.echo(f"Đã ghi tệp {row.name} ({say_size(row.size)}) vào {out}.", err=True)


def sent_file(path: Path, most: int) -> Sent:
    """The file of that path; of one larger than `most` bytes no more than shows that it is. `InputError`."""
    try:
        with path.open("rb") as file:
            return Sent(path.name, file.read(most + 1))
    except OSError as error:
        raise InputError(path=path, reason=reason(error)) from error


def _chosen(rows: Sequence[AttachmentRow], number: int, wanted: int | None) -> AttachmentRow:
    found = [row for row in rows if wanted in (None, row.id)]
    if not found:
        which = f"tệp số {wanted}" if wanted is not None else "tệp nào gửi kèm"
        raise UsageError(reason=f"Việc số {number} không có {which}; xem «nhacviec obligation file {number}».")
    return found[-1]


def _write(out: Path, content: bytes) -> None:
    try:
        write_new(out, content)
    except FileExistsError:
        raise UsageError(reason=f"Đã có tệp {out}; hãy chọn tên khác để không ghi đè.") from None
    except OSError as error:
        raise UsageError(reason=f"Không ghi được tệp {out}: {reason(error)}.") from error


def _show(rows: Sequence[AttachmentRow], number: int, name_of: Any, *, as_json: bool) -> None:
    if as_json:
        print_list(as_json_object(row) for row in rows)
        return
    for row in rows:
        who = f"{name_of(row.unit)} ({row.actor})"
        click.echo(f"Tệp số {row.id}: {row.name}, {say_size(row.size)}; {who} gửi lúc {say_instant(row.at)}")
    if not rows:
        click.echo(f"Việc số {number} không có tệp nào gửi kèm.")


def as_json_object(row: AttachmentRow) -> dict[str, Any]:
    """One file, without its content."""
    return {
        "file": row.id,
        "obligation": row.obligation_id,
        "unit": row.unit,
        "name": row.name,
        "kind": row.kind,
        "size": row.size,
        "sha256": row.sha256,
        "by": row.actor,
        "at": row.at,
    }

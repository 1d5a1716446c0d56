"""`nhacviec plan diff`: what an amended text would change in a plan in force; touches nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from nhacviec.commands.arguments import DATE, PERIOD
from nhacviec.commands.changes_json import as_json
from nhacviec.commands.changes_page import show_changes
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import begin
from nhacviec.reading import decisions_in, read_for_adoption
from scheduler.office import world
from scheduler.planning.amendment import compare


@click.command("diff", cls=Command)
@click.argument("plan_id", metavar="SỐ", type=int)
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--period", type=PERIOD, help="Các năm mới của kế hoạch; không ghi thì giữ nguyên các năm đang theo dõi.")
@click.option("--issued", type=DATE, help="Ngày ban hành bản sửa đổi, thay cho ngày ghi trong văn bản.")
@click.option("--review", "decided", type=click.Path(path_type=Path), metavar="TỆP", help="Tệp quyết định rà soát.")
@click.option("--json", "wants_json", is_flag=True, help="In kết quả thành một đối tượng JSON.")
@click.option("--strict", is_flag=True, help="Kết thúc với mã 1 nếu còn câu hỏi phải trả lời trước khi nạp.")
@click.pass_obj
def diff_plan(
    config_path: Path | None,
    plan_id: int,
    file: Path,
    period: tuple[int, int] | None,
    issued: dt.date | None,
    decided: Path | None,
    wants_json: bool,
    strict: bool,
) -> int:
    """So văn bản sửa đổi với kế hoạch đang theo dõi: nhiệm vụ thêm, bỏ, đổi, ngày hạn cũ và mới, đơn vị liên quan.

    SỐ là số của kế hoạch trong «nhacviec plan list». Lệnh này không ghi gì; muốn áp dụng thì chạy «nhacviec plan import
    TỆP --amends SỐ». Nhiệm vụ được ghép theo lời văn trùng nhau, rồi theo số thứ tự nếu lời văn gần nhau; chỗ khác thì
    hỏi, và trả lời trong tệp quyết định: same_as = "tên cũ" hoặc new = true.
    """
    session = begin(config_path)
    _, review = read_for_adoption(session.office, file, decided, issued=issued)
    changes = compare(session.office, plan_id, review, decisions_in(decided), period=period, today=session.today)
    register = world(session.office).register
    if wants_json:
        print_object(as_json(changes))
    else:
        show_changes(changes, review, register.name_of)
    return 1 if strict and changes.questions else 0

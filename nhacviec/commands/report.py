"""`nhacviec report`: the four states of a period by unit and section, as a page, as JSON or as a workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from db.engine import reading
from db.register import load_register
from nhacviec.commands.arguments import DATE
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import Session, begin
from nhacviec.commands.unit_argument import unit_named
from nhacviec.file_errors import reason
from nhacviec.new_file import write_new
from rules.errors import UsageError
from rules.report import Period, Report, period_of
from scheduler.reports import reporting

NO_PERIOD = "Giá trị «{text}» của «--period» không hợp lệ: cần kỳ dạng 2022, 2022-H1, 2022-Q1, 2022-9M hoặc 2022-03."


@click.command("report", cls=Command)
@click.option("--period", "asked", metavar="KỲ", required=True, help="2022, 2022-H1, 2022-Q1, 2022-9M hoặc 2022-03.")
@click.option("--at", "at", type=DATE, help="Tính đến hết ngày này; mặc định: ngày cuối kỳ, chưa hết kỳ thì hôm nay.")
@click.option("--unit", "unit_name", metavar="ĐƠN-VỊ", help="Chỉ việc của đơn vị này (mã hoặc tên).")
@click.option("--issue", is_flag=True, help="Phát hành: từ đó số liệu của kỳ, tính đến ngày ấy, được giữ nguyên.")
@click.option("--xlsx", "file", type=click.Path(path_type=Path), metavar="TỆP", help="Ghi ra tệp Excel mới này.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
@click.pass_obj
def report(
    config_path: Path | None,
    asked: str,
    at: dt.date | None,
    unit_name: str | None,
    issue: bool,
    file: Path | None,
    as_json: bool,
) -> None:
    """Báo cáo của một kỳ: bao nhiêu việc xong đúng hạn, xong muộn, còn hạn, quá hạn, theo đơn vị và theo mục.

    Gồm việc có hạn trong kỳ và việc có hạn trước kỳ mà khi kỳ bắt đầu vẫn chưa hoàn thành. Nhiệm vụ thường xuyên, chờ
    sự kiện hoặc chưa có hạn được liệt kê riêng. Chưa phát hành thì là số liệu tạm tính.
    """
    period = period_of(asked)
    if period is None:
        raise UsageError(reason=NO_PERIOD.format(text=asked))
    _check(file, as_json, issue, unit_name)
    session = begin(config_path)
    made = _made(session, period, at, unit_name, issue)
    if file is not None:
        _write(file, made, session.config.office.name)
        click.echo(f"Đã ghi báo cáo {period.words} vào {file}.", err=True)
    elif as_json:
        print_object(reporting.as_json(made))
    else:
        from nhacviec.commands.report_page import show  # rich is for people only

        show(made, session.config.office.name)


def _check(file: Path | None, as_json: bool, issue: bool, unit: str | None) -> None:
    if file is not None and as_json:
        raise UsageError(reason="Chỉ ghi một trong hai: --json hoặc --xlsx.")
    if issue and unit is not None:
        raise UsageError(reason="Báo cáo được phát hành cho cả cơ quan; bỏ --unit, sau đó xem lại theo từng đơn vị.")
    if file is not None and file.suffix.lower() != ".xlsx":
        raise UsageError(reason=f"Tệp báo cáo {file} phải có đuôi .xlsx.")
    if file is not None and (file.exists() or file.is_symlink()):
        raise UsageError(reason=f"Đã có tệp {file}; hãy chọn tên khác để không ghi đè.")


def _made(session: Session, period: Period, at: dt.date | None, unit_name: str | None, issue: bool) -> Report:
    if issue:
        return reporting.issue(session.office, period, at, now=session.at, actor=session.actor)
    with reading(session.office.engine) as conn:
        unit = unit_named(conn, unit_name) if unit_name else None
        made = reporting.report(session.office, conn, period, session.today, at)
        return made.of_unit(unit, load_register(conn).name_of(unit)) if unit else made


def _write(file: Path, made: Report, office: str) -> None:
    from notifications.report_workbook import workbook  # openpyxl is slow to load

    try:
        write_new(file, workbook(made, office))
    except OSError as error:
        raise UsageError(reason=f"Không ghi được tệp báo cáo {file}: {reason(error)}.") from None

"""`nhacviec holidays …`: the days off of each year, with the paper that says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from nhacviec.commands.frame import Command, Group
from nhacviec.commands.json_output import print_list
from nhacviec.commands.session import begin
from rules.errors import UsageError
from rules.say import say_date, say_day
from rules.workdays import Calendar, SpecialDay, YearNotice
from rules.written_day import date_of
from scheduler.changes.holidays import NO_NOTICE, add_notice, day_off, days_of, left_out
from scheduler.office import world

COMMANDS = {
    "list": ("nhacviec.commands.holidays:list_days", "Ngày nghỉ, ngày làm bù của từng năm, căn cứ của mỗi ngày."),
    "add": ("nhacviec.commands.holidays:add", "Ghi thông báo nghỉ lễ, Tết của một năm; tính lại mọi hạn liên quan."),
    "check": ("nhacviec.commands.holidays:check", "Đối chiếu bảng ngày nghỉ với thư viện «holidays»."),
}


@click.group(cls=Group, table=COMMANDS)
def holidays() -> None:
    """Ngày nghỉ lễ, Tết và ngày làm bù."""


@click.command("list", cls=Command)
@click.argument("year", metavar="[NĂM]", required=False, type=click.IntRange(2000, 2199))
@click.option("--json", "as_json", is_flag=True, help="In danh sách thành một mảng JSON.")
@click.pass_obj
def list_days(config_path: Path | None, year: int | None, as_json: bool) -> None:
    """Liệt kê ngày nghỉ và ngày làm bù; năm chưa có thông báo thì chỉ những ngày luật định chắc chắn."""
    calendar = world(begin(config_path).office).calendar
    years = [year] if year else sorted(calendar.notices)
    if as_json:
        print_list(row for one in years for row in _rows(calendar, one))
        return
    for one in years:
        notice = calendar.notices.get(one)
        click.echo(f"Năm {one}: {notice.notice if notice else NO_NOTICE}")
        for day in days_of(calendar, one):
            click.echo(f"  {say_date(day.date):<24}{'làm bù' if day.worked else 'nghỉ':<8}{day.name} [{day.cites}]")


def _rows(calendar: Calendar, year: int) -> Iterator[dict[str, Any]]:
    for day in days_of(calendar, year):
        kind = "worked" if day.worked else "off"
        provisional = not calendar.known(year)
        yield {"date": day.date, "kind": kind, "name": day.name, "cites": day.cites, "provisional": provisional}


@click.command(cls=Command)
@click.argument("year", metavar="NĂM", type=click.IntRange(2000, 2199))
@click.option("--notice", required=True, metavar="SỐ", help="Số, ký hiệu và ngày của thông báo.")
@click.option("--off", "offs", multiple=True, metavar="NGÀY[=TÊN]", help="Một ngày nghỉ (thứ Hai đến thứ Sáu).")
@click.option("--worked", multiple=True, metavar="NGÀY[=TÊN]", help="Một ngày thứ Bảy, Chủ nhật làm bù.")
@click.option("--replace", is_flag=True, help="Thay thông báo đã ghi của năm đó.")
@click.pass_obj
def add(
    config_path: Path | None, year: int, notice: str, offs: tuple[str, ...], worked: tuple[str, ...], replace: bool
) -> None:
    """Ghi thông báo nghỉ lễ, Tết của NĂM; mọi hạn tính qua năm đó được tính lại ngay, đơn vị liên quan được báo."""
    days = [*(_day(text, notice, worked=False) for text in offs), *(_day(text, notice, worked=True) for text in worked)]
    found = YearNotice(year, notice, tuple(sorted(days, key=lambda day: day.date)))
    session = begin(config_path)
    for day in left_out(found):
        click.echo(f"Lưu ý: thông báo không có {say_date(day.date)} ({day.name}, {day.cites}).", err=True)
    moved = add_notice(session.office, found, replace=replace, at=session.at, actor=session.actor)
    click.echo(f"Đã ghi {notice}: {len(offs)} ngày nghỉ, {len(worked)} ngày làm bù. {len(moved)} việc đổi hạn.")
    for one in moved:
        click.echo(f"  việc {one.obligation_id}: {_said(one.old_due)} → {_said(one.new_due)}")


def _said(day: dt.date | None) -> str:
    return say_day(day) if day else "chưa có ngày"


def _day(text: str, notice: str, *, worked: bool) -> SpecialDay:
    written, _, name = text.partition("=")
    day = date_of(written)
    if day is None:
        raise UsageError(reason=f"«{text}» không phải một ngày; cần dạng 2027-02-05=Tết Nguyên đán.")
    return day_off(day, name, notice, worked=worked)


@click.command(cls=Command)
@click.argument("year", metavar="[NĂM]", required=False, type=click.IntRange(2000, 2199))
@click.option("--strict", is_flag=True, help="Kết thúc với mã 1 nếu có chỗ khác nhau.")
@click.pass_obj
def check(config_path: Path | None, year: int | None, strict: bool) -> int:
    """Đối chiếu bảng ngày nghỉ với thư viện «holidays»; chỗ khác nhau chỉ để người xem lại, bảng vẫn là căn cứ."""
    from nhacviec.holiday_check import differences  # the library is slow to import

    calendar = world(begin(config_path).office).calendar
    found = [line for one in ([year] if year else sorted(calendar.notices)) for line in differences(calendar, one)]
    for line in found:
        click.echo(line)
    if found:
        click.echo(f"{len(found)} chỗ khác nhau; bảng có số thông báo cho từng ngày vẫn là căn cứ.")
    else:
        click.echo("Không có chỗ nào khác nhau.")
    return 1 if strict and found else 0

"""`nhacviec simulate`: the mails of a plan over a stretch of days, on a virtual clock; nothing is sent."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from db.copying import copy_database
from db.engine import writing
from db.mails import MailRow
from db.pause import unpause
from nhacviec import config
from nhacviec.app import open_office
from nhacviec.commands.arguments import DATE, DAY_WANTED, PERIOD
from nhacviec.commands.frame import Command
from nhacviec.commands.mail_page import show_mail
from nhacviec.reading import read_for_adoption
from rules.errors import UsageError
from rules.written_day import date_of
from scheduler.changes.events import Announcement
from scheduler.clock import Hours
from scheduler.duties.recompute import recompute
from scheduler.office import Office
from scheduler.planning.adoption import adopt
from scheduler.planning.reviewing import NoRegisterError
from scheduler.simulation.simulate import Deed, as_line, live
from scheduler.simulation.simulated_deeds import ACTOR, Announced, Done, Extended


@click.command(cls=Command)
@click.argument("file", metavar="[TỆP]", required=False, type=click.Path(path_type=Path))
@click.option("--period", type=PERIOD, help="Các năm của kế hoạch, thay cho giai đoạn ghi trong văn bản.")
@click.option("--issued", type=DATE, help="Ngày ban hành, thay cho ngày ghi trong văn bản.")
@click.option("--review", type=click.Path(path_type=Path), metavar="TỆP", help="Tệp quyết định (.toml, .xlsx).")
@click.option("--from", "first", type=DATE, required=True, help="Ngày đầu (kế hoạch được nạp vào ngày này).")
@click.option("--to", "last", type=DATE, required=True, help="Ngày cuối.")
@click.option(
    "--event", "events", multiple=True, metavar="MÃ=NGÀY[,due=NGÀY][,effective=NGÀY]", help="Công bố một sự kiện."
)
@click.option("--done", "reports", multiple=True, metavar="VIỆC=NGÀY", help="Báo một nhiệm vụ hoàn thành.")
@click.option("--extend", "longer", multiple=True, metavar="VIỆC=HẠN[,on=NGÀY]", help="Gia hạn một nhiệm vụ.")
@click.option("--json", "as_json", is_flag=True, help="In mỗi thư thành một dòng JSON.")
@click.pass_obj
def simulate(
    config_path: Path | None,
    file: Path | None,
    period: tuple[int, int] | None,
    issued: dt.date | None,
    review: Path | None,
    first: dt.date,
    last: dt.date,
    events: tuple[str, ...],
    reports: tuple[str, ...],
    longer: tuple[str, ...],
    as_json: bool,
) -> None:
    """Cho kế hoạch chạy thử từ ngày này đến ngày kia: những thư nào sẽ được gửi, cho ai, vì sao.

    --done, --extend là kỳ sớm nhất đang mở của nhiệm vụ, có hạn từ --from trở đi; --extend được đề nghị và chấp thuận
    trong ngày ở on=, mặc định ngày đầu. Không có TỆP thì chạy thử trên bản sao của cơ sở dữ liệu đang dùng. Không thư
    nào được gửi đi.
    """
    if last < first:
        raise UsageError(reason="--to phải từ --from trở đi.")
    settings = config.load(config_path)
    deeds: list[Deed] = [*map(_done, reports), *map(_event, events), *(_extended(text, first) for text in longer)]
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
        database = f"sqlite:///{folder}/simulation.db"
        at = Hours().opening(first)
        if file is None:
            copy_database(settings.data.database, database)
        elif settings.data.units is None:
            raise NoRegisterError
        office = open_office(settings, at, database=database, instance="simulation")

        def begin(at: dt.datetime) -> None:
            if file is None:
                with writing(office.engine) as conn:
                    unpause(conn)
                recompute(office, at)  # the database was scheduled under the configuration of its last run
            else:
                document, reviewed = read_for_adoption(office, file, review)
                adopt(office, document, reviewed, source=file, period=period, issued=issued, at=at, actor=ACTOR)

        _print(live(office, begin, first, last, deeds), office, as_json)


def _print(mails: Iterator[MailRow], office: Office, as_json: bool) -> None:
    for mail in mails:
        if as_json:
            click.echo(json.dumps(as_line(mail), ensure_ascii=False))
        else:
            show_mail(mail)
    office.engine.dispose()


def _event(text: str) -> Announced:
    found = re.fullmatch(
        r"(?P<key>[^=]+)=(?P<day>[^,]+)(?:,due=(?P<due>[^,]+))?(?:,effective=(?P<effect>[^,]+))?", text
    )
    if not found:
        raise UsageError(reason=f"Không hiểu --event «{text}»: cần MÃ=NGÀY hoặc MÃ=NGÀY,due=NGÀY,effective=NGÀY.")
    day = _day(found["day"], "--event")
    due, effect = (_day(found[name], "--event") if found[name] else None for name in ("due", "effect"))
    return Announced(day, Announcement(found["key"].strip(), day, due=due, in_force=effect))


def _done(text: str) -> Done:
    name, _, day = text.rpartition("=")
    if not name:
        raise UsageError(reason=f"Không hiểu --done «{text}»: cần VIỆC=NGÀY, ví dụ 1.I.6=2022-03-25.")
    return Done(name.strip(), _day(day, "--done"))


def _extended(text: str, first: dt.date) -> Extended:
    """Granted on the first day of the simulation unless the option names another one."""
    found = re.fullmatch(r"(?P<task>[^=]+)=(?P<to>[^,]+)(?:,on=(?P<day>[^,]+))?", text)
    if not found:
        raise UsageError(reason=f"Không hiểu --extend «{text}»: cần VIỆC=HẠN-MỚI hoặc VIỆC=HẠN-MỚI,on=NGÀY.")
    day = _day(found["day"], "--extend") if found["day"] else first
    return Extended(found["task"].strip(), day, _day(found["to"], "--extend"))


def _day(text: str, option: str) -> dt.date:
    if (day := date_of(text)) is None:
        raise UsageError(reason=f"Giá trị «{text}» của «{option}» không hợp lệ: cần {DAY_WANTED}.")
    return day

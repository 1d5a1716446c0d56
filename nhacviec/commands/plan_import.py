"""`nhacviec plan import`: a plan is read, reviewed against the database's register, and adopted after a yes."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from db.engine import reading
from db.holidays import load_calendar
from nhacviec.commands.adoption_words import as_json, say_adopted
from nhacviec.commands.arguments import DATE, PERIOD
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.plan_read import dated_tasks
from nhacviec.commands.progress import of_adoption, of_reading, watched
from nhacviec.commands.session import Session, begin
from nhacviec.reading import read_for_adoption
from plans.model import Document
from plans.review import Review
from rules.errors import UsageError
from scheduler.adoption import Adopted, NoPeriodError, adopt, digest_of_new


@click.command("import", cls=Command)
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--period", type=PERIOD, help="Các năm của kế hoạch, thay cho giai đoạn ghi trong văn bản.")
@click.option("--issued", type=DATE, help="Ngày ban hành, thay cho ngày ghi trong văn bản.")
@click.option(
    "--review",
    "decided",
    type=click.Path(path_type=Path),
    metavar="TỆP",
    help="Tệp quyết định (.toml, .xlsx), lập bằng «plan read --write-review».",
)
@click.option("--yes", is_flag=True, help="Nạp ngay, không hỏi lại.")
@click.option("--json", "wants_json", is_flag=True, help="In kết quả thành một đối tượng JSON.")
@click.pass_obj
def import_plan(
    config_path: Path | None,
    file: Path,
    period: tuple[int, int] | None,
    issued: dt.date | None,
    decided: Path | None,
    yes: bool,
    wants_json: bool,
) -> int:
    """Rà soát một văn bản kế hoạch rồi nạp vào cơ sở dữ liệu để theo dõi.

    Phần rà soát nêu trước những chỗ cần quyết định; có thể ghi quyết định vào tệp rồi đưa ở --review. Nạp xong, mỗi
    đơn vị nhận một thư giao việc trong giờ gửi thư.
    """
    session = begin(config_path)
    with watched() as tell:
        document, review = read_for_adoption(
            session.office, file, decided, period=period, issued=issued, progress=of_reading(tell, file)
        )
    _refuse_at_once(session, document, file)
    if not wants_json:
        _show(session, review, file)
    if not yes and not _confirmed():
        click.echo("Chưa nạp gì.", err=True)
        return 1
    done = _adopt(session, document, review, file)
    if wants_json:
        print_object(as_json(done, review))
    else:
        say_adopted(done, session.office, session.today)
    return 0


def _refuse_at_once(session: Session, document: Document, file: Path) -> None:
    """What `adopt` would refuse is said before anybody reads the review."""
    if document.head.period is None:
        raise NoPeriodError(path=file)
    with reading(session.office.engine) as conn:
        digest_of_new(conn, file)


def _adopt(session: Session, document: Document, review: Review, file: Path) -> Adopted:
    with watched() as tell:
        return adopt(
            session.office,
            document,
            review,
            source=file,
            period=None,
            issued=None,
            at=session.at,
            actor=session.actor,
            progress=of_adoption(tell),
        )


def _show(session: Session, review: Review, file: Path) -> None:
    from nhacviec.commands.plan_page import show  # rich is for people only
    from nhacviec.commands.question_list import how_to_answer

    with reading(session.office.engine) as conn:
        calendar = load_calendar(conn)
    show(review, list(dated_tasks(review, calendar, session.config.dates.choices)))
    if review.questions and not review.decided:
        click.echo(how_to_answer(file))
    for one in review.adopted_duties:
        click.echo(f"Theo dõi thêm việc trong phần lời {one.duty.id}: {one.duty.text}")


def _confirmed() -> bool:
    """Whether the person at the terminal says yes. `UsageError` where there is nobody to ask."""
    if not sys.stdin.isatty():
        raise UsageError(reason="Chưa nạp gì: hãy xem phần rà soát rồi chạy lại với --yes để nạp kế hoạch này.")
    click.echo("\nNạp kế hoạch này để theo dõi? [có/không] ", err=True, nl=False)
    return sys.stdin.readline().strip().casefold() in {"có", "co", "c", "yes", "y"}

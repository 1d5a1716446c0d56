"""`nhacviec plan import`: a plan is read, reviewed against the database's register, and adopted after a yes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from db.engine import reading
from db.holidays import load_calendar
from nhacviec.commands.adoption_words import as_json, say_adopted
from nhacviec.commands.arguments import DATE, PERIOD
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.plan_amend import amend_plan
from nhacviec.commands.plan_twins import say_likely
from nhacviec.commands.progress import of_adoption, of_reading, watched
from nhacviec.commands.session import Session, begin
from nhacviec.commands.yes import confirmed
from nhacviec.reading import read_for_adoption
from plans.model import Document
from plans.review.review import Review
from scheduler.office import world
from scheduler.planning.adoption import Adopted, NoPeriodError, adopt, digest_of_new
from scheduler.planning.dated_tasks import dated_tasks

_INSTEAD = "xem phần rà soát rồi chạy lại với --yes để nạp kế hoạch này"


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
@click.option("--amends", type=int, metavar="SỐ", help="Nạp làm văn bản sửa đổi của kế hoạch số này.")
@click.option("--yes", is_flag=True, help="Nạp ngay, không hỏi lại.")
@click.option("--json", "wants_json", is_flag=True, help="In kết quả thành một đối tượng JSON.")
@click.pass_obj
def import_plan(
    config_path: Path | None,
    file: Path,
    period: tuple[int, int] | None,
    issued: dt.date | None,
    decided: Path | None,
    amends: int | None,
    yes: bool,
    wants_json: bool,
) -> int:
    """Rà soát một văn bản kế hoạch rồi nạp vào cơ sở dữ liệu để theo dõi.

    Phần rà soát nêu trước những chỗ cần quyết định; có thể ghi quyết định vào tệp rồi đưa ở --review. Nạp xong, mỗi
    đơn vị nhận một thư giao việc trong giờ gửi thư.

    Với --amends, văn bản thay cho kế hoạch đã nạp: nhiệm vụ giữ số trong hệ thống và lịch sử, việc đã báo hoàn thành
    giữ nguyên, ngày hạn đổi thì báo cho đơn vị liên quan; xem trước bằng «nhacviec plan diff», hủy bằng «nhacviec plan
    undo». Nhiệm vụ chưa rõ có phải nhiệm vụ cũ không thì phải trả lời trong tệp quyết định trước khi nạp.
    """
    session = begin(config_path)
    if amends is not None:
        return amend_plan(session, amends, file, period, issued, decided, yes, wants_json)
    with watched() as tell:
        document, review = read_for_adoption(
            session.office, file, decided, period=period, issued=issued, progress=of_reading(tell, file)
        )
    _refuse_at_once(session, document, file)
    if not wants_json:
        _show(session, review, file)
    if not yes and not confirmed("Nạp kế hoạch này để theo dõi?", _INSTEAD):
        click.echo("Chưa nạp gì.", err=True)
        return 1
    done = _adopt(session, document, review, file)
    if wants_json:
        print_object(as_json(done, review))
    else:
        say_adopted(done, session.office, session.today)
        with reading(session.office.engine) as conn:
            say_likely(conn, world(session.office, conn), done.plan.id, session.today)
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

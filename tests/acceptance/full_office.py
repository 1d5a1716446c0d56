"""An office to which nearly everything has happened that leaves a row: what a move has to bring along."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from db.duties import obligations
from db.engine import reading, writing
from db.mails import mails
from db.plans import tasks
from db.tables import outbox
from nhacviec.reading import decisions_in, read_for_adoption
from rules.workdays import ONE_DAY, days
from scheduler.accounts.accounts import Part, create
from scheduler.accounts.calendars import make_calendar
from scheduler.accounts.links import make_link, set_password
from scheduler.accounts.signing_in import WrongPasswordError, sign_in
from scheduler.answering.answers import Teller, report_done
from scheduler.answering.attachments import Sent
from scheduler.answering.checkin_answers import check_in
from scheduler.answering.extensions import ask
from scheduler.changes.merging import Merger
from scheduler.changes.planned_mergers import plan_merger
from scheduler.clock import LOCAL
from scheduler.delivering.inbox import take
from scheduler.duties.linking import link
from scheduler.office import Office
from scheduler.planning.amendment import amend
from scheduler.uploads.taking import read_upload
from scheduler.uploads.taking import take as send_document
from tests.unit.incoming_mails import mail

from .golden_year import Year
from .two_plans import adopt_file, write_two

if TYPE_CHECKING:
    from .conftest import World

FIRST, LAST = dt.date(2022, 1, 4), dt.date(2022, 9, 22)
"""The days that it lived through."""

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 200
PASSWORD = "một câu thật dài để đăng nhập"
NUL = "tên\0tệp"


def live_fully(world: World, folder: Path) -> None:
    """Everything that happens on those days; at the end two mails wait, and one is being sent."""
    office = world.office
    year = Year(world, folder)
    year.adopt(morning(FIRST))
    _open_accounts(office, morning(FIRST))
    for path in write_two(folder):
        adopt_file(office, path, morning(FIRST))
    link(office, (2, "1.-.1"), (3, "1.-.2"), at=morning(FIRST), actor="test")
    for day in days(FIRST, LAST):
        for deed in year.deeds():
            if deed.day == day and day > FIRST:
                deed.enter(office, FIRST, morning(day))
        if day == dt.date(2022, 3, 17):
            _answer(office, morning(day))
        if day == dt.date(2022, 3, 18):
            _amend(office, folder, morning(day))
        if day == dt.date(2022, 4, 4):
            _write_back(office, morning(day))
        if day == dt.date(2022, 9, 13):
            _ask_for_later(office, morning(day))
        world.tick(office.settings.hours.opening(day))
    plan_merger(office, Merger(("xdcq-cttn",), "ccvc", dt.date(2023, 1, 2)), at=morning(LAST), actor="test")
    _send_document(office, folder, morning(LAST))
    _leave_unsent(office)


def _open_accounts(office: Office, at: dt.datetime) -> None:
    """One signs in and has a calendar, one has a link, a stranger tries."""
    for name in ("an", "chi.ha"):
        create(office, name, "Chị Hà", Part("monitor"), at=at, actor="test")
    make_link(office, "chi.ha", at=at, actor="test")
    set_password(office, "an", PASSWORD, at=at, actor="test")
    with pytest.raises(WrongPasswordError):
        sign_in(office, "khach", PASSWORD, address="192.0.2.1", at=at)
    an = sign_in(office, "an", PASSWORD, address="192.0.2.2", at=at)
    make_calendar(office, an.number, an.login, at=at)


def morning(day: dt.date) -> dt.datetime:
    """Before sending opens."""
    return dt.datetime.combine(day, dt.time(6), LOCAL)


def _answer(office: Office, at: dt.datetime) -> None:
    with reading(office.engine) as conn:
        (continuous,) = [task for task in tasks(conn) if task.text == "Tiếp công dân"]
        (dated,) = [task for task in tasks(conn) if task.text.startswith("Kiểm tra công vụ")]
        due = obligations(conn, task_ids=[dated.id], state="open")[0]
    teller = Teller("ccvc@snv.example.test", at, "link", "ccvc")
    check_in(office, "2022-Q1", "ccvc", continuous.id, "difficulty", teller, note="thiếu phòng họp")
    report_done(office, due.id, on=at.date(), at=at, actor="test", note=NUL, file=Sent("Báo cáo.pdf", PDF))


def _amend(office: Office, folder: Path, at: dt.datetime) -> None:
    path = folder / "cchc.md"
    path.write_text(path.read_text("utf-8").replace("Ngày 20/12 hằng năm", "Ngày 10/12 hằng năm"), "utf-8")
    _, reviewed = read_for_adoption(office, path)
    amend(office, 2, reviewed, decisions_in(None), source=path, period=None, at=at, actor="test")


def _ask_for_later(office: Office, at: dt.datetime) -> None:
    """Nobody decides it."""
    with reading(office.engine) as conn:
        (dated,) = [task for task in tasks(conn) if task.text == "Sửa đổi quy chế dân vận"]
        (due,) = obligations(conn, task_ids=[dated.id])
    ask(office, due.id, to=dt.date(2022, 12, 15), reason="chờ hướng dẫn", at=at, actor="test")


def _write_back(office: Office, at: dt.datetime) -> None:
    """A person answers a mail."""
    with reading(office.engine) as conn:
        ours = mails(conn, state="sent")[-1]
    headers = f"From: Lê Thị B <{ours.mailbox}>\nTo: nhac-viec@example.test\nSubject: Re: nhắc việc\n"
    headers += f"Message-ID: <tra-loi@snv.example.test>\nIn-Reply-To: {ours.message_id}"
    assert take(office, mail(headers, "Tuần sau sẽ có báo cáo."), at) == "ours"


def _send_document(office: Office, folder: Path, at: dt.datetime) -> None:
    """A plan sent by the page, read and not adopted yet."""
    content = (folder / "ke-hoach-2022.md").read_bytes()
    number = send_document(office, Sent("ke-hoach.md", content), None, at=at, actor="an")
    read_upload(office, number, lambda: at)


def _leave_unsent(office: Office) -> None:
    """The last mails wait, as when the mail server was down; the very last is held by a courier."""
    until = office.settings.hours.opening(LAST + ONE_DAY)
    newest = sa.select(outbox.c.id).order_by(outbox.c.id.desc()).limit(3)
    with writing(office.engine) as conn:
        ids = list(conn.execute(newest).scalars())
        waits = {"state": "queued", "sent_at": None, "answer": None, "next_try_at": until}
        conn.execute(sa.update(outbox).where(outbox.c.id.in_(ids[1:])).values(**waits))
        held = {"state": "sending", "sent_at": None, "claimed_until": until, "claimed_by": "daemon-1"}
        conn.execute(sa.update(outbox).where(outbox.c.id == ids[0]).values(**held))

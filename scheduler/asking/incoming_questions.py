"""What a digest tells the monitor of mails that came back: who may be away, and what no recipient is to blame for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from db.asked import remember_asked, was_asked
from db.engine import Connection
from db.incoming import IncomingRow, mark_told, untold
from db.register import ContactRow
from notifications.model import Item
from rules.say import say_day
from scheduler.asking.holiday_question import week
from scheduler.office import World
from scheduler.writing.compose import asked_of_monitor

NOBODYS_FAULT = ("policy", "unclear")
ABSENT_DO = "Nếu người nhận vắng mặt thì ghi vào danh bạ bằng lệnh «{command}»; nếu không thì không phải làm gì."
FAULT_DO = "Báo nội dung cho người nhận bằng cách khác và nhờ người quản trị máy chủ thư xem lý do."


@dataclass(frozen=True, slots=True)
class Told:
    """One thing for the monitor; `remember` stores that the mail of that number tells it."""

    mailbox: str
    item: Item
    rows: tuple[int, ...]
    asked: tuple[tuple[str, str], ...] = ()

    def remember(self, conn: Connection, mail_id: int) -> None:
        """Store that it was told, in the transaction of the mail."""
        mark_told(conn, self.rows, mail_id)
        for key, value in self.asked:
            remember_asked(conn, key, value, mail_id)


def came_back(conn: Connection, known: World, today: dt.date) -> Iterator[Told]:
    """What the monitor has to hear on `today`; of one mailbox's absence once a week."""
    monitors = known.register.monitors()
    if not monitors:
        return
    by_mailbox: dict[str, list[IncomingRow]] = {}
    for row in untold(conn, ["absence"]):
        by_mailbox.setdefault(row.mailbox, []).append(row)
    for mailbox, rows in by_mailbox.items():
        key = f"absence_asked:{mailbox}"
        contact = _present(mailbox, known, today, rows[-1])
        if contact and not was_asked(conn, key, week(today)):
            reader = next((one for one in monitors if one.mailbox != mailbox), monitors[0])
            ids = tuple(row.id for row in rows)
            yield Told(reader.mailbox, _absent(rows[-1], contact, known), ids, ((key, week(today)),))
    if faults := untold(conn, NOBODYS_FAULT):
        yield Told(monitors[0].mailbox, _faults(faults, known), tuple(row.id for row in faults))


def _present(mailbox: str, known: World, today: dt.date, row: IncomingRow) -> ContactRow | None:
    """The contact that answered, unless its absence is entered or over."""
    if row.last_day and row.last_day < today:
        return None
    contacts = [one for one in known.register.contacts if one.mailbox == mailbox]
    return None if any(one.is_absent(today) for one in contacts) else next(iter(contacts), None)


def _absent(row: IncomingRow, contact: ContactRow, known: World) -> Item:
    until = f"đến hết {say_day(row.last_day)}" if row.last_day else "không rõ đến ngày nào"
    command = (
        f"nhacviec unit contact {contact.unit or '-'} --role {contact.role} --absent {contact.address} "
        f"--to {row.last_day.isoformat() if row.last_day else 'NGÀY'}"
    )
    reason = f"hộp thư trả lời tự động thư số {row.mail_id}: “{row.text}”"
    item = asked_of_monitor(f"{contact.person} có thể vắng mặt, {until}", reason, known)
    return replace(item, asked=ABSENT_DO.format(command=command))


def _faults(rows: list[IncomingRow], known: World) -> Item:
    reason = "máy chủ thư báo như dưới đây; người nhận không có lỗi nên vẫn được gửi thư"
    item = asked_of_monitor(f"{len(rows)} thư không đến được người nhận", reason, known)
    lines = tuple((f"Thư số {one.mail_id}, {one.mailbox}", one.text or one.subject) for one in rows)
    return replace(item, asked=FAULT_DO, lines=lines)

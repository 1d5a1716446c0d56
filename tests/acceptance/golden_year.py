"""One year of one small plan with all that can happen to it: what is done on which day, before that day's mails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.duties import ObligationRow, obligations
from db.engine import reading
from db.extensions import extensions
from db.plans import tasks
from nhacviec.reading import read_for_adoption
from scheduler.answering.answers import report_done
from scheduler.answering.extensions import Decision, approve, ask, refuse
from scheduler.answering.verdicts import confirm
from scheduler.changes.event_changes import revoke
from scheduler.changes.events import Announcement, announce
from scheduler.changes.merging import Merger, merge
from scheduler.changes.unit_edits import enter_absence
from scheduler.office import Office
from scheduler.planning.adoption import adopt

if TYPE_CHECKING:
    from .conftest import World

PLAN = """# KẾ HOẠCH CÔNG TÁC NĂM 2022

| STT | Nhiệm vụ | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian |
|---|---|---|---|---|
| 1 | Báo cáo kết quả cải cách hành chính | Phòng Công chức, viên chức | Thanh tra Sở | Hằng quý |
| 2 | Rà soát, công bố danh mục hồ sơ | Văn phòng Sở | Các cơ quan, đơn vị thuộc, trực thuộc Sở | Trước ngày 15/4/2022 |
| 3 | Niêm yết thủ tục hành chính | Thanh tra Sở | | Trong vòng 10 ngày làm việc sau khi Bộ Nội vụ công bố TTHC |
| 4 | Kiểm tra công tác tôn giáo | Ban Tôn giáo | | Tháng 5/2022 |
| 5 | Xây dựng đề án vị trí việc làm | Phòng TCBC và TCPCP | Phòng Công chức, viên chức | Ngày 30/9/2022 |
| 6 | Tổng kết công tác thanh niên | Phòng Xây dựng chính quyền và Công tác thanh niên | | Quý II năm 2022 |
| 7 | Tiếp công dân | Phòng Công chức, viên chức | | Thường xuyên |
"""
ADOPTED, LAST = dt.date(2022, 1, 4), dt.date(2022, 12, 31)
EVENT = "bo-noi-vu-cong-bo-tthc"
CCVC, AWAY = "ccvc@snv.example.test", (dt.date(2022, 9, 19), dt.date(2022, 9, 30))
LEADER = "Nguyễn Văn A, Phó Giám đốc"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2022-{text}")


@dataclass(frozen=True)
class Deed:
    """What is done on a day of the year, through the use case that the command calls."""

    day: dt.date
    act: Callable[[dt.datetime], object]

    def enter(self, _office: Office, _first: dt.date, at: dt.datetime) -> None:
        self.act(at)


class Year:
    """The office, and what is done in it."""

    def __init__(self, world: World, folder: Path) -> None:
        self.office: Office = world.office
        self.folder = folder

    def deeds(self) -> tuple[Deed, ...]:
        return (
            Deed(day("02-14"), lambda at: self.announce(day("02-10"), at)),
            Deed(day("02-21"), lambda at: revoke(self.office, 1, why="công bố nhầm", at=at, actor="test")),
            Deed(day("03-07"), lambda at: self.announce(day("03-04"), at)),
            Deed(day("03-17"), lambda at: self.done("3", day("03-17"), at)),
            Deed(day("03-25"), lambda at: self.done("1", day("03-25"), at, unit="thanh-tra")),
            Deed(day("03-30"), lambda at: self.done("1", day("03-30"), at)),
            Deed(day("04-05"), lambda at: self.done("2", day("04-05"), at)),
            Deed(day("06-20"), lambda at: self.ask("6", day("07-31"), at)),
            Deed(day("06-22"), self.refuse),
            Deed(day("07-08"), lambda at: self.done("6", day("07-08"), at)),
            Deed(day("07-12"), lambda at: self.done("1", day("06-28"), at)),
            Deed(day("07-14"), self.confirm),
            Deed(day("08-01"), self.merge),
            Deed(day("08-15"), lambda at: self.done("4", day("08-15"), at)),
            Deed(day("09-12"), lambda at: self.ask("5", day("10-31"), at)),
            Deed(day("09-14"), self.approve),
            Deed(day("09-19"), self.leave),
            Deed(day("10-04"), lambda at: self.done("1", day("10-04"), at)),
            Deed(day("11-15"), lambda at: self.done("5", day("11-15"), at)),
            Deed(day("12-29"), lambda at: self.done("1", day("12-29"), at)),
        )

    def adopt(self, at: dt.datetime) -> None:
        path = self.folder / "ke-hoach-2022.md"
        path.write_text(PLAN, "utf-8")
        years, issued = (2022, 2022), dt.date(2022, 1, 3)
        document, reviewed = read_for_adoption(self.office, path, period=years, issued=issued)
        adopt(self.office, document, reviewed, source=path, period=years, issued=issued, at=at, actor="test")

    def announce(self, happened: dt.date, at: dt.datetime) -> None:
        announce(self.office, Announcement(EVENT, happened, all_tasks=True), at=at, actor="test")

    def done(self, stt: str, on: dt.date, at: dt.datetime, unit: str | None = None) -> None:
        report_done(self.office, self.next_of(stt).id, on=on, at=at, actor="test", unit=unit)

    def confirm(self, at: dt.datetime) -> None:
        (late,) = [row for row in self.rows("1") if row.doubted]
        confirm(self.office, late.id, at=at, actor="test", by="Trần Thị B")

    def ask(self, stt: str, to: dt.date, at: dt.datetime) -> None:
        ask(self.office, self.next_of(stt).id, to=to, reason="chờ hướng dẫn của Bộ", at=at, actor="test")

    def refuse(self, at: dt.datetime) -> None:
        refuse(self.office, self.request, Decision(LEADER), "đã đủ căn cứ thực hiện", at=at, actor="test")

    def approve(self, at: dt.datetime) -> None:
        approve(self.office, self.request, Decision(LEADER), at=at, actor="test")

    @property
    def request(self) -> int:
        with reading(self.office.engine) as conn:
            return extensions(conn)[-1].id

    def merge(self, at: dt.datetime) -> None:
        merge(self.office, Merger(("ton-giao",), "xdcq-cttn", day("08-01")), at=at, actor="test")

    def leave(self, at: dt.datetime) -> None:
        substitute = "chi-lan@snv.example.test"
        enter_absence(self.office, "ccvc", "lead", CCVC, days=AWAY, substitute=substitute, at=at, actor="test")

    def next_of(self, stt: str) -> ObligationRow:
        """The open obligation of the task that is due first."""
        return next(row for row in self.rows(stt) if row.state == "open")

    def rows(self, stt: str) -> list[ObligationRow]:
        with reading(self.office.engine) as conn:
            return obligations(conn, task_ids=[one.id for one in tasks(conn, plan_id=1) if one.stt == stt])


def told(lines: Sequence[dict[str, Any]]) -> list[str]:
    """Each mail as a line of `tests/data/golden-year.txt`."""
    return sorted(f"{line['at'][:10]} {line['class']} {line['to'][0]}: {_items(line['items'])}" for line in lines)


def _items(items: Sequence[dict[str, Any]]) -> str:
    return "; ".join(sorted(map(_item, items)))


def _item(item: dict[str, Any]) -> str:
    names = ("task", "role", "kind", "rung", "due")
    return " ".join(item[name] or "-" for name in names)

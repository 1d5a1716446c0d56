"""Two plans of one office, the second of which goes on with some of the first's work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.duties import ObligationRow, obligations
from db.engine import reading
from db.plans import tasks
from nhacviec.reading import read_for_adoption
from scheduler.clock import Hours
from scheduler.planning.adoption import adopt

from .conftest import World

HEAD = "| STT | Nhiệm vụ | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian |\n|---|---|---|---|---|\n"
OLD = (
    "| 1 | Báo cáo kết quả cải cách hành chính | Văn phòng Sở | Thanh tra Sở | Trước ngày 15/12 hằng năm |\n"
    "| 2 | Rà soát thủ tục hành chính | Thanh tra Sở | | Ngày 20/11/2022 |\n"
    "| 3 | Tổ chức hội nghị tổng kết | Văn phòng Sở | | Ngày 25/12/2022 |\n"
    "| 4 | Cập nhật văn bản lên trang thông tin điện tử | Văn phòng Sở | | Thường xuyên |\n"
    "| 5 | Niêm yết thủ tục hành chính | Thanh tra Sở | | Sau khi Bộ Nội vụ công bố TTHC |\n"
)
NEW = (
    "| 1 | Báo cáo kết quả cải cách hành chính | Văn phòng Sở | Thanh tra Sở | Trước ngày 15/12 hằng năm |\n"
    "| 2 | Chuẩn hóa thủ tục hành chính nội bộ | Thanh tra Sở | | Ngày 30/6/2023 |\n"
)


FIRST, LAST_QUARTER, CLOSING = dt.date(2022, 1, 4), dt.date(2022, 10, 3), dt.date(2022, 12, 20)


@dataclass
class TwoPlans:
    """Plan 1 is of 2022; `succeed` adopts plan 2, of 2023."""

    world: World
    folder: Path

    def begin(self) -> None:
        self._adopt("cải cách hành chính", OLD, 2022, FIRST)

    def succeed(self) -> None:
        self._adopt("kiểm soát thủ tục hành chính", NEW, 2023, CLOSING - dt.timedelta(days=5))

    def _adopt(self, title: str, rows: str, year: int, day: dt.date) -> None:
        path, years = self.folder / f"{year}.md", (year, year)
        path.write_text(f"# KẾ HOẠCH {title.upper()} NĂM {year}\n\n{HEAD}{rows}", "utf-8")
        document, reviewed = read_for_adoption(self.world.office, path, period=years)
        at = Hours().opening(day)
        adopt(self.world.office, document, reviewed, source=path, period=years, issued=day, at=at, actor="test")

    def held(self, plan: int, stt: str) -> ObligationRow:
        """The only obligation of the task."""
        with reading(self.world.office.engine) as conn:
            (task,) = [one for one in tasks(conn, plan_id=plan) if one.stt == stt]
            (row,) = obligations(conn, task_ids=[task.id])
            return row

    def live(self, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
        """Ticks each morning, both days inclusive; gives the lines of the mails."""
        days = ((first + dt.timedelta(days=n)) for n in range((last - first).days + 1))
        return [line for day in days for line in self.world.tick(Hours().opening(day))]

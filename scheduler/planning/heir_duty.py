"""Which open obligation of another plan goes on with one whose plan is closed: of the same unit, and named or alike."""

from __future__ import annotations

import datetime as dt

from db.duties import obligations
from db.engine import Connection
from db.plans import plans
from plans.comparison import text_key
from rules.errors import NhacviecError
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters


class NoHeirError(NhacviecError):
    """Việc số {number} ({task}): không kế hoạch nào khác đang theo dõi có việc đang mở của {unit} cùng nội dung; \
hãy ghi --carry {number}=KẾ_HOẠCH:NHIỆM_VỤ, hoặc quyết định khác cho việc này."""


class StrangeHeirError(NhacviecError):
    """Việc số {number}: «{name}» không phải nhiệm vụ mà {unit} đang có việc mở trong kế hoạch khác đang theo dõi; \
ghi số kế hoạch, dấu hai chấm, mã nhiệm vụ, ví dụ 2:1.I.3."""


class SeveralHeirsError(NhacviecError):
    """Việc số {number}: có {count} nhiệm vụ cùng nội dung ở kế hoạch khác; hãy chọn một: {choices}."""


class HeirDuties:
    """The open obligations of the plans in force other than the one being closed, as they stand on a local day."""

    def __init__(self, conn: Connection, closing: int, today: dt.date) -> None:
        live = {plan.id for plan in plans(conn, "adopted")} - {closing}
        found = matters(conn, obligations(conn, state="open"))
        self.opened = [one for one in found if one.plan.id in live]
        self.today = today

    def of(self, one: Matter, name: str | None) -> Matter:
        """The obligation next due of the task `name` ("2:1.I.3"), else of the only task with the same words.

        Raises `NoHeirError`, `StrangeHeirError`, `SeveralHeirsError`.
        """
        mine = [other for other in self.opened if other.row.held_by == one.row.held_by]
        number, unit = one.row.id, one.row.held_by
        if name is not None:
            named = [other for other in mine if task_name(other) == name.replace(" ", "")]
            if not named:
                raise StrangeHeirError(number=number, name=name, unit=unit)
            return self._next(named)
        same = [other for other in mine if text_key(other.task.text) == text_key(one.task.text)]
        if not same:
            raise NoHeirError(number=number, task=one.task.name, unit=unit)
        if len(names := {task_name(other) for other in same}) > 1:
            raise SeveralHeirsError(number=number, count=len(names), choices=", ".join(sorted(names)))
        return self._next(same)

    def _next(self, found: list[Matter]) -> Matter:
        """What is due next; of what is overdue, the latest."""
        ahead = [one for one in found if one.row.due is None or one.row.due >= self.today]
        return ahead[0] if ahead else found[-1]


def task_name(one: Matter) -> str:
    """The task with its plan's number before it: 2:1.I.3."""
    return f"{one.plan.id}:{one.task.name}"

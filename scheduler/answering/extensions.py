"""Extensions: the unit asks, Văn phòng comments, leadership decides, and the due date moves. One transaction each.

Leaders decide on paper or by word of mouth, so the monitor records the decision with the leader's name. Nobody decides
their own: the unit that asked and its people are refused as deciders, and where that unit is the monitor itself, which
would record its own extension, the paper has to be named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from db.duties import ObligationRow, change_obligations, obligations
from db.engine import Connection, writing
from db.extensions import ExtensionRow, add_extension, change_extension, extensions
from db.mails import add_act
from rules.errors import NhacviecError
from rules.extensions import Asked, Hindrance, date_hindrance, hindrance, late_after
from rules.say import say_day
from scheduler.answering.answers import UnknownObligationError, reason_given
from scheduler.clock import local_day
from scheduler.duties.schedule import reschedule
from scheduler.duties.unfold import Deed
from scheduler.office import Office, World, world


class UnknownExtensionError(NhacviecError):
    """Không có đề nghị gia hạn số {id}; xem danh sách bằng lệnh «nhacviec extension list»."""


class SettledExtensionError(NhacviecError):
    """Đề nghị gia hạn số {id} {state}; không {deed} được nữa."""


class HinderedExtensionError(NhacviecError):
    """Việc số {id} không gia hạn đến {to} được: {why}."""


class NotLeadError(NhacviecError):
    """Chỉ đơn vị chủ trì việc số {id} đề nghị gia hạn và trả lời về hạn khác."""


class OwnDecisionError(NhacviecError):
    """{by} thuộc đơn vị đề nghị ({unit}), không tự quyết định cho mình được; hãy ghi tên lãnh đạo đã quyết định."""


class PaperWantedError(NhacviecError):
    """{unit} vừa đề nghị vừa ghi nhận quyết định; hãy ghi văn bản của lãnh đạo bằng --document."""


VerdictKind: TypeAlias = Literal["approve", "refuse", "offer"]
WHY: dict[Hindrance, str] = {
    "closed": "việc không còn mở",
    "undated": "việc chưa có ngày hạn",
    "waiting": "còn một đề nghị chưa quyết định",
    "used_up": "đã gia hạn đủ {allowed} lần được phép",
    "not_later": "ngày này không sau hạn hiện tại {due}",
    "over": "ngày này đã qua",
}
STATE_WORDS = {
    "asked": "chờ quyết định",
    "offered": "chờ đơn vị trả lời về ngày khác",
    "approved": "đã được chấp thuận",
    "refused": "đã bị từ chối",
    "withdrawn": "đã rút",
    "lapsed": "hết hiệu lực vì việc đã khép lại",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided, by name, and the paper, as the monitor records them; `himself`: the leader enters it, not the
    monitor, so that no paper has to stand for him; `unit` is the one that he belongs to, if any.
    """

    by: str
    document: str | None = None
    himself: bool = False
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided: the date that was asked for, none (for a `reason`, where one is given), or another, `to`."""

    kind: VerdictKind
    reason: str | None = None
    to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A request after something was done to it, with its obligation."""

    extension: ExtensionRow
    obligation: ObligationRow


@dataclass(frozen=True, slots=True)
class _Case:
    """A request under hand, in a transaction."""

    deed: Deed
    known: World
    row: ExtensionRow
    duty: ObligationRow

    def close(self, what: str, **values: object) -> Settled:
        """Write the request's new state, the history and the act that letters answer."""
        conn, row = self.deed.conn, self.row
        change_extension(conn, row.id, **values)
        now = extensions(conn, ids=[row.id])[0]
        _tell(self.deed, now, what, self.duty)
        return Settled(now, obligations(conn, ids=[row.obligation_id])[0])


def ask(
    office: Office,
    obligation_id: int,
    *,
    to: dt.date,
    reason: str,
    at: dt.datetime,
    actor: str,
    unit: str | None = None,
) -> Settled:
    """The unit that holds the obligation asks for `to` as its due date; nothing moves until that is granted.

    `unit` is in whose name it is asked, None for whoever holds it. Raises `UnknownObligationError`, `NoReasonError`,
    `NotLeadError`, `HinderedExtensionError`.
    """
    today, reason = local_day(at), reason_given(reason, "lý do")
    with writing(office.engine) as conn:
        found = obligations(conn, ids=[obligation_id])
        if not found:
            raise UnknownObligationError(id=obligation_id)
        duty = found[0]
        _refuse_others(duty, unit)
        asked = _as_found(duty, extensions(conn, obligation_id=obligation_id))
        if why := hindrance(asked, to, today, office.settings.extensions.allowed):
            raise _hindered(duty, to, why, office)
        last = duty.in_time_until
        number = add_extension(
            conn,
            obligation_id=duty.id,
            unit_code=duty.held_by,
            asked_on=today,
            asked_at=at,
            asked_by=actor,
            from_due=duty.due,
            from_version=duty.due_version,
            to_due=to,
            late=last is not None and late_after(last, today) is not None,
            reason=reason,
            waiting_since=today,
        )
        row = extensions(conn, ids=[number])[0]
        _tell(Deed(conn, at, today, actor, None), row, "extension_asked", duty)
        return Settled(row, obligations(conn, ids=[duty.id])[0])


def why_none_may_be_asked(duty: ObligationRow, earlier: Sequence[ExtensionRow], today: dt.date, office: Office) -> str:
    """In words why no date at all may be asked for on `today`, given the `earlier` requests; empty where one may."""
    why = hindrance(_as_found(duty, earlier), dt.date.max, today, office.settings.extensions.allowed)
    return _why(duty, why, office) if why else ""


def give_opinion(office: Office, number: int, text: str, *, at: dt.datetime, actor: str) -> Settled:
    """The monitor says what it thinks of a request that waits for leadership."""
    with writing(office.engine) as conn:
        case = _case(conn, office, number, at, actor, ("asked",), "cho ý kiến")
        change_extension(conn, number, opinion=text)
        case.deed.record(case.duty.id, "extension_opinion", extension=number, opinion=text)
        return Settled(extensions(conn, ids=[number])[0], case.duty)


def approve(office: Office, number: int, decision: Decision, *, at: dt.datetime, actor: str) -> Settled:
    """Grant the date that was asked for: the obligation moves to it.

    Raises, as `refuse` and `offer` do, `UnknownExtensionError`, `SettledExtensionError`, `OwnDecisionError`,
    `PaperWantedError`; and `HinderedExtensionError` where the date has passed or the due date has moved beyond it.
    """
    return decide(office, number, decision, Verdict("approve"), at=at, actor=actor)


def refuse(
    office: Office, number: int, decision: Decision, reason: str | None, *, at: dt.datetime, actor: str
) -> Settled:
    """Refuse, with the reason where one was given: the due date stays."""
    return decide(office, number, decision, Verdict("refuse", reason), at=at, actor=actor)


def offer(office: Office, number: int, decision: Decision, to: dt.date, *, at: dt.datetime, actor: str) -> Settled:
    """Offer another date, which the unit may accept or decline; until it does, nothing moves."""
    return decide(office, number, decision, Verdict("offer", to=to), at=at, actor=actor)


def decide(
    office: Office, number: int, decision: Decision, verdict: Verdict, *, at: dt.datetime, actor: str
) -> Settled:
    """Whichever of the three the verdict is."""
    with writing(office.engine) as conn:
        return decided_in(conn, office, number, decision, verdict, at=at, actor=actor)


def decided_in(
    conn: Connection,
    office: Office,
    number: int,
    decision: Decision,
    verdict: Verdict,
    *,
    at: dt.datetime,
    actor: str,
) -> Settled:
    """The same in a transaction of the caller's."""
    case = _to_decide(conn, office, number, decision, at, actor)
    decided = _decided(decision, at, actor)
    if verdict.kind == "approve":
        _move(case, case.row.to_due, office)
        return case.close("extension_approved", state="approved", **decided)
    if verdict.kind == "refuse":
        return case.close("extension_refused", state="refused", answer=verdict.reason, **decided)
    assert verdict.to is not None, "an offer names its date"
    _refuse_date(case, verdict.to, office)
    values = {"offered_due": verdict.to, "waiting_since": case.deed.today}
    return case.close("extension_offered", state="offered", **values, **decided)


def accept(office: Office, number: int, *, at: dt.datetime, actor: str, unit: str | None = None) -> Settled:
    """The unit takes the date it was offered: the obligation moves to it.

    Raises as `approve` does, and `NotLeadError` where `unit`, in whose name it is said, does not hold the obligation.
    """
    with writing(office.engine) as conn:
        case = _case(conn, office, number, at, actor, ("offered",), "nhận ngày khác", unit)
        assert case.row.offered_due is not None, "an offer names its date"
        _move(case, case.row.offered_due, office)
        return case.close("extension_approved", state="approved")


def decline(office: Office, number: int, *, at: dt.datetime, actor: str, unit: str | None = None) -> Settled:
    """The unit does not take the date it was offered: the request ends, the due date stays, it may ask anew."""
    with writing(office.engine) as conn:
        case = _case(conn, office, number, at, actor, ("offered",), "trả lời", unit)
        return case.close("extension_declined", state="withdrawn")


def withdraw(office: Office, number: int, *, at: dt.datetime, actor: str, unit: str | None = None) -> Settled:
    """The unit takes its request back: the due date stays, and it may ask anew."""
    with writing(office.engine) as conn:
        case = _case(conn, office, number, at, actor, ("asked", "offered"), "rút", unit)
        return case.close("extension_withdrawn", state="withdrawn")


def _case(
    conn: Connection,
    office: Office,
    number: int,
    at: dt.datetime,
    actor: str,
    states: tuple[str, ...],
    deed: str,
    unit: str | None = None,
) -> _Case:
    found = extensions(conn, ids=[number])
    if not found:
        raise UnknownExtensionError(id=number)
    row = found[0]
    if row.state not in states:
        raise SettledExtensionError(id=number, state=STATE_WORDS[row.state], deed=deed)
    duty = obligations(conn, ids=[row.obligation_id])[0]
    _refuse_others(duty, unit)
    return _Case(Deed(conn, at, local_day(at), actor, None), world(office, conn), row, duty)


def _refuse_others(duty: ObligationRow, unit: str | None) -> None:
    if unit not in (None, duty.held_by):
        raise NotLeadError(id=duty.id)


def _as_found(duty: ObligationRow, earlier: Sequence[ExtensionRow]) -> Asked:
    granted = sum(one.state == "approved" for one in earlier)
    return Asked(duty.state == "open", duty.due, any(one.undecided for one in earlier), granted)


def _to_decide(conn: Connection, office: Office, number: int, decision: Decision, at: dt.datetime, actor: str) -> _Case:
    case = _case(conn, office, number, at, actor, ("asked",), "quyết định")
    register = case.known.register
    for unit in dict.fromkeys((case.row.unit, case.duty.held_by)):
        people = [c.name for c in register.contacts if c.unit == unit and c.role != "leadership" and c.name]
        if decision.unit == unit or _names(decision.by) & {
            name.casefold() for name in (unit, register.name_of(unit), *people)
        }:
            raise OwnDecisionError(by=decision.by, unit=register.name_of(unit))
        if unit in register.units and register.units[unit].is_monitor and not (decision.document or decision.himself):
            raise PaperWantedError(unit=register.name_of(unit))
    return case


def _names(by: str) -> set[str]:
    """ "Nguyễn Văn Bình, Giám đốc" names a person and an office: either may be somebody of the unit."""
    return {part.strip().casefold() for part in (by, *by.split(","))}


def _decided(decision: Decision, at: dt.datetime, actor: str) -> dict[str, object]:
    return {"decided_at": at, "decided_by": decision.by, "document": decision.document, "recorded_by": actor}


def _move(case: _Case, to: dt.date, office: Office) -> None:
    """Give the obligation its own due date; the first is kept, and so is lateness that was there before."""
    deed, duty = case.deed, case.duty
    _refuse_date(case, to, office)
    calendar, choices = case.known.calendar, case.known.settings.choices
    last = duty.in_time_until
    change_obligations(
        deed.conn,
        [duty.id],
        due=to,
        effective=calendar.next_working(to) if choices.move_written else to,
        first_due=duty.first_due or duty.due,
        due_version=duty.due_version + 1,
        opened_on=deed.today,
        extended=True,
        late_after=duty.late_after or (late_after(last, case.row.asked_on) if last else None),
    )
    deed.record(duty.id, "moved", old=duty.due, new=to)
    reschedule(deed.conn, obligations(deed.conn, ids=[duty.id]), case.known, deed.today)


def _refuse_date(case: _Case, to: dt.date, office: Office) -> None:
    assert case.duty.due is not None, "only a dated obligation can be extended"
    if why := date_hindrance(case.duty.due, to, case.deed.today):
        raise _hindered(case.duty, to, why, office)


def _hindered(duty: ObligationRow, to: dt.date, why: Hindrance, office: Office) -> HinderedExtensionError:
    return HinderedExtensionError(id=duty.id, to=say_day(to), why=_why(duty, why, office))


def _why(duty: ObligationRow, why: Hindrance, office: Office) -> str:
    due = say_day(duty.due) if duty.due else ""
    return WHY[why].format(due=due, allowed=office.settings.extensions.allowed)


def _tell(deed: Deed, row: ExtensionRow, what: str, before: ObligationRow) -> None:
    """The history of the obligation, and the act that letters answer, in the words of this moment."""
    details = {
        "extension": row.id,
        "to": row.offered_due or row.to_due,
        "reason": row.reason if what == "extension_asked" else row.answer,
        "by": row.decided_by,
        "document": row.document,
    }
    deed.record(row.obligation_id, what, **{k: v for k, v in details.items() if v is not None})
    add_act(
        deed.conn,
        what,
        f"extension:{row.id}",
        at=deed.at,
        day=deed.today,
        state=row.state,
        old=before.due,
        new=row.offered_due or row.to_due,
        by=row.decided_by,
        document=row.document,
        answer=row.answer,
    )

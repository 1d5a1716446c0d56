"""The rungs of the ladder in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from db.register import Register
from rules.ladder import Notice, Policy
from rules.policies import Applied, Override
from rules.say import say_day
from scheduler.delivering.mail_words import ROLES
from scheduler.duties.outlook import Outlook


def rungs(policy: Policy) -> Iterator[tuple[tuple[str, ...], str]]:
    """A sentence for each step, with the keys that it depends on."""
    yield ("lead_days_before",), f"Đơn vị chủ trì: {_before(policy.lead_days_before)}."
    named = _before(policy.coordinating_days_before)
    yield ("coordinating_days_before",), f"Đơn vị phối hợp được ghi tên: {named}."
    collective = _before(policy.collective_days_before, "báo để biết", "không báo trước hạn")
    yield ("collective_days_before",), f"Đơn vị phối hợp chung: {collective}; không bao giờ bị đôn đốc."
    yield (
        ("overdue_every", "weekly_after"),
        f"Quá hạn: đơn vị chủ trì được đôn đốc vào ngày làm việc đầu tiên, sau đó {_every(policy.overdue_every)} theo "
        f"nhịp chung tính từ đầu năm; quá {policy.weekly_after} ngày làm việc thì mỗi tuần một lần.",
    )
    yield ("head_after",), f"Quá hạn {policy.head_after} ngày làm việc: báo người đứng đầu đơn vị."
    yield (
        ("monitor_after",),
        f"Quá hạn {policy.monitor_after} ngày làm việc: báo bộ phận theo dõi; bỏ qua khi chính đơn vị ấy chủ trì.",
    )
    yield (
        ("leadership_after",),
        f"Quá hạn {policy.leadership_after} ngày làm việc: vào danh sách trình Lãnh đạo, gửi ngày làm việc đầu tuần; "
        "lãnh đạo phụ trách đơn vị trước, người đứng đầu cơ quan sau.",
    )
    yield (
        ("undecided_after",),
        f"Quá hạn hơn {policy.undecided_after} ngày làm việc: thôi nhắc đơn vị và Lãnh đạo; bộ phận theo dõi được hỏi, "
        "mỗi tháng một lần, cho đến khi có quyết định.",
    )
    yield (), "Cấp nào cũng được báo sớm nhất một ngày làm việc sau khi thư tới cấp dưới đã gửi được."


def _before(days: Sequence[int], verb: str = "nhắc", never: str = "không nhắc trước hạn") -> str:
    ahead = ", ".join(str(day) for day in days if day)
    said = [f"{verb} trước hạn {ahead} ngày"] if ahead else []
    if 0 in days:
        said.append("đúng ngày đến hạn" if said else f"{verb} đúng ngày đến hạn")
    return " và ".join(said) or never


def _every(days: int) -> str:
    return "mỗi ngày làm việc" if days == 1 else f"cứ {days} ngày làm việc một lần"


def ladder_lines(ladder: Applied) -> Iterator[str]:
    """The rungs, each with the override that it comes from."""
    for keys, sentence in rungs(ladder.policy):
        sources = dict.fromkeys(ladder.sources[key] for key in keys if key in ladder.sources)
        yield f"  – {sentence}" + "".join(f" [theo mốc riêng của {scope(one)}]" for one in sources)


def scope(one: Override) -> str:
    """What an override is set for."""
    plan = f"kế hoạch {one.plan}" if "/" in one.plan else f"kế hoạch số {one.plan}"
    return f"nhiệm vụ {one.task}, {plan}" if one.task else f"mục {one.section}, {plan}" if one.section else plan


def ahead_lines(outlook: Outlook, known: Register) -> Iterator[str]:
    """Each day ahead with whom it writes to; urging that only repeats itself is told once, with its days."""
    urged = [day for day, notice in outlook.ahead if notice.role == "lead" and notice.overdue > 1]
    for day, notice in outlook.ahead:
        if notice.role == "lead" and notice.overdue > 1:
            continue
        if notice.role == "leadership" and any(_same_seat(notice, other) for d, other in outlook.ahead if d < day):
            continue
        yield ahead_line(day, notice, known)
    if urged:
        yield f"  Đôn đốc tiếp đơn vị chủ trì {len(urged)} lần: {_days(urged)}"


def ahead_line(day: dt.date, notice: Notice, known: Register) -> str:
    """One notice ahead."""
    return f"  {say_day(day)}  {_who(notice, known)}: {notice.reason}"


def _same_seat(one: Notice, other: Notice) -> bool:
    return (one.role, one.mailbox) == (other.role, other.mailbox)


def _days(days: Sequence[dt.date]) -> str:
    if len(days) <= 6:
        return ", ".join(map(say_day, days)) + "."
    return f"{', '.join(map(say_day, days[:5]))} … {say_day(days[-1])}."


def _who(notice: Notice, known: Register) -> str:
    unit = f", {known.name_of(notice.unit)}" if notice.role in ("lead", "coordinating", "head") else ""
    return f"{notice.mailbox} ({ROLES[notice.role]}{unit})"


SILENCE = {
    "undated": "Chưa nhắc ai: việc chưa có ngày đến hạn.",
    "no_address": "Không nhắc được ai: không có địa chỉ nào nhận, của đơn vị, người đứng đầu hay bộ phận theo dõi; "
    "thêm địa chỉ bằng lệnh «nhacviec unit contact».",
    "spoken_for": "Không có thư riêng: việc này được nhắc chung với việc số {speaker}, đã liên kết là một việc.",
    "said": "Không còn mốc nào: không có bộ phận theo dõi nào để hỏi quyết định.",
    "done": "Không còn nhắc ai: việc đã hoàn thành.",
    "past": "Không nhắc ai: việc đã qua hạn trước khi kế hoạch được theo dõi, chờ người quyết định.",
    "void": "Không nhắc ai: hạn của việc trước ngày ban hành kế hoạch.",
    "withdrawn": "Không nhắc ai: việc đã rút.",
    "cancelled": "Không nhắc ai: việc đã hủy.",
    "merged": "Không nhắc ai: việc đã nhập vào việc khác.",
}


def silence(outlook: Outlook, state: str) -> str | None:
    """Why nothing is owed; `state` is the obligation's, as stored."""
    if outlook.silence is None:
        return None
    return SILENCE[state if outlook.silence == "closed" else outlook.silence].format(speaker=outlook.speaker)


def ladder_json(ladder: Applied) -> dict[str, Any]:
    """The policy with what each key comes from, and its sentences."""
    sources = {key: override_json(one) for key, one in ladder.sources.items()}
    policy = {key: getattr(ladder.policy, key) for key in ladder.policy.__dataclass_fields__}
    return {"policy": policy, "overridden": sources, "words": [sentence for _, sentence in rungs(ladder.policy)]}


def override_json(one: Override) -> dict[str, Any]:
    """An override with the keys that differ."""
    return {"plan": one.plan, "section": one.section, "task": one.task, **dict(one.values)}


def ahead_json(outlook: Outlook) -> list[dict[str, Any]]:
    """Each notice ahead."""
    return [
        {
            "date": day,
            "rung": notice.rung,
            "kind": notice.kind,
            "role": notice.role,
            "unit": notice.unit,
            "mailbox": notice.mailbox,
            "reason": notice.reason,
        }
        for day, notice in outlook.ahead
    ]

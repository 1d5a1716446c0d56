"""What the configuration decides, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rules.policies import Override
from scheduler.office import Office, Settings
from scheduler.reports.ladder_words import rungs, scope


@dataclass(frozen=True, slots=True)
class OwnRungs:
    """Rungs that are set for a plan, a section or a task alone."""

    scope: str
    rungs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The ladder, each step a sentence; what differs where; all other settings with their names."""

    ladder: tuple[str, ...]
    overrides: tuple[OwnRungs, ...]
    facts: tuple[tuple[str, str], ...]


def settings_page(office: Office) -> SettingsPage:
    """The settings in force."""
    settings = office.settings
    return SettingsPage(
        tuple(sentence for _, sentence in rungs(settings.policy)),
        tuple(_own(settings, one) for one in settings.overrides),
        tuple(_facts(settings)),
    )


def _own(settings: Settings, one: Override) -> OwnRungs:
    changed = dict(one.values)
    said = rungs(replace(settings.policy, **changed))
    return OwnRungs(scope(one), tuple(sentence for keys, sentence in said if changed.keys() & set(keys)))


def _facts(settings: Settings) -> Iterator[tuple[str, str]]:
    hours, extensions = settings.hours, settings.extensions
    yield "Giờ gửi thư", f"{hours.start:%H:%M} đến {hours.end:%H:%M}, ngày làm việc; thư ngoài giờ chờ đến giờ gửi"
    yield "Người gửi", f"{settings.sender_name}, {settings.sender}"
    yield "Trả lời thư về", settings.reply_to or "Địa chỉ đầu tiên của bộ phận theo dõi"
    yield "Liên kết trong thư", settings.public_url or "Chưa ghi địa chỉ trang web, nên thư không có liên kết trả lời"
    most = f"Mỗi việc nhiều nhất {extensions.allowed} lần"
    first = f"chưa quyết định sau {extensions.chase_after} ngày làm việc thì hỏi bộ phận theo dõi"
    yield "Gia hạn", f"{most}; {first}, sau {extensions.leaders_after} ngày làm việc thì hỏi Lãnh đạo"
    late = f"Báo sau {settings.report_within} ngày làm việc kể từ ngày hoàn thành"
    yield "Báo hoàn thành chậm", f"{late} thì chờ bộ phận theo dõi xác nhận"
    size = f"Nhiều nhất {settings.most_file // 2**20} MB một tệp" if settings.most_file else "Không nhận tệp"
    yield "Tệp gửi kèm báo cáo", size
    pace = f"Nhiều nhất {settings.mails_per_minute} thư một phút" if settings.mails_per_minute else "Không giới hạn"
    yield "Nhịp gửi", pace

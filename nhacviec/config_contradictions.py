"""Keys of the configuration that are right alone and wrong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nhacviec.config_source import Problem
from notifications.return_path import is_form
from rules.ladder import Policy
from rules.policies import Override, applied_to
from rules.policies import contradictions as reversed_steps

if TYPE_CHECKING:
    from nhacviec.config import Config, Ladder

OVERRIDE = "ladder.override"


def contradictions(config: Config) -> Iterator[Problem]:
    """Keys that are right alone and wrong together."""
    hours, smtp = config.hours, config.smtp
    if hours.start >= hours.end:
        yield Problem("hours", "end", f"{hours.end:%H:%M}", f"phải sau hours.start = {hours.start:%H:%M}")
    yield from _of_ladder(config.ladder)
    chased = config.extensions
    if chased.chase_after >= chased.leaders_after:
        reason = f"phải lớn hơn extensions.chase_after = {chased.chase_after}"
        yield Problem("extensions", "leaders_after", chased.leaders_after, reason)
    if config.checkins.monitor_after <= config.checkins.unit_after:
        reason = f"phải lớn hơn checkins.unit_after = {config.checkins.unit_after}"
        yield Problem("checkins", "monitor_after", config.checkins.monitor_after, reason)
    if smtp.mode == "none" and smtp.host and not _loopback(smtp.host) and (smtp.username or not smtp.allow_clear_text):
        reason = (
            "thư đi không mã hóa chỉ được phép tới chính máy này, hoặc khi đặt allow_clear_text = true "
            "và không dùng username; hãy dùng tls hoặc starttls"
        )
        yield Problem("smtp", "mode", smtp.mode, reason)
    yield from _of_imap(config)
    if config.daemon.claim_seconds <= 9 * smtp.timeout_seconds:
        reason = f"phải lớn hơn chín lần smtp.timeout_seconds = {smtp.timeout_seconds}"
        yield Problem("daemon", "claim_seconds", config.daemon.claim_seconds, reason)
    if config.daemon.engine == "dbos" and not config.data.database.startswith("postgresql"):
        reason = "nhiều tiến trình cùng làm việc cần PostgreSQL; hãy ghi địa chỉ của nó ở data.database"
        yield Problem("daemon", "engine", config.daemon.engine, reason)


def _of_imap(config: Config) -> Iterator[Problem]:
    imap, sender = config.imap, config.mail.sender
    if imap.host and not (imap.username and imap.password.get_secret_value()):
        key = "password" if imap.username else "username"
        yield Problem("imap", key, getattr(imap, key), "đọc hộp thư cần cả tên đăng nhập và mật khẩu")
    if imap.host and imap.mode == "starttls" and imap.port == 993:
        yield Problem("imap", "port", imap.port, "cổng 993 mã hóa từ đầu (tls); starttls thường dùng cổng 143")
    if (path := imap.path_of(sender)) and not is_form(path):
        reason = f"cùng với mail.sender = {sender} thành địa chỉ không dùng được hoặc quá dài: {path}"
        yield Problem("imap", "return_path", imap.return_path, reason)


def _of_ladder(ladder: Ladder) -> Iterator[Problem]:
    policy, overrides = ladder.policy, ladder.overrides
    wrong = set(reversed_steps(policy))
    for lower, higher in reversed_steps(policy):
        reason = f"phải lớn hơn ladder.{lower} = {getattr(policy, lower)}"
        yield Problem("ladder", higher, getattr(policy, higher), reason)
    for number, one in enumerate(overrides):
        yield from _of_override(number, one, overrides)
        in_force = applied_to(policy, overrides, one).policy
        for lower, higher in reversed_steps(in_force):
            if (lower, higher) not in wrong:
                yield from _too_small(number, one, in_force, lower, higher)


def _of_override(number: int, one: Override, overrides: Sequence[Override]) -> Iterator[Problem]:
    scopes = [other.scope for other in overrides]
    if one.section and one.task:
        yield Problem(OVERRIDE, "section", one.section, "có task thì không ghi section", number)
    if not one.values:
        yield Problem(OVERRIDE, None, reason="chưa ghi khóa nào khác với [ladder]", number=number)
    if (first := scopes.index(one.scope)) < number:
        yield Problem(OVERRIDE, None, reason=f"cùng một phạm vi với mục thứ {first + 1}; hãy gộp lại", number=number)


def _too_small(number: int, one: Override, policy: Policy, lower: str, higher: str) -> Iterator[Problem]:
    """Told of the key that stands in this override; where neither does, the wider ones have told it."""
    own = dict(one.values)
    if higher in own:
        reason = f"phải lớn hơn {lower} = {getattr(policy, lower)} đang áp dụng ở đó"
        yield Problem(OVERRIDE, higher, own[higher], reason, number)
    elif lower in own:
        reason = f"phải nhỏ hơn {higher} = {getattr(policy, higher)} đang áp dụng ở đó"
        yield Problem(OVERRIDE, lower, own[lower], reason, number)


def _loopback(host: str) -> bool:
    return host == "localhost" or host == "::1" or bool(re.fullmatch(r"127(\.\d{1,3}){3}", host))

"""What `doctor` says of the mailbox that what comes back is read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from nhacviec.app import imap_mailbox
from nhacviec.config import Config
from rules.errors import NhacviecError


def mailbox_state(config: Config) -> Iterator[tuple[Literal["good", "look", "broken"], str]]:
    """Whether it can be read; where none is configured, what that means."""
    if not config.imap.host:
        if config.smtp.host:
            yield "look", "chưa khai báo imap.host, nên thư bị trả lại sau khi đã gửi không ai biết mà nhắc lại."
        return
    try:
        yield "good", imap_mailbox(config).check()
    except NhacviecError as error:
        yield "broken", str(error)
    if not config.imap.return_path:
        yield "look", "imap.return_path trống: thư trả về chỉ nhận ra được khi có kèm thư gốc."

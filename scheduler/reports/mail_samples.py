"""What each kind of mail looks like, with made-up content."""

from __future__ import annotations

from dataclasses import dataclass

from notifications.render import render
from notifications.samples import SAMPLES

KINDS = {
    "digest": "Thư nhắc hằng ngày của đơn vị",
    "leadership": "Danh sách trình Lãnh đạo",
    "monitor": "Thư của bộ phận theo dõi",
    "assignment": "Thư giao việc",
    "event": "Sự kiện đã xảy ra",
    "correction": "Đính chính ngày hạn",
    "amendment": "Kế hoạch sửa đổi",
    "extension": "Quyết định gia hạn",
    "extension-asked": "Đề nghị gia hạn",
    "answer": "Quyết định về một trả lời",
    "reply": "Thư trả lời chuyển bộ phận theo dõi",
}
"""Names of the samples, in words."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One of them, drawn."""

    subject: str
    text: str


def sample(kind: str) -> Sample:
    """The sample of that kind, a key of `KINDS`."""
    drawn = render(SAMPLES[kind])
    return Sample(drawn.subject, drawn.text)

"""A mail in words: whom it was for, what became of it, what a letter was about."""

from __future__ import annotations

ROLES = {
    "lead": "chủ trì",
    "coordinating": "phối hợp",
    "head": "người đứng đầu",
    "monitor": "theo dõi",
    "leadership": "lãnh đạo",
}
STATES = {
    "queued": "đang chờ gửi",
    "sending": "đang gửi",
    "sent": "đã gửi",
    "failed": "bị từ chối",
    "superseded": "đã thay bằng thư sau",
}
LETTERS = {
    "assignment": "thư giao việc",
    "event": "thư về sự kiện",
    "correction": "thư báo dời hạn",
    "question": "thư hỏi",
    "decision": "thư báo quyết định",
}

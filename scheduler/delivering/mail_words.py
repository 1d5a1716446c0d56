"""What became of mails, and for whom they are, in words."""

from __future__ import annotations

STATES = {
    "queued": "đang chờ gửi",
    "sending": "đang gửi",
    "sent": "đã gửi",
    "failed": "bị từ chối",
    "superseded": "đã thay bằng thư sau",
}
ROLES = {
    "lead": "chủ trì",
    "coordinating": "phối hợp",
    "head": "người đứng đầu",
    "monitor": "theo dõi",
    "leadership": "lãnh đạo",
}

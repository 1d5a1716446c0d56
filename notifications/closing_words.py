"""The words of letters about plans that were closed or opened again, for a clerk to proofread."""

from __future__ import annotations

from notifications.model import ClosingAct

# Part of the letter → (its heading, how its lines are counted in subject and summary), what is to be done first.
PARTS: dict[str, tuple[str, str]] = {
    "finish": ("Việc tiếp tục thực hiện đến khi hoàn thành", "việc làm tiếp"),
    "opened": ("Việc thực hiện trở lại", "việc thực hiện trở lại"),
    "carried": ("Việc chuyển sang kế hoạch khác", "việc chuyển kế hoạch"),
    "cancelled": ("Việc không phải thực hiện nữa", "việc hủy"),
    "ended": ("Việc thường xuyên hoặc chờ sự kiện, thôi theo dõi", "việc thôi theo dõi"),
}
SUBJECTS: dict[ClosingAct, str] = {
    "closed": "Đóng kế hoạch, {counts}: {plan}",
    "reopened": "Mở lại kế hoạch, {counts}: {plan}",
}
INTROS: dict[ClosingAct, str] = {
    "closed": "{plan} đã được đóng.{reason} Các việc của {name} được xử lý như sau:",
    "reopened": "{plan} được mở lại để tiếp tục theo dõi.{reason} Các việc sau của {name} thực hiện trở lại:",
}
REPLIES: dict[ClosingAct, str] = {
    "closed": (
        "Việc làm tiếp vẫn được nhắc cho đến khi báo hoàn thành; việc đã báo hoàn thành giữ nguyên. Nếu có chỗ chưa "
        "đúng, trả lời thư này để báo {reader}."
    ),
    "reopened": "Việc đã báo hoàn thành giữ nguyên. Nếu có chỗ chưa đúng, trả lời thư này để báo {reader}.",
}

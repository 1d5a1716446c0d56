"""The words of letters about answers: what a unit said, what the monitor decided."""

from __future__ import annotations

from notifications.model import AnswerAct, Role

SUBJECTS: dict[AnswerAct, str] = {
    "declined": "Cần quyết định, {unit} báo không phải việc của mình: {title}",
    "reported_late": "Cần xác nhận báo cáo chậm: {title}",
    "confirmed": "Đã xác nhận hoàn thành đúng hạn: {title}",
    "reopened": "Kết quả chưa đạt, đề nghị thực hiện tiếp: {title}",
    "resumed": "Thực hiện trở lại: {title}",
    "cancelled": "Thôi thực hiện: {title}",
    "kept": "Vẫn giao đơn vị thực hiện: {title}",
}
INTROS: dict[AnswerAct, str] = {
    "declined": (
        "{unit} báo việc dưới đây không phải việc của mình. Lý do: {why}. Việc vẫn mở và vẫn được nhắc cho đến khi có "
        "quyết định."
    ),
    "reported_late": (
        "{unit} báo việc dưới đây đã hoàn thành {on}, nhưng đến nay mới báo. Việc được tính là hoàn thành muộn cho "
        "đến khi được xác nhận."
    ),
    "confirmed": "Báo cáo hoàn thành việc dưới đây đã được {by} xác nhận; việc được tính là hoàn thành đúng hạn.",
    "reopened": (
        "Kết quả thực hiện việc dưới đây chưa đạt. Lý do: {why}. Việc được mở lại và tiếp tục được nhắc; thời hạn giữ "
        "nguyên."
    ),
    "resumed": "Việc dưới đây đã thôi thực hiện, nay thực hiện trở lại. Lý do: {why}. Thời hạn giữ nguyên.",
    "cancelled": "Việc dưới đây không phải thực hiện nữa. Lý do: {why}. Hệ thống thôi nhắc việc này.",
    "kept": (
        "Đơn vị đã báo việc dưới đây không phải việc của mình; sau khi xem xét, việc vẫn giao cho đơn vị. Lý do: "
        "{why}. Thời hạn giữ nguyên."
    ),
}
HEADLINES: dict[AnswerAct, str] = {
    "declined": "Cần quyết định",
    "reported_late": "Cần xác nhận",
    "confirmed": "Hoàn thành đúng hạn",
    "reopened": "Mở lại",
    "resumed": "Mở lại",
    "cancelled": "Thôi thực hiện",
    "kept": "Vẫn giao đơn vị",
}
TO_DO: dict[AnswerAct, str] = {
    "declined": (
        "Xem xét và quyết định; nếu thôi giao, người quản trị chạy lệnh «nhacviec obligation cancel {id} --reason …», "
        "nếu vẫn giao: «nhacviec obligation keep {id} --reason …». Đơn vị được báo bằng thư."
    ),
    "reported_late": (
        "Kiểm tra kết quả. Nếu đúng, người quản trị chạy lệnh «nhacviec obligation confirm {id} --by …»; nếu chưa "
        "đạt: «nhacviec obligation reopen {id} --reason …»."
    ),
    "confirmed": "Không phải làm gì thêm.",
    "reopened": "Thực hiện tiếp và báo kết quả.",
    "resumed": "Thực hiện đúng hạn và báo kết quả.",
    "cancelled": "Không phải thực hiện nữa.",
    "kept": "Thực hiện đúng hạn và báo kết quả.",
}
HELP_TO_DO = "Phối hợp khi đơn vị chủ trì đề nghị."
LINKS_SUBJECT = "Liên kết trả lời mới cho {count} việc"
LINKS_INTRO = "Theo đề nghị gửi từ trang trả lời, dưới đây là liên kết mới cho {count} việc đang mở:"
LINKS_REPLY = "Nếu không phải người của đơn vị đã đề nghị, trả lời thư này để báo {reader}; liên kết cũ vẫn dùng được."
BLOCK = "Việc liên quan"
REPLY = "Nếu có chỗ chưa đúng, trả lời thư này để báo {reader}."


def to_do(act: AnswerAct, role: Role, obligation: int) -> str:
    """What the reader should do."""
    if role == "coordinating" and act in ("reopened", "resumed", "kept"):
        return HELP_TO_DO
    return TO_DO[act].format(id=obligation)

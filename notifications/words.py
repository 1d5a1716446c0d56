"""The words of the mails: names, labels, sentences, dates, for a clerk to proofread. The templates lay them out."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from notifications.model import EventAct, ExtensionAct, Item, PlanAct, Role

DECIDERS: tuple[Role, ...] = ("monitor", "leadership")
"""Who is asked to decide; others are asked to tell."""

SUBJECT_MARK = "[Nhắc việc]"
PREVIEW_MARK = "[Xem thử]"

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

ROLES: dict[Role, str] = {
    "lead": "Chủ trì",
    "coordinating": "Phối hợp",
    "head": "Người đứng đầu đơn vị",
    "monitor": "Theo dõi, đôn đốc",
    "leadership": "Lãnh đạo",
}

# Key → (heading of the section, how its things are counted in subject and summary), most urgent first.
SECTIONS: dict[str, tuple[str, str]] = {
    "late": ("Quá hạn", "việc quá hạn"),
    "today": ("Đến hạn hôm nay", "việc đến hạn hôm nay"),
    "week": ("Đến hạn trong 7 ngày", "việc đến hạn trong 7 ngày"),
    "later": ("Sắp đến hạn", "việc sắp đến hạn"),
    "decide": ("Cần quyết định", "việc cần quyết định"),
    "ask": ("Cần trả lời", "việc cần trả lời"),
    "know": ("Để biết", "việc để biết"),
}

ROLE, UNIT, LEAD, WITH = "Vai trò", "Đơn vị", "Chủ trì", "Phối hợp"
PLAN, PHRASE, WHY_DATE, WHY_MAIL = "Văn bản", "Thời hạn trong văn bản", "Cách tính ngày", "Lý do nhắc"
REPORTED, NOTE, OLD_DUE = "Đã báo cáo", "Lưu ý", "Ngày cũ"
MORE_LINES = "Số việc còn lại, không nêu trong thư này"
NEW_DUE = "Ngày đến hạn mới: {day}"

NO_DUE = "Không có ngày đến hạn"
ASK_DUE = "Chưa có ngày đến hạn"
WAITS_AGAIN = "Trở lại chờ sự kiện, không còn ngày đến hạn"
WITHDRAWN = "Không còn ngày đến hạn"

_LEAD_TO_DO = {
    "late": "Hoàn thành ngay và báo kết quả; nếu chưa xong, nêu lý do và ngày sẽ hoàn thành.",
    "today": "Hoàn thành trong hôm nay và báo kết quả.",
    "week": "Hoàn thành đúng hạn và báo kết quả; nếu không kịp, đề nghị gia hạn trước ngày đến hạn.",
    "later": "Bố trí thực hiện đúng hạn; nếu không kịp, đề nghị gia hạn trước ngày đến hạn.",
}
_ROLE_TO_DO: dict[Role, str] = {
    "lead": "Theo dõi, thực hiện theo văn bản.",
    "coordinating": "Gửi phần việc phối hợp cho đơn vị chủ trì đúng hạn và báo đã gửi.",
    "head": "Chỉ đạo đơn vị hoàn thành, hoặc đề nghị gia hạn kèm lý do.",
    "monitor": "Đôn đốc đơn vị; ghi nhận kết quả khi có báo cáo.",
    "leadership": "Cho ý kiến chỉ đạo nếu thấy cần.",
}
ANSWER_TO_DO = "Trả lời thư này, cho biết nội dung được hỏi."
DECIDE_TO_DO = "Xem xét, quyết định và cập nhật vào hệ thống."
DECIDE_BY_ANSWER_TO_DO = "Cho biết quyết định bằng cách trả lời thư này."
KNOW_TO_DO = "Phối hợp khi đơn vị chủ trì đề nghị; không phải báo cáo."
GIVE_DATE_TO_DO = "Trả lời thư này, cho biết ngày sẽ hoàn thành."
NEW_DATE_TO_DO = "Thực hiện theo ngày mới."
STOP_TO_DO = "Chưa phải thực hiện; hệ thống sẽ báo khi có ngày mới."

ANSWER: dict[Role, str] = {
    "lead": "Trả lời: đã xong, tiến độ, vướng mắc",
    "coordinating": "Báo phần phối hợp đã xong",
}

GREETING = "Kính gửi: {name}"
PREVIEW = "Bản xem thử: thư này chưa được gửi đi."
SIGN_OFF = "Thư tự động của hệ thống nhắc việc {office}; đây không phải văn bản hành chính."

DIGEST_INTRO = "Tính đến {day}, hệ thống nhắc {count} việc:"
DIGEST_REPLY = (
    "Trả lời thư này để báo {reader}: ghi tên việc, ngày hoàn thành, số và ký hiệu văn bản (nếu có). "
    "Nếu đề nghị gia hạn, ghi lý do và ngày mới."
)

LEADERS_SUBJECT = "Danh sách tuần: {count} việc quá hạn của {units} đơn vị"
LEADERS_ASKED, LEADERS_BLOCK = "{count} đề nghị gia hạn chờ quyết định", "Đề nghị gia hạn chờ quyết định"
LEADERS_INTRO = "Tính đến {day}, {office} có {count} việc quá hạn của {units} đơn vị, lâu nhất nêu trước."
LEADERS_REPLY = "{reader} đang theo dõi, đôn đốc các việc này. Trả lời thư này để gửi ý kiến chỉ đạo."
LEADERS_HEAD = ("Việc", "Quá hạn")

ASSIGNMENT_SUBJECT = "Giao {counts}: {plan}"
ASSIGNMENT_INTRO = "Theo {plan} ({facts}), {name} được giao:"
ASSIGNMENT_REPLY = (
    "Đề nghị rà soát danh sách này. Nếu có việc giao chưa đúng đơn vị hoặc ngày đến hạn chưa đúng, trả lời thư này để "
    "báo {reader}. Nếu đã đúng thì không phải trả lời; hệ thống sẽ gửi thư nhắc trước mỗi ngày đến hạn."
)
ASSIGNMENT_HEAD = ("Nhiệm vụ", "Thời hạn")
LEAD_DUTIES, CO_DUTIES, NOTES = "Việc chủ trì", "Việc phối hợp", "Lưu ý"
MORE_NOTES = "Còn {count} lưu ý nữa không nêu trong thư này."
VIA = "Giao qua tên gọi chung “{name}”"

EVENT_SUBJECTS: dict[EventAct, str] = {
    "opened": "Đã có sự kiện {count} việc đang chờ: {event}",
    "revoked": "Thu hồi thông báo sự kiện, {count} việc chờ lại: {event}",
    "moved": "Sự kiện đổi ngày, {count} việc đổi theo: {event}",
}
EVENT_INTROS: dict[EventAct, str] = {
    "opened": "Đã có sự kiện mà {count} việc của {plan} đang chờ: {event}.",
    "revoked": "Thông báo về sự kiện sau đã được thu hồi: {event}. {count} việc của {plan} trở lại chờ sự kiện.",
    "moved": "Ngày của sự kiện sau đã đổi: {event}. {count} việc của {plan} đổi ngày đến hạn theo.",
}
EVENT_BLOCK, CORRECTION_BLOCK = "Việc liên quan", "Việc đổi ngày đến hạn"
EVENT_REPLY = "Nếu sự kiện hoặc ngày đến hạn nêu trên chưa đúng, trả lời thư này để báo {reader}."

CORRECTION_SUBJECT = "Đính chính ngày đến hạn của {count} việc"
CORRECTION_INTRO = (
    "Ngày đến hạn của {count} việc trong {plan} đã thay đổi. Lý do: {reason}. "
    "Đề nghị dùng ngày mới dưới đây thay cho ngày đã báo trước đây."
)
CORRECTION_REPLY = "Nếu ngày mới chưa đúng, trả lời thư này để báo {reader}."

AMENDMENT_SUBJECTS: dict[PlanAct, str] = {
    "amended": "Kế hoạch sửa đổi, {counts}: {plan}",
    "restored": "Hủy sửa đổi kế hoạch, {counts}: {plan}",
    "undone": "Thôi theo dõi kế hoạch, {counts}: {plan}",
    "reassigned": "Thay đổi phân công, {counts}: {plan}",
}
AMENDMENT_INTROS: dict[PlanAct, str] = {
    "amended": "{plan} đã được sửa đổi theo {document}. Các việc của {name} thay đổi như sau:",
    "restored": "Việc sửa đổi {plan} theo {document} đã được hủy.{reason} Các việc của {name} trở lại như sau:",
    "undone": "{plan} không còn được theo dõi trên hệ thống.{reason} Hệ thống thôi nhắc {name} các việc sau:",
    "reassigned": "{name} thôi được giao việc dưới đây của {plan}.{reason} Hệ thống thôi nhắc đơn vị về việc này:",
}
AMENDMENT_REASON = " Lý do: {reason}."
AMENDMENT_REPLY = (
    "Việc đã báo hoàn thành giữ nguyên, không phải báo lại. Đề nghị thực hiện theo danh sách này; nếu có chỗ chưa "
    "đúng, trả lời thư này để báo {reader}."
)
TAKEN_REPLY = "Việc đã báo hoàn thành giữ nguyên. Nếu có chỗ chưa đúng, trả lời thư này để báo {reader}."
UNDONE_REPLY = "Việc đã báo hoàn thành giữ nguyên. Nếu kế hoạch vẫn phải thực hiện, trả lời thư này để báo {reader}."
AMENDMENT_REPLIES: dict[PlanAct, str] = {
    "amended": AMENDMENT_REPLY,
    "restored": AMENDMENT_REPLY,
    "undone": UNDONE_REPLY,
    "reassigned": TAKEN_REPLY,
}
ADDED_DUTIES, RETURNED_DUTIES = "Việc giao thêm", "Việc thực hiện trở lại"
MOVED_DUTIES, REWORDED_DUTIES, DROPPED_DUTIES = "Việc đổi thời hạn", "Việc đổi nội dung", "Việc thôi thực hiện"
BEFORE = "Trước đây: {text}"
PRODUCT, HANDED_TO = "Sản phẩm: {text}", "Nay do {name} chủ trì"
UNDONE_DUTIES, TAKEN_DUTIES = "Việc thôi theo dõi", "Việc thôi giao"
NO_LONGER, NOT_FOLLOWED, NOT_GIVEN = "Không còn trong kế hoạch", "Thôi theo dõi", "Thôi giao đơn vị"
HANDED_ON: dict[Role, str] = {"lead": "Thôi chủ trì", "coordinating": "Thôi phối hợp"}

EXTENSION_BLOCK = "Việc đề nghị gia hạn"
PRESENT_DUE, UNITS_REASON, OPINION = "Hạn hiện tại", "Lý do của đơn vị", "Ý kiến của {name}"
DECIDED_BY, PAPER, REFUSED_BECAUSE = "Người quyết định", "Căn cứ", "Lý do không đồng ý"
EXTENSION_SUBJECTS: dict[ExtensionAct, str] = {
    "asked": "{unit} đề nghị gia hạn đến {day}: {title}",
    "offered": "Đề nghị hạn khác, {day}: {title}",
    "approved": "Được gia hạn đến {day}: {title}",
    "refused": "Không được gia hạn: {title}",
    "withdrawn": "{unit} rút đề nghị gia hạn: {title}",
    "declined": "{unit} không nhận hạn {day}: {title}",
}
EXTENSION_INTROS: dict[ExtensionAct, str] = {
    "asked": "{unit} đề nghị gia hạn từ {old} đến {new} (đề nghị số {number}, ngày {asked}):",
    "offered": "Về đề nghị gia hạn số {number} ngày {asked} của {unit}, Lãnh đạo đề nghị hạn khác là {new}:",
    "approved": "{unit} được gia hạn đến {new} (đề nghị số {number}, ngày {asked}):",
    "refused": "Đề nghị gia hạn số {number} ngày {asked} của {unit} không được chấp thuận; hạn vẫn là {old}:",
    "withdrawn": "{unit} đã rút đề nghị gia hạn số {number} ngày {asked}; hạn vẫn là {old}:",
    "declined": "{unit} không nhận hạn {new} được đề nghị; đề nghị gia hạn số {number} khép lại, hạn vẫn là {old}:",
}
EXTENSION_HEADLINES: dict[ExtensionAct, str] = {
    "asked": "Đề nghị gia hạn đến {new}",
    "offered": "Hạn được đề nghị: {new}",
    "approved": NEW_DUE.replace("{day}", "{new}"),
    "refused": "Hạn giữ nguyên: {old}",
    "withdrawn": "Hạn giữ nguyên: {old}",
    "declined": "Hạn giữ nguyên: {old}",
}
EXTENSION_TO_DO: dict[ExtensionAct, str] = {
    "asked": "Cho ý kiến, trình Lãnh đạo quyết định và ghi kết quả vào hệ thống; trước đó hạn giữ nguyên.",
    "offered": "Trả lời có nhận ngày này hay không. Chưa trả lời thì hạn giữ nguyên.",
    "approved": NEW_DATE_TO_DO,
    "refused": "Hoàn thành theo hạn hiện tại.",
    "withdrawn": "Không phải quyết định đề nghị này nữa.",
    "declined": "Đôn đốc theo hạn hiện tại; nếu cần, đơn vị đề nghị lại.",
}
EXTENSION_HELPER_TO_DO = "Gửi phần việc phối hợp cho đơn vị chủ trì theo ngày mới."
_ASK_DECISION = (
    "Ghi quyết định bằng lệnh nhacviec extension decide {number} với --approve, --refuse hoặc --offer, kèm tên người "
    "quyết định (--by) và văn bản (--document)."
)
_ON_DECISION = "Nếu có chỗ chưa đúng, trả lời thư này để báo {reader}."
EXTENSION_REPLIES: dict[ExtensionAct, str] = {
    "asked": _ASK_DECISION,
    "offered": "Trả lời thư này để báo {reader}: nhận hay không nhận ngày được đề nghị.",
    "approved": _ON_DECISION,
    "refused": _ON_DECISION,
    "withdrawn": "Thư này để biết, không phải trả lời.",
    "declined": "Thư này để biết, không phải trả lời.",
}
MERGER_SUBJECT = "Chuyển {counts} sang {new} do hợp nhất đơn vị"
MERGER_INTRO = (
    "Từ ngày {since}, {old} nhập vào {new}. Các việc dưới đây chuyển sang {new}, giữ nguyên ngày đến hạn và những "
    "lần đã nhắc; việc đã hoàn thành vẫn ghi tên đơn vị cũ."
)
MERGED_INTRO = (
    "Từ ngày {since}, {old} nhập vào {new}. Các việc dưới đây do {new} tiếp tục thực hiện; từ nay thư nhắc gửi cho "
    "{new}."
)
MERGER_REPLY = (
    "Đề nghị bàn giao hồ sơ của các việc này. Nếu có việc chuyển chưa đúng đơn vị, trả lời thư này để báo {reader}."
)

LIST_COMMAND, PLAN_COMMAND = "nhacviec obligation list", "nhacviec plan show"
MORE = (
    "Còn {count} việc nữa không nêu trong thư này{what}. Danh sách đầy đủ có tại {reader}: trả lời thư này để nhận; "
    "người quản trị chạy lệnh {command}."
)

SERVER_READY = "Máy chủ thư {server} sẵn sàng: {how}."
ANSWERS = "mã hóa {version}, chứng thư hợp lệ đến {until}"
ANSWERS_CLEAR = "kết nối không mã hóa, không đăng nhập"
LOGGED_IN = "đã đăng nhập bằng tài khoản {username}"
FOLDER_READY = "Chưa cấu hình máy chủ thư: thư được ghi thành tệp .eml trong thư mục {folder}."
MAILBOX_READY = "Đọc được hộp thư {account}."
FOLDER_HAS = "đã ghi {path}"
FOLDER_TROUBLE = "không ghi được vào thư mục {folder} ({said})"


def reader(reply_to_name: str, recipient_name: str) -> str:
    """Who reads the answers, so worded that a unit is not told to report to itself."""
    name = clip(reply_to_name, 160)
    return f"bộ phận theo dõi của {name}" if name == clip(recipient_name, 160) else name


def to_do(section: str, role: Role) -> str:
    """What the reader should do about an item of this section of a digest."""
    fixed = {"decide": DECIDE_TO_DO, "ask": ANSWER_TO_DO}.get(section)
    if section == "decide" and role == "leadership":
        return DECIDE_BY_ANSWER_TO_DO
    if fixed is not None:
        return fixed
    if section == "know" and role == "coordinating":
        return KNOW_TO_DO
    return _LEAD_TO_DO.get(section, _ROLE_TO_DO[role]) if role == "lead" else _ROLE_TO_DO[role]


@lru_cache(512)
def long_date(day: dt.date) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def overdue_days(item: Item) -> str:
    return f"{item.overdue} ngày làm việc" if item.overdue > 0 else "đã quá hạn"


def headline(item: Item) -> str:
    """How late or how near, and the date: "Còn 7 ngày – hạn thứ Năm, 31/03/2022"; or that there is none."""
    if item.due is None:
        return NO_DUE if item.kind != "question" else SECTIONS["decide" if item.role in DECIDERS else "ask"][0]
    if item.days_left == 0 and item.overdue == 0:
        return f"Đến hạn hôm nay, {long_date(item.due)}"
    return f"{_distance(item)} – {due_on(item.due)}"


def _distance(item: Item) -> str:
    if item.overdue > 0:
        return f"Quá hạn {item.overdue} ngày làm việc"
    if item.kind in ("overdue", "escalation"):
        return "Đã quá hạn"
    if item.days_left is None:
        return "Có ngày đến hạn"
    # Past, yet not overdue: the last day fell on a day off, and this working day stands in for it.
    return f"Còn {item.days_left} ngày" if item.days_left > 0 else "Đến hạn trong ngày làm việc này"


def due_on(due: dt.date) -> str:
    return f"hạn {long_date(due)}"


def block_heading(name: str, total: int, shown: int) -> str:
    return f"{name} ({total} việc)" if shown == total else f"{name} ({total} việc, nêu {shown})"


def document_facts(document_date: str | None, period: str) -> str:
    dated = f"ngày văn bản: {clip(document_date, 60)}, " if document_date else ""
    return f"{dated}thời kỳ {clip(period, 60)}"


def counted_duties(lead: int, coordinating: int) -> tuple[str, ...]:
    named = ((lead, "việc chủ trì"), (coordinating, "việc phối hợp"))
    return tuple(f"{count} {name}" for count, name in named if count)


def counted(counts: dict[str, int]) -> tuple[str, ...]:
    """("1 việc quá hạn", "2 việc đến hạn trong 7 ngày"), most urgent first, for the sections that have any."""
    return tuple(f"{counts[key]} {name}" for key, (_, name) in SECTIONS.items() if counts.get(key))


# Control characters, line separators, marks that turn the writing direction, halves of a broken character.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """One line: white space and what cannot be printed folded to single spaces."""
    if text.isprintable() and "  " not in text and text == text.strip(" "):
        return text  # of white space, only the space counts as printable
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def clip(text: str, length: int) -> str:
    """`plain` text of at most `length` characters, cut between words and marked where it is cut."""
    text = plain(text)
    if len(text) <= length:
        return text
    head = text[: length - 4]
    return f"{head.rsplit(' ', 1)[0]} […]"

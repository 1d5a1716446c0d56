"""One made-up mail of each sort, marked as a preview: for looking at the templates and for their tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from notifications.model import (
    AmendedDuty,
    AmendmentLetter,
    AnswerLetter,
    AssignmentLetter,
    Change,
    ClosingLetter,
    CorrectionLetter,
    Digest,
    DutyLine,
    EventLetter,
    ExtensionLetter,
    Item,
    Mail,
    MergerLetter,
    ReplyLetter,
)

_DAY = dt.date(2026, 3, 3)
_MAILBOX = "phong-ccvc@example.vn"
_NAME = "Phòng Công chức, viên chức"
_OFFICE = "Sở Nội vụ"
_MONITOR = "Văn phòng Sở"
_PLAN = "Kế hoạch số 12/KH-SNV – Cải cách hành chính giai đoạn 2026-2030"

_LINK = "https://nhacviec.example.vn/tra-loi/xxxx"
_report = Item(
    task="1.I.6",
    title="Xây dựng báo cáo kết quả tự kiểm tra công tác cải cách hành chính và gửi về Văn phòng Sở để tổng hợp",
    unit="ccvc",
    unit_name=_NAME,
    role="lead",
    kind="overdue",
    rung="O+4",
    due=dt.date(2026, 2, 25),
    days_left=-6,
    overdue=4,
    plan=_PLAN,
    place="Phụ lục 1, mục I, số 6",
    phrase="Tháng 02 hằng năm, trước ngày 26",
    why_date="“trước ngày 26” là chậm nhất ngày 25/02/2026",
    reason="quá hạn 4 ngày làm việc, nhắc theo nhịp 3 ngày làm việc một lần",
    period="Năm 2026",
    coordinators=("Thanh tra Sở", "Ban Thi đua - Khen thưởng"),
    escalated_to=("Trưởng phòng Công chức, viên chức",),
    link=_LINK,
)
_survey = replace(
    _report,
    task="2.II.5",
    title="Rà soát, đề xuất điều chỉnh vị trí việc làm trong các cơ quan hành chính",
    kind="due",
    rung="T-0",
    due=_DAY,
    days_left=0,
    overdue=0,
    place="Phụ lục 2, mục II, số 5",
    phrase="Ngày 03/3/2026",
    why_date="ngày ghi trong kế hoạch",
    reason="hôm nay là ngày đến hạn",
    period=None,
    coordinators=(),
    escalated_to=(),
)
_quarter = replace(
    _survey,
    task="1.V.1",
    title="Báo cáo tình hình thực hiện chính sách tinh giản biên chế",
    role="coordinating",
    kind="reminder",
    rung="T-7",
    due=dt.date(2026, 3, 10),
    days_left=7,
    place="Phụ lục 1, mục V, số 1",
    phrase="Ngày 10 tháng cuối quý",
    why_date="ngày 10 của tháng cuối Quý I/2026",
    reason="còn 7 ngày đến hạn",
    period="Quý I/2026",
    lead_name="Phòng Tổ chức, biên chế và Tổ chức phi chính phủ",
)
_training = replace(
    _survey,
    task="2.III.2",
    title="Trình ban hành kế hoạch đào tạo, bồi dưỡng cán bộ, công chức, viên chức",
    kind="reminder",
    rung="T-30",
    due=dt.date(2026, 3, 31),
    days_left=28,
    place="Phụ lục 2, mục III, số 2",
    phrase="Quý I hằng năm",
    why_date="Quý I kết thúc ngày 31/03/2026",
    reason="còn 28 ngày đến hạn",
    period="Quý I/2026",
    note="ngày tạm tính, chờ thông báo lịch nghỉ lễ",
)
_decision = replace(
    _report,
    task="1.II.3",
    title="Hoàn thiện quy chế phối hợp giải quyết thủ tục hành chính",
    role="monitor",
    kind="question",
    rung="O+61",
    due=dt.date(2025, 12, 2),
    days_left=-91,
    overdue=61,
    reason="đã quá hạn trên 60 ngày làm việc, không còn nhắc đơn vị",
    escalated_to=("Lãnh đạo Sở",),
)
_awaited = replace(
    _survey,
    task="1.III.3",
    title="Xây dựng quy trình nội bộ giải quyết thủ tục hành chính sau khi được công bố",
    kind="event",
    due=dt.date(2026, 3, 16),
    days_left=13,
    place="Phụ lục 1, mục III, số 3",
    phrase="Trong vòng 10 ngày làm việc sau khi Bộ Nội vụ công bố TTHC",
    why_date="10 ngày làm việc kể từ ngày 02/03/2026",
    reason="sự kiện mà việc này đang chờ đã xảy ra",
)
_undated = replace(
    _awaited,
    task="1.III.4",
    title="Cập nhật thủ tục hành chính lên Cổng dịch vụ công",
    kind="question",
    due=None,
    days_left=None,
    phrase="Sau khi Bộ Nội vụ công bố TTHC",
    why_date="kế hoạch không ghi số ngày",
)


def _duty(item: Item, due_text: str, *, via: str | None = None) -> DutyLine:
    lead = item.lead_name or item.unit_name
    return DutyLine(item.task, item.title, item.role, item.phrase, item.due, due_text, item.place, lead, via)


DIGEST = Digest(_DAY, _MAILBOX, _NAME, _OFFICE, (_training, _quarter, _survey, _report), _MONITOR, preview=True)
MONITORS = Digest(
    _DAY,
    "van-phong@example.vn",
    _MONITOR,
    _OFFICE,
    (_decision, replace(_report, role="monitor", kind="escalation", escalated_to=())),
    _MONITOR,
    preview=True,
)
LEADERS = Digest(
    _DAY,
    "lanh-dao@example.vn",
    "Lãnh đạo Sở",
    _OFFICE,
    tuple(
        replace(
            _report,
            task=task,
            title=title,
            unit=unit,
            unit_name=name,
            role="leadership",
            kind="escalation",
            overdue=overdue,
            due=due,
            note=note,
        )
        for task, title, unit, name, overdue, due, note in (
            ("1.I.6", _report.title, "ccvc", _NAME, 12, dt.date(2026, 2, 10), None),
            (
                "2.I.3",
                "Kiểm tra việc chấp hành kỷ luật, kỷ cương hành chính",
                "thanh-tra",
                "Thanh tra Sở",
                24,
                dt.date(2026, 1, 20),
                "đơn vị đề nghị gia hạn đến 31/03/2026, chờ quyết định",
            ),
            ("2.I.4", "Kết luận kiểm tra công vụ đợt 1", "thanh-tra", "Thanh tra Sở", 11, dt.date(2026, 2, 11), None),
        )
    ),
    _MONITOR,
    preview=True,
)
ASSIGNMENT = AssignmentLetter(
    _DAY,
    _MAILBOX,
    _NAME,
    _OFFICE,
    _PLAN,
    "2026-2030",
    "15/02/2026",
    lead=(
        _duty(_training, "31/03/2026, rồi Quý I các năm 2027–2030"),
        _duty(_undated, "chờ sự kiện: Bộ Nội vụ công bố TTHC"),
        _duty(replace(_survey, phrase="Thường xuyên", due=None), "thường xuyên, không có ngày đến hạn"),
    ),
    coordinating=(
        _duty(_quarter, "10/03/2026, rồi ngày 10 tháng cuối các quý", via="Các cơ quan, đơn vị thuộc, trực thuộc Sở"),
    ),
    notes=("“Các cơ quan, đơn vị liên quan” ở Phụ lục 2, mục III, số 6 chưa được chọn đơn vị cụ thể.",),
    reply_to_name=_MONITOR,
    preview=True,
)
EVENT = EventLetter(
    _DAY,
    _MAILBOX,
    _NAME,
    _OFFICE,
    _PLAN,
    "Bộ Nội vụ công bố TTHC",
    dt.date(2026, 3, 2),
    "Quyết định số 215/QĐ-BNV",
    "opened",
    (_awaited, _undated),
    _MONITOR,
    preview=True,
)
CORRECTION = CorrectionLetter(
    _DAY,
    _MAILBOX,
    _NAME,
    _OFFICE,
    _PLAN,
    "có thông báo lịch nghỉ lễ năm 2026",
    (Change(replace(_awaited, kind="correction"), dt.date(2026, 3, 13), dt.date(2026, 3, 16)),),
    _MONITOR,
    preview=True,
)
AMENDMENT = AmendmentLetter(
    _DAY,
    _MAILBOX,
    _NAME,
    _OFFICE,
    _PLAN,
    "văn bản số 48/KH-SNV ngày 02/03/2026",
    "amended",
    None,
    added=(AmendedDuty(_duty(replace(_survey, due=dt.date(2026, 6, 30), phrase="Quý II/2026"), "30/06/2026")),),
    moved=(
        AmendedDuty(
            _duty(replace(_training, phrase="Quý II hằng năm"), "30/06/2026, rồi 4 kỳ tiếp theo, kỳ cuối quý II/2030"),
            "31/03/2026, rồi 4 kỳ tiếp theo, kỳ cuối quý I/2030",
            "Quý I hằng năm",
        ),
    ),
    reworded=(
        AmendedDuty(
            _duty(_quarter, "10/03/2026, rồi 19 kỳ tiếp theo, kỳ cuối tháng 12/2030"),
            old_title="Báo cáo tình hình tinh giản biên chế",
        ),
    ),
    dropped=(
        AmendedDuty(_duty(_undated, "chờ sự kiện: Bộ Nội vụ công bố TTHC")),
        AmendedDuty(_duty(_decision, "02/12/2026"), handed_to="Thanh tra Sở"),
    ),
    reply_to_name=_MONITOR,
    preview=True,
)

MERGER = MergerLetter(
    _DAY,
    _MAILBOX,
    _NAME,
    _OFFICE,
    ("Ban Tôn giáo", "Trung tâm Lưu trữ lịch sử tỉnh"),
    _NAME,
    dt.date(2026, 3, 1),
    takes_over=True,
    lead=(
        _duty(replace(_report, place=f"{_report.place} (trước đây: Ban Tôn giáo)"), "quá hạn: 25/02/2026"),
        _duty(_training, "31/03/2026, rồi 4 kỳ tiếp theo, kỳ cuối quý I/2030"),
    ),
    coordinating=(_duty(_quarter, "10/03/2026, rồi 19 kỳ tiếp theo, kỳ cuối tháng 12/2030"),),
    reply_to_name=_MONITOR,
    preview=True,
)
CLOSING = ClosingLetter(
    _DAY,
    _MAILBOX,
    _NAME,
    _OFFICE,
    _PLAN,
    "closed",
    None,
    finish=(_duty(_report, "hạn 25/02/2026 (tháng 2/2026)"),),
    carried=(
        _duty(
            _training, "hạn 31/03/2026 (quý I/2026); tiếp tục ở Kế hoạch số 21/KH-SNV, nhiệm vụ 1.I.4, hạn 30/06/2026"
        ),
    ),
    cancelled=(_duty(_quarter, "hạn 10/03/2026 (quý I/2026)"),),
    ended=(_duty(_undated, "chờ sự kiện: Bộ Nội vụ công bố TTHC"),),
    opened=(),
    reply_to_name=_MONITOR,
    preview=True,
)
EXTENSION = ExtensionLetter(
    _DAY,
    _MAILBOX,
    _NAME,
    _OFFICE,
    "approved",
    3,
    replace(
        _training,
        kind="decision",
        due=dt.date(2026, 4, 29),
        days_left=57,
        why_date="Hạn được gia hạn; hạn ban đầu 31/03/2026.",
        reason="đề nghị gia hạn đã có quyết định",
        note=None,
    ),
    _NAME,
    dt.date(2026, 2, 26),
    dt.date(2026, 3, 31),
    dt.date(2026, 4, 29),
    "chờ Bộ Nội vụ hướng dẫn nội dung bồi dưỡng theo vị trí việc làm",
    "đề nghị chấp thuận; việc này phụ thuộc hướng dẫn của Bộ",
    "Nguyễn Văn Bình, Phó Giám đốc",
    "Công văn số 215/SNV-VP",
    None,
    _MONITOR,
    preview=True,
)
EXTENSION_ASKED = replace(
    EXTENSION,
    recipient="van-phong@example.vn",
    recipient_name=_MONITOR,
    act="asked",
    item=replace(_training, role="monitor", kind="question", reason="cần ý kiến và quyết định", note=None),
    opinion=None,
    decided_by=None,
    document=None,
)
ANSWER = AnswerLetter(
    _DAY,
    _MAILBOX,
    _NAME,
    _OFFICE,
    "reopened",
    412,
    _NAME,
    replace(_report, kind="decision", rung="", overdue=0, reason="kết quả chưa đạt: báo cáo chưa có phụ lục số liệu"),
    _MONITOR,
    why="báo cáo chưa có phụ lục số liệu",
    preview=True,
)

REPLY = ReplyLetter(
    _DAY,
    "van-phong@example.vn",
    _MONITOR,
    _OFFICE,
    7,
    "Trần Thị Bình (binh.tran@example.vn)",
    "08:15 03/03/2026",
    "Re: [Nhắc việc] 1 việc quá hạn",
    "[Nhắc việc] 1 việc quá hạn: Xây dựng báo cáo kết quả tự kiểm tra công tác cải cách hành chính",
    "Báo cáo đã gửi Văn phòng Sở sáng nay (số 45/BC-CCVC).\n\nĐề nghị ghi nhận giúp phòng.",
    ("45-BC-CCVC.pdf",),
    ((f"1.I.6 {_report.title}", f"Việc số 154, {_NAME}", "25/02/2026"),),
    answerable=True,
    reply_to_name=_MONITOR,
    preview=True,
)
SAMPLES: dict[str, Mail] = {
    "digest": DIGEST,
    "monitor": MONITORS,
    "leadership": LEADERS,
    "assignment": ASSIGNMENT,
    "event": EVENT,
    "correction": CORRECTION,
    "amendment": AMENDMENT,
    "extension": EXTENSION,
    "extension-asked": EXTENSION_ASKED,
    "answer": ANSWER,
    "merger": MERGER,
    "closing": CLOSING,
    "reply": REPLY,
}

"""The words of a report that stand in its workbook and on the page alike."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from rules.report import ApartSort, Figures, Report
from rules.report_extensions import Outcome, RequestFigures
from rules.say import say_day

STATES = ("Hoàn thành đúng hạn", "Hoàn thành muộn", "Còn trong hạn", "Quá hạn")
APART: dict[ApartSort, str] = {
    "continuous": "Thường xuyên",
    "event": "Chờ sự kiện",
    "undated": "Chờ ấn định hạn",
    "unspecified": "Không nêu thời hạn",
    "past": "Đã qua khi nạp kế hoạch",
    "carried": "Chuyển sang kế hoạch khác",
}
OUTCOMES: dict[Outcome, str] = {
    "granted": "Được chấp thuận",
    "refused": "Không được chấp thuận",
    "dropped": "Đã rút hoặc hết hiệu lực",
    "undecided": "Chưa quyết định",
}
SCOPE = (
    "Số liệu gồm các việc có hạn trong kỳ và các việc có hạn trước kỳ mà khi kỳ bắt đầu vẫn chưa hoàn thành.",
    "Trạng thái tính theo ngày hạn, ngày hoàn thành và ngày nêu trên, theo những gì đã được báo đến lúc lập báo cáo.",
    "Tỷ lệ đúng hạn = hoàn thành đúng hạn ÷ (tổng số − còn trong hạn).",
    "Gia hạn: số đề nghị trong kỳ; số được chấp thuận, không được chấp thuận, đã rút hoặc hết hiệu lực từ đầu kỳ đến "
    "ngày nêu trên; số chưa có quyết định vào ngày đó.",
    "Nhiệm vụ thường xuyên, chờ sự kiện, chưa có hạn, đã qua khi nạp kế hoạch mà chưa ai quyết định, hoặc đã chuyển "
    "sang kế hoạch khác được liệt kê riêng, không tính vào số liệu.",
)
"""What the counts mean; printed in the head, since two offices may count otherwise."""


def title(report: Report) -> str:
    """What the report is about."""
    return f"TÌNH HÌNH THỰC HIỆN NHIỆM VỤ {report.period.words.upper()}"


def as_at(report: Report) -> str:
    """The day of the figures, and whose they are."""
    return f"Tính đến ngày {say_day(report.at)}" + (f"; chỉ gồm việc của {report.unit}" if report.unit else "")


def standing(report: Report) -> str:
    """Whether the figures may still change."""
    if report.issued is None:
        return "Số liệu tạm tính, chưa phát hành."
    at = report.issued.at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    return f"Số liệu do {report.issued.by} phát hành lúc {at:%H:%M ngày %d/%m/%Y}."


def said_of_requests(f: RequestFigures) -> str:
    """How many requests for later dates there were, and what became of them."""
    return (
        f"{f.asked} đề nghị trong kỳ; {f.granted} được chấp thuận, {f.refused} không được chấp thuận, "
        f"{f.dropped} đã rút hoặc hết hiệu lực, {f.undecided} chưa quyết định"
    )


def rate(figures: Figures) -> str:
    """The on-time rate: 87,5%; a dash where nothing is settled."""
    found = figures.on_time_rate
    return "–" if found is None else f"{100 * found:.1f}%".replace(".", ",").replace(",0%", "%")

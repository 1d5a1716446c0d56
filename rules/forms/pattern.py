"""What a named pattern is, and the words that all of them share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from rules.model import OffsetUnit, Rule
from rules.numerals import SLOTS
from rules.spans import RANGE, SPAN, SPANS
from rules.text import same_spelling

Slots: TypeAlias = dict[str, str]
Build: TypeAlias = Callable[[Slots], Rule | None]

# A word that cannot open a time: what a task may be called between its verb and its deadline.
_WORD = (
    r"(?!(?:trừ|không|chưa|nếu|khi|sau|trước|từ|đến|hoặc|riêng|hằng|mỗi|định|thường|liên|quý|tháng|năm|tuần|ngày"
    r"|chậm|muộn|trong|vào|hết|theo|đợt|giai|kể|tính|khoảng|dự|tết|nửa|cuối|giữa|đầu|thời|hạn|kỳ)(?!\w))[^\W\d]+"
)
_ACTS = (
    "hoàn thành|hoàn thiện|thực hiện|triển khai|tổ chức|xong|phấn đấu|định hướng|báo cáo|tổng kết|sơ kết|rà soát"
    "|tổng hợp|nhiệm vụ|duy trì|ban hành|trình|bắt đầu|kết thúc|gửi|nộp|xây dựng|công bố|công khai|cập nhật|kiểm tra"
    "|đánh giá|lập|phê duyệt|tham mưu|tầm nhìn|đề xuất|xem xét|thẩm định|khảo sát|kết xuất|quyết toán|thanh toán|xử lý"
    "|đăng ký|lấy ý kiến|thông báo|tiếp nhận|bàn giao|nghiệm thu|đưa vào sử dụng|khởi công|ký kết|họp|làm việc"
)
_LATEST = "(?:chậm|muộn) nhất(?: là)?"
_HOUR = r"(?:[01]?\d|2[0-4]) ?(?:h|g|giờ|:) ?(?:\d{2}(?: ?phút)?)?(?:,| của)? (?=ngày)"
_TERM = (
    "(?:thời (?:gian|hạn)(?: hoàn thành| thực hiện| gửi| nộp| báo cáo)?(?: là)? ?:? |hạn (?:cuối|chót)(?: là)? ?:? )"
)
WORDS = {
    # Words that open a deadline without changing it, with the name of the task where it stands there.
    "doing": rf"(?:(?:phải |cần |cơ bản |tiếp tục )*(?:{_ACTS})(?:(?:,| và)? {_WORD}){{0,14}}?,? )?",
    "within": (
        rf"{_TERM}?(?:{_LATEST} )?(?:(?:(?:cho |tính )?đến hết|(?:cho |tính )?đến|hết|ngay trong|trong|vào|không quá"
        r"|tại|không (?:muộn|chậm) hơn|không sau|nhân dịp|dịp|xong trong|xong) )?(?:thời điểm |lúc )?"
        rf"(?:(?:trước )?{_HOUR})?"
    ),
    "before": rf"{_TERM}?(?:{_LATEST} |xong )?(?:vào )?trước (?:khi hết |khi kết thúc |hết )?",
    "until": r"(?: ?- ?| (?:cho )?đến (?:hết )?)",
    "tail": rf"(?:{_ACTS})(?:(?:,| và)? {_WORD}){{0,14}}",
    "yearly": r",? ?(?:của )?(?:\()?(?:định kỳ )?(?:hằng|mỗi|các|từng) năm(?:\))?",
    "every": r"(?:định kỳ |hằng |mỗi |từng |theo từng |định kỳ hằng |định kỳ mỗi |theo định kỳ |theo |báo cáo )",
    "periodic": r"(?:định kỳ |định kỳ vào )?",
    "limit": (
        rf"(?:{_LATEST} |ngay )?(?:(?:trong|không quá|sau|là|tối đa|tối đa là) )?"
        r"(?:(?:vòng|thời (?:hạn|gian)) (?:không quá |tối đa (?:là )?)?)?"
    ),
    "since": r",? (?:(?:kể |tính )?từ (?:ngày|khi|thời điểm|lúc|năm|tháng)|kể khi|sau khi|sau ngày)",
    "aside": r"(?: ?\((?![^)]*(?:trước|sau|chậm|muộn|ngày|tháng|quý|năm))[\w ]{1,24}\))?",
}
UNITS: dict[str, OffsetUnit] = {
    "ngày làm việc": "working_day",
    "ngày": "day",
    "tuần lễ": "week",
    "tuần": "week",
    "tháng": "month",
    "năm": "year",
}
PERIOD = r"(?:(?:3|03|ba|6|06|sáu) tháng|nửa năm|(?:(?:1|01|một) )?(?:tháng|quý|năm))"
CLAUSE = r".+"
# A clause is free text, so it may not hide a second deadline, or a condition.
HIDDEN = re.compile(
    same_spelling(
        r"\d ?[/.-] ?\d|(?:chậm|muộn) nhất|\bthường xuyên|\bđịnh kỳ\b|\bquý (?:[iv]+|\d)\b|\btháng \d|\bnăm \d"
        r"|\btrước ngày|(?<!kế hoạch )(?<!dự toán )(?<!chương trình )\bhằng (?:năm|quý|tháng|tuần|ngày)\b|\bhoàn thành"
        r"|;|\d ngày|\b(?:trong|không quá)(?: (?:vòng|thời hạn))?$|\bthời hạn \d|\bkể từ|\btrừ (?:khi|trường hợp)"
        r"|\bkhông quá\b|\((?:tính )?theo|\bchốt số liệu (?:báo cáo |của )?(?:tháng|quý|6 tháng|năm)\b"
    )
)
PAPER = (
    r"(?:kế hoạch|quyết định|chương trình|lộ trình|hướng dẫn|chỉ đạo|văn bản|công văn|yêu cầu|đề án|nghị quyết"
    r"|thông báo|đề nghị|chỉ thị|kết luận|phân công|lịch)"
)
_SHAPES = {
    "span": SPAN,
    "spans": SPANS,
    "range": RANGE,
    "n": SLOTS["n"],
    "unit": "|".join(UNITS),
    "d": SLOTS["d"],
    "d1": SLOTS["d"],
    "days": rf"{SLOTS['d']}(?:(?: ?, ?| và |, và )(?:ngày )?{SLOTS['d']})+",
    "m": SLOTS["m"],
    "y1": SLOTS["y"],
    "y2": SLOTS["y"],
    "period": PERIOD,
    "periods": rf"{PERIOD}(?:,? (?:và )?(?:định kỳ |hằng |mỗi )?{PERIOD})+",
    "clause": CLAUSE,
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One form of the language: its name, its shape, and the rule that it builds; None where the slots do not fit.

    `needs` are words that every phrase of this form holds ("a|b": one of them): where one is missing the shape is not
    even tried.
    """

    name: str
    needs: tuple[str, ...]
    shape: str
    build: Build

    def compiled(self) -> re.Pattern[str]:
        """The shape with its slots filled in; slots that `build` reads are named groups."""
        return re.compile(same_spelling(re.sub(r"\{(\w+)\}", _fill, self.shape)))


def _fill(slot: re.Match[str]) -> str:
    name = slot[1]
    return WORDS[name] if name in WORDS else f"(?P<{name}>{_SHAPES[name]})"


def always(rule: Rule) -> Build:
    """A form that says one thing only."""
    return lambda slots: rule

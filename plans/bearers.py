"""Who bears a duty: the units that a sentence or a heading names as its subject, in their printed words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plans.acts import ANY_ACT

_MANY = (
    r"(?:cơ quan|đơn vị|phòng|sở|ban(?! hành)|bộ(?! máy)|ngành|huyện|xã|phường|địa phương|trường|cấp|thành viên|hội|đoàn thể"
    r"|doanh nghiệp|tổ chức (?:chính trị|đảng|đoàn|hội)|chi bộ|cá nhân|công chức|cán bộ|tập thể|trung tâm|đồng chí|chi cục)"
)
_ONE = (
    r"(?:Văn phòng|Phòng(?! chống|,)|Thanh tra|Sở|Ban(?! hành)|Bộ|Trung tâm|Chi cục|Cục|Vụ|Viện|Trường(?! hợp)|Hội(?! nghị| thảo| thi)"
    r"|Đoàn|Liên đoàn|Liên minh|Hiệp hội|Mặt trận|Ủy ban|Uỷ ban|UBND|UBMTTQ|HĐND|Hội đồng|Tổ(?! chức)|Công an|Quân sự|Kho bạc"
    r"|Ngân hàng|Bảo hiểm|BHXH|Bưu điện|Báo(?! cáo)|Đài|Tòa án|Viện kiểm sát|Học viện|Đại học|Bệnh viện|Công ty|Quỹ|Đảng ủy|Đảng bộ"
    r"|Chi bộ|Tỉnh ủy|Huyện ủy|Thành ủy|Cơ quan|Đơn vị|Bộ phận|Thủ trưởng|Giám đốc|Phó Giám đốc|Chánh|Trưởng|Chủ tịch"
    r"|Người đứng đầu|Lãnh đạo|Cán bộ|Công chức|Bí thư|VP|P\.\s?[A-ZĐ]|P[A-ZĐ]{2,}|Tất cả|Toàn thể|Từng|Mỗi)"
)
_LOWER = r"(?:phòng [A-ZĐ]|thủ trưởng|người đứng đầu|cơ quan|đơn vị|giám đốc|đồng chí|tất cả các|toàn thể|từng|mỗi)"
_UNIT = rf"(?:[Cc]ác {_MANY}|{_ONE}|{_LOWER})(?!\w)"
_MODAL = (
    r"chủ trì|phối hợp|có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|chủ động|phải|cần|tiếp tục|khẩn trương|nghiêm túc"
    r"|thường xuyên|căn cứ|theo|trên cơ sở|được giao|tập trung|tăng cường|kịp thời|là|làm|giúp|quan tâm|đẩy mạnh|có|nếu|khi"
    r"|chỉ|tự|định kỳ|sử dụng|bám sát|gắn|để|trong|trước|đến|về|sẽ|thống nhất|nghiên cứu|lồng ghép|xem xét|đảm bảo|bảo đảm"
)
MARK = "\x01"
"""Stands in a clause for its deadline phrase, which parts a subject from its verb."""
_STOP = rf"(?:,? ?{MARK}|,? (?:{_MODAL})(?!\w)|,? {ANY_ACT.pattern}| ?[:(;]|\.?$)"
_ASKED = (
    r"(?:^|[,:;] |\b(?:[Đđ]ề nghị|[Yy]êu cầu|[Gg]iao(?: cho)?|[Pp]hân công|[Dd]o|[Đđ]ối với|[Tt]rách nhiệm của|[Nn]hiệm vụ của"
    rf"|[Cc]hỉ đạo|[Rr]iêng) |{MARK}[,:]? )"
)
_SUBJECT = re.compile(rf"{_ASKED}(?P<unit>{_UNIT}[^:;(.{MARK}]{{0,300}}?)(?={_STOP})")
_OWN_FRONT = re.compile(r"(?:Căn cứ|Trên cơ sở|Theo|Thực hiện|Đề nghị|Yêu cầu|Giao|Phân công|Sau khi|Khi)\b.*")
_WITH = re.compile(
    rf"phối hợp(?: chặt chẽ)?(?: với| cùng)?(?: với)? (?P<unit>{_UNIT}[^:;({MARK}]{{0,300}}?)(?={_STOP}|[.]\s)"
)
_ARTICLE = re.compile(r"Điều \d+[.:]\s*")


@dataclass(frozen=True, slots=True)
class Bearers:
    """The units that lead and those that co-ordinate, as printed; None where none is named."""

    lead: str | None = None
    coordinating: str | None = None


def bearers(words: str) -> Bearers:
    """The bearers that a clause (its phrase replaced by `MARK`) or a heading names."""
    words = _ARTICLE.sub("", words)
    named = words.capitalize() if words.isupper() else words
    subject = next((m for m in _SUBJECT.finditer(named) if _is_free(named, m.start())), None)
    others = _WITH.search(named, subject.end() if subject else 0)
    return Bearers(_words(words, subject) if subject else None, _words(words, others) if others else None)


def _words(printed: str, found: re.Match[str]) -> str:
    return printed[slice(*found.span("unit"))].strip(" ,.")


def _is_free(words: str, start: int) -> bool:
    """Whether no act stands before the subject, unless it belongs to what the sentence starts from."""
    front = words[:start]
    return _OWN_FRONT.fullmatch(front) is not None or not ANY_ACT.search(front[:1].lower() + front[1:])

"""Who bears a duty: the units that a sentence or a heading names as its subject, in their printed words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plans.duties.acts import ANY_ACT

_MANY = (
    r"(?:cơ quan|đơn vị|phòng|sở|ban(?! hành)|bộ(?! máy)|ngành|huyện|xã|phường|địa phương|trường|cấp|thành viên|hội"
    r"|đoàn thể|doanh nghiệp|tổ chức (?:chính trị|đảng|đoàn|hội)|chi bộ|cá nhân|công chức|cán bộ|tập thể|trung tâm"
    r"|đồng chí|chi cục)"
)
_ONE = (
    r"(?:Văn phòng|Phòng(?! chống|,)|Thanh tra|Sở|Ban(?! hành)|Bộ|Trung tâm|Chi cục|Cục|Vụ|Viện|Trường(?! hợp)"
    r"|Hội(?! nghị| thảo| thi)|Đoàn|Liên đoàn|Liên minh|Hiệp hội|Mặt trận|Ủy ban|Uỷ ban|UBND|UBMTTQ|HĐND|Hội đồng"
    r"|Tổ(?! chức)|Công an|Quân sự|Kho bạc|Ngân hàng|Bảo hiểm|BHXH|Bưu điện|Báo(?! cáo)|Đài|Tòa án|Viện kiểm sát"
    r"|Học viện|Đại học|Bệnh viện|Công ty|Quỹ|Đảng ủy|Đảng bộ|Chi bộ|Tỉnh ủy|Huyện ủy|Thành ủy|Cơ quan|Đơn vị|Bộ phận"
    r"|Thủ trưởng|Giám đốc|Phó Giám đốc|Chánh|Trưởng|Chủ tịch|Người đứng đầu|Lãnh đạo|Cán bộ|Công chức|Bí thư"
    r"|Đồng chí|VP|P\.\s?[A-ZĐ]|P[A-ZĐ]{2,}|Tất cả các|Toàn thể|(?:Từng|Mỗi) (?:cơ quan|đơn vị|phòng|công chức"
    r"|cán bộ))"
)
_LOWER = (
    r"(?:phòng [A-ZĐ]|thủ trưởng|người đứng đầu|giám đốc|đồng chí|tất cả các|toàn thể"
    r"|(?:từng|mỗi) (?:cơ quan|đơn vị|phòng))"
)
_UNIT = rf"(?:[Cc]ác {_MANY}|{_ONE}|{_LOWER})(?!\w)"
_MODAL = (
    r"chủ trì|phối hợp|có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|chủ động|phải|cần|tiếp tục|khẩn trương|nghiêm túc"
    r"|thường xuyên|căn cứ|theo|trên cơ sở|được giao|tập trung|tăng cường|kịp thời|là|làm|giúp|quan tâm|đẩy mạnh"
    r"|có(?! liên quan)|nếu|khi|cử|chốt|thông báo|chưa|chỉ|tự|định kỳ|sử dụng|bám sát|gắn|để|trong|trước|đến|về|sẽ"
    r"|thống nhất|nghiên cứu|lồng ghép|xem xét|đảm bảo|bảo đảm"
)
MARK = "\x01"
"""Stands in a clause for its deadline phrase, which parts a subject from its verb."""
_ASKS = r",? (?:yêu cầu|đề nghị|giao|phân công|ủy quyền)(?!\w)"
_OF_A_NAME = r"(?<![Đđ]oàn)(?<![Tt]ổ)(?<![Bb]ộ phận)"  # "Trưởng đoàn kiểm tra", "Bộ phận tổng hợp"
_STOP = rf"(?:,? ?{MARK}|{_ASKS}|,? (?:{_MODAL})(?!\w)|{_OF_A_NAME},? {ANY_ACT.pattern}| ?[:(]|;(?! {_UNIT})|\.?$)"
_ASKED = (
    r"(?:^|[,:;] |\b(?:[Đđ]ề nghị|[Yy]êu cầu|[Gg]iao(?: cho)?|[Pp]hân công|[Dd]o) "
    rf"|^(?:Đối với|Trách nhiệm của|Nhiệm vụ của|Riêng|Chỉ đạo) |{MARK}[,:]? )"
)
_MORE = rf"(?:[^:;(.{MARK}]|; (?={_UNIT})){{0,300}}?"
_SUBJECT = re.compile(rf"{_ASKED}(?P<unit>{_UNIT}{_MORE})(?={_STOP})")
_ASKING = re.compile(_ASKS)
_FRONT = re.compile(r"^Thực hiện\b[^,]*|(?:^|(?<=[,:] ))(?:Căn cứ|Trên cơ sở|Theo|Sau khi|Khi)\b[^,]*", re.IGNORECASE)
_WITH = re.compile(rf"\b[Pp]hối hợp(?: chặt chẽ)?(?: với| cùng)?(?: với)? (?P<unit>{_UNIT}{_MORE})(?={_STOP}|[.]\s)")
_TOGETHER = re.compile(r"\b(?:[Cc]hủ trì|[Pp]hối hợp)\b")


@dataclass(frozen=True, slots=True)
class Bearers:
    """The units that lead and those that co-ordinate, as printed; None where none is named."""

    lead: str | None = None
    coordinating: str | None = None


def bearers(words: str) -> Bearers:
    """The bearers that a clause (its phrase replaced by `MARK`) or a heading names."""
    named = words.capitalize() if words.isupper() else words
    found = (one for one in _SUBJECT.finditer(named) if not _ASKING.match(named, one.end()))
    subject = next((one for one in found if _is_free(named[: one.start("unit")].rstrip())), None)
    others = _WITH.search(named, subject.end() if subject else 0)
    return Bearers(_words(words, subject) if subject else None, _words(words, others) if others else None)


def _words(printed: str, found: re.Match[str]) -> str:
    return printed[slice(*found.span("unit"))].strip(" ,.")


def _is_free(front: str) -> bool:
    """Whether no act stands before the subject, unless in what the sentence starts from ("Căn cứ …, các phòng …")."""
    own = front[front.rstrip(" :").rfind(": ") + 1 :].lstrip() if not front.endswith(":") else ""
    own = _FRONT.sub("", own)
    return not (ANY_ACT.search(own[:1].lower() + own[1:]) or _TOGETHER.search(own))

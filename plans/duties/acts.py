"""The verbs that put an act on somebody, and the sentences that only tell of one: bases, history, validity."""

from __future__ import annotations

import re

# What a unit is told to do. A noun that sounds like one ("các tổ chức", "quy trình", "công lập") is none.
_TOLD = (
    r"gửi|nộp|báo cáo|hoàn thành|hoàn thiện|xây dựng|(?<!được )ban hành(?! kèm)|tham mưu|triển khai|rà soát|tổng hợp"
    r"|đăng ký|cập nhật|phổ biến|kiểm tra|đôn đốc|sơ kết|tổng kết|quán triệt|tuyên truyền|tập huấn|khảo sát|cung cấp"
    r"|công bố|công khai|đề xuất|thống kê|kê khai|quyết toán|lập(?= (?:kế hoạch|dự toán|danh|báo|hồ sơ|đề|biên))"
    r"|trả lời|cho ý kiến|góp ý|tự kiểm tra|tự đánh giá|giao ban|đối thoại|phát động|bình xét|thanh tra(?! Sở| tỉnh"
    r"| Bộ)|giám sát|bàn giao|(?<!các )(?<!của )(?<!cá nhân, )(?<!đổi mới )tổ chức(?! bộ máy|, cá nhân| và cá nhân"
    r"| chính trị| đoàn thể| tôn giáo|, đơn vị)"
    r"|(?<!chương )(?<!quá )(?<!quy )(?<!công )(?<!giáo )(?<!lập )(?<!lộ )trình(?! độ| tự| bày)"
    r"|(?<!được )(?<!kết quả )(?<!tiêu chí )(?:đánh giá|chấm điểm|xếp hạng)"
)
# What also counts where the deadline stands at the head of the sentence or is a limit.
_DONE = (
    r"thực hiện|đánh giá|bố trí|chuẩn bị|chuyển|ký|thẩm định|phê duyệt|xác định|công nhận|kiện toàn|thành lập|số hóa"
    r"|số hoá|kết nối|xử lý|giải quyết|phân công|theo dõi|chỉ đạo|hướng dẫn|bồi dưỡng|đào tạo|sắp xếp|cắt giảm"
    r"|khắc phục|tiếp nhận|họp|đưa|nâng cấp|duy trì|lựa chọn|tuyển dụng|luân chuyển|lấy ý kiến|xong|hoàn tất|vận hành"
    r"|ứng dụng|mở|đo lường"
)
_WORD = r"(?<!\w)(?:{})(?!\w)"
TOLD = re.compile(_WORD.format(_TOLD))
ANY_ACT = re.compile(_WORD.format(f"{_TOLD}|{_DONE}"))
_FIRST_LETTER = re.compile(r"(?:^|[,:;(–-] ?)\w(?=[^\W\dA-ZĐ])")

_BASIS = re.compile(r"(?:Căn cứ|Xét|Theo đề nghị|Theo)\b.*;|.*\bnhư sau\s*[:.]|Kính gửi\b.*")
_PURPOSE = re.compile(r"(?:Nhằm|Để|Mục đích|Tên (?:kế hoạch|đề án))\b.*")
# "đã được phê duyệt" only names a paper; "đã ban hành" tells what was done.
_HISTORY = re.compile(
    r"\bđã (?!đề ra|nêu|giao|đăng ký|phê duyệt"
    r"|được (?:phê duyệt|ban hành|giao|phân công|duyệt|cấp|xác định|ủy quyền))"
    r"|\b(?:có|ban hành) (?:Công văn|Quyết định|Kế hoạch|Thông báo|[Vv]ăn bản|Tờ trình|Chỉ thị) số\b"
)
_LABELLED_LINE = re.compile(
    r"(?:[-+*•–] ?)?(?:(?:Thời gian|Thời hạn|Tiến độ|Sản phẩm|Kết quả)(?: thực hiện| hoàn thành| dự kiến)?"
    r"|(?:Đơn vị|Cơ quan|Bộ phận)(?: chủ trì| phối hợp| thực hiện)+)\s*:.*"
)
_OF_A_BUDGET = re.compile(r"\b(?:dự toán|kinh phí|ngân sách|cấp)(?: \w+){0,3}$")
_OF_A_GRADING = re.compile(r"\b(?:tiêu chí|căn cứ|cơ sở|tiêu chuẩn|thước đo)\b[^;]{0,80}$")
_WORDS_BEFORE = 160
_PREPARED = re.compile(r"\b[Ll]ập\b|\b[Xx]ây dựng\b")


def lowered(clause: str) -> str:
    """The clause with a small letter at the head of its parts, so that capitals are left to names ("Sở Xây dựng")."""
    return _FIRST_LETTER.sub(lambda head: head[0].lower(), clause)


def only_tells(sentence: str) -> bool:
    """Whether the sentence puts nothing on anybody: a basis, a purpose, the label of a field of a task."""
    return any(kind.fullmatch(sentence) for kind in (_BASIS, _PURPOSE, _LABELLED_LINE))


def tells_history(clause: str) -> bool:
    """Whether the clause says what has been done."""
    return _HISTORY.search(clause) is not None


def is_of_a_noun(clause: str, start: int) -> bool:
    """Whether "hằng năm" at `start` belongs to a budget or a grading ("dự toán ngân sách hằng năm"), not to an act."""
    before = clause[max(0, start - _WORDS_BEFORE) : start].rstrip()
    if _OF_A_GRADING.search(before):
        return True
    return _OF_A_BUDGET.search(before) is not None and not _PREPARED.search(before)

"""What has no date: continuous work, and words that leave the date to something else."""

from __future__ import annotations

from rules.forms.pattern import Pattern, always
from rules.model import Fixed, Mixed, OnEvent, Ongoing, Span, Unspecified, Yearly

_ALWAYS = (
    r"(?:(?:duy trì|tiếp tục|thực hiện)(?= (?:trong )?(?:các|những) năm tiếp theo)|thường xuyên|liên tục|tx|quanh năm"
    r"|cả năm|suốt năm|hằng ngày,? thường xuyên)"
)
_AND_ALWAYS = r"(?:(?:,| và)? (?:thường xuyên|liên tục|hằng ngày|trong năm|trong cả năm|kịp thời|lâu dài))*"
_FOR_LONG = (
    r"(?: (?:trong )?(?:các|những) năm tiếp theo| sau đó| trong cả giai đoạn| trong (?:suốt )?giai đoạn"
    r"| theo (?:đúng )?(?:kế hoạch|quy định|chức năng,? nhiệm vụ))?"
)
_BY_RULE = (
    r"(?:theo (?:đúng )?(?:quy định|tiến độ|thời (?:gian|hạn) quy định|quy chế|pháp luật|thực tế|thẩm quyền)"
    r"|đúng (?:thời hạn|tiến độ|thời gian|quy định)|đúng hạn|bảo đảm tiến độ|kịp thời)"
)

_WHOSE_RULE = (
    r"(?: (?:quy định|hiện hành|dự án|đề ra|được giao|của [^\W\d]+(?: [^\W\d]+){0,6}|công việc|thực tế|chung"
    r"|trên biểu mẫu kèm theo))*"
)

UNDATED = (
    Pattern(
        "thường xuyên",
        ("xuyên|liên tục|tx|năm",),
        "{doing}" + _ALWAYS + _AND_ALWAYS + _FOR_LONG,
        always(Ongoing()),
    ),
    Pattern(
        "trong quá trình thực hiện",
        ("trong", "thực hiện"),
        "trong (?:suốt )?quá trình (?:triển khai )?(?:tổ chức )?thực hiện"
        "(?: (?:kế hoạch|nhiệm vụ|đề án|chương trình))?",
        always(Ongoing()),
    ),
    Pattern(
        "trong năm",
        ("năm",),
        "{doing}(?:hoàn thành )?(?:trong|đến hết|hết|đến cuối) năm(?: nay| kế hoạch)?",
        always(Fixed(Span("year"))),
    ),
    Pattern(
        "thường xuyên hằng năm",
        ("năm",),
        "{doing}" + _ALWAYS + " (?:hằng|mỗi) năm",
        always(Mixed((Ongoing(), Yearly(Span("year"))))),
    ),
    Pattern(
        "theo kế hoạch",
        ("theo",),
        "{doing}theo (?:đúng )?(?:kế hoạch|chương trình|lộ trình|tiến độ)"
        "(?: (?:đề ra|chung|công tác|năm|(?:đã )?được (?:phê )?duyệt))*",
        always(Unspecified()),
    ),
    Pattern("đột xuất", ("đột xuất",), "{doing}(?P<clause>đột xuất)", lambda slots: OnEvent(slots["clause"])),
    Pattern(
        "theo quy định",
        ("theo|đúng|bảo đảm|kịp",),
        "{doing}" + _BY_RULE + _WHOSE_RULE,
        always(Unspecified()),
    ),
    Pattern(
        "phù hợp với <điều kiện>",
        ("phù hợp",),
        r"(?:theo quy định và )?phù hợp với (?:[^\W\d]+ ?){1,10}",
        always(Unspecified()),
    ),
)

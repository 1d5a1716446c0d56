"""A review → a file of decisions in TOML to fill in: every open question with its words, every key commented out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from textwrap import wrap

from plans.review.entries import Entry, open_duties, open_tasks, unknown_names
from plans.review.review import Review
from plans.units.register import Register, names_of

_WIDTH = 110
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_GUIDE = (
    "Cách điền: bỏ dấu # trước dòng cần trả lời rồi ghi câu trả lời sau dấu =. Dòng để nguyên thì giữ như văn bản.",
    '  lead, coordinating   mã hoặc tên đơn vị (cuối tệp), ví dụ ["van-phong", "Thanh tra Sở"]; [] là không có',
    '  phrase               thời hạn viết lại cho rõ: "Quý II/2022", "Trước ngày 15/12 hằng năm", "Thường xuyên"',
    "  confirm = true       thời hạn đúng như đã đọc, hoặc đúng là không có thời hạn",
    "  skip = true          bỏ nhiệm vụ này, không theo dõi",
    "  adopt = true         theo dõi việc nêu trong lời văn (false: không theo dõi)",
    'Nhiệm vụ khác cần sửa thì ghi thêm một phần, ví dụ [tasks."1.I.3"].',
)
_BLANK = {
    "lead": 'lead = [""]',
    "coordinating": 'coordinating = [""]',
    "phrase": 'phrase = ""',
    "confirm": "confirm = true",
    "adopt": "adopt = true",
}


def draft(review: Review, register: Register) -> str:
    """The file's text. As it stands it decides nothing."""
    lines = [
        *_said(
            f"Những chỗ cần quyết định trước khi nạp kế hoạch: {review.document.head.title or review.document.path}"
        ),
        *(line for text in _GUIDE for line in _said(text)),
        *_plan(review),
        *_names(review),
        *_entries("tasks", open_tasks(review, register)),
        *_entries("duties", open_duties(review, register)),
        *_register(register),
    ]
    return "\n".join(lines) + "\n"


def _said(text: str, indent: str = "") -> Iterator[str]:
    """Comment lines; what would end a comment or spoil the file is a blank."""
    clean = _CONTROLS.sub(" ", text)
    margin = " " * (len(clean) - len(clean.lstrip()))
    for line in wrap(clean, _WIDTH, initial_indent=margin, subsequent_indent=f"{margin}{indent}    ") or [""]:
        yield f"# {line}"


def _quoted(text: str) -> str:
    """A TOML string; its escapes are those of JSON, and the delete character besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plan(review: Review) -> Iterator[str]:
    asked = [one for one in review.questions if one.kind in {"period", "total", "issued"}]
    blank = {
        "period": 'period = ""   # ví dụ "2021-2025"',
        "total": "totals_checked = true",
        "issued": 'issued = ""   # ví dụ "5/11/2021"',
    }
    if asked:
        yield from ("", "[plan]")
    for question in asked:
        yield from _said(question.text)
    yield from (f"# {line}" for line in dict.fromkeys(blank[question.kind] for question in asked))


def _names(review: Review) -> Iterator[str]:
    unknown = list(unknown_names(review))
    if unknown:
        yield from ("", "[units]")
        yield from _said(
            "Tên chưa có trong danh bạ: ghi mã đơn vị trong ngoặc kép, được nhớ cho kế hoạch sau; "
            'không phải đơn vị cần theo dõi thì ghi "không".'
        )
    for one in unknown:
        near = f" Gần giống: {'; '.join(one.near)}." if one.near else ""
        yield from _said(f"{one.place}.{near}")
        yield f'# {_quoted(one.name)} = ""'


def _entries(kind: str, entries: Iterable[Entry]) -> Iterator[str]:
    for one in entries:
        yield from ("", f"[{kind}.{_quoted(one.name)}]")
        yield from _said(one.text)
        for label, text in (
            ("chủ trì", one.lead_text),
            ("phối hợp", one.coordinating_text),
            ("thời hạn", one.phrase),
        ):
            yield from _said(f"  {label}: {text or '(không ghi)'}")
        for why in one.why:
            yield from _said(f"? {why[0].upper()}{why[1:]}")
        yield from (f"# {_BLANK[key]}" for key in one.keys)


def _register(register: Register) -> Iterator[str]:
    yield ""
    yield from _said("Danh bạ: mã, tên, tên gọi khác")
    for owner in register.owners:
        yield from _said(f"  {owner.code}: {'; '.join(names_of(owner))}")

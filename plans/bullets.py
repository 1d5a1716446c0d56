"""Plans written as points and not as a table: "Đơn vị chủ trì: … Thời gian hoàn thành: …" behind or below each task.

Such a line, or part of a line, is a *field*; the text before it or the point above it is the task. A point that is
given to nobody is text, however much it speaks of time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from plans.blocks import Block, Paragraph, join_cut
from plans.columns import Role
from plans.model import TaskRow
from plans.outline import Outline, enter, is_section, labelled

_BODY = r"(?:cơ quan|đơn vị|phòng(?:,? ban)?|ban|bộ phận|tổ chức|cá nhân|người|cán bộ|công chức|chuyên viên)"
_BODIES = rf"(?:các )?{_BODY}(?:(?:\s*[,/]\s*|\s+và\s+|\s+){_BODY})*"
_LEADS = r"(?:chủ trì|phụ trách|chịu trách nhiệm|tham mưu|đầu mối|chuẩn bị)"
_FIELD = re.compile(
    r"(?:(?P<start>(?:thời gian |thời điểm )?bắt đầu)"
    rf"|(?P<coordinating>(?:{_BODIES} )?phối hợp(?: thực hiện| chính)?|{_BODIES} (?:tham gia|liên quan))"
    rf"|(?P<lead>(?:{_BODIES} )?{_LEADS}(?:(?:,|/| và)? ?(?:{_LEADS}|thực hiện|triển khai|chính))*"
    rf"|(?!tổ chức){_BODIES} (?:thực hiện|triển khai|được giao)|(?:phân công|trách nhiệm)(?: thực hiện)?)"
    r"|(?P<phrase>(?:dự kiến )?(?:thời gian, địa điểm|mốc thời gian|thời gian|thời hạn|thời điểm|tiến độ|hạn|lộ trình)"
    r"(?:(?:,|/)? ?(?:và )?(?:dự kiến|thực hiện|hoàn thành|triển khai|kết thúc|trình|báo cáo|ban hành|gửi))*"
    r"|(?:dự kiến )?hoàn thành(?: trước)?|kết thúc)"
    r"|(?P<product>(?:dự kiến )?(?:sản phẩm|kết quả)"
    r"(?:(?:,|/)? ?(?:dự kiến|đầu ra|hoàn thành|cần đạt|thực hiện|đạt được|chính|sản phẩm|kết quả))*))\s*:\s*",
    re.IGNORECASE,
)
_SHORT_LEAD = re.compile(r"(?:(?:tổ chức )?thực hiện|giao)\s*:\s*(?=\S)", re.IGNORECASE)
_ROLES: tuple[Role, ...] = ("start", "coordinating", "lead", "phrase", "product")
_BULLET = re.compile(r"(?:[-–—•+*●▪➢➤✓✔§■□◦‣]|o(?=\s+[A-ZĐÀ-Ỹ]))\s*")
_JOINTS = " .;,-–—+•"
_APPENDIX = re.compile(r"PHỤ LỤC\b.*")
Field = tuple[Role, str]


@dataclass(slots=True)
class _Point:
    """A paragraph under its headings: its mark (bullet or label, None for neither), its text, its fields.

    `printed` is the whole paragraph.
    """

    outline: Outline
    mark: str | None
    label: str | None
    text: str
    printed: str
    fields: list[Field] = field(default_factory=list)

    @property
    def is_field(self) -> bool:
        """Whether it holds nothing but fields, of a point above."""
        return not self.text and bool(self.fields)

    @property
    def is_task(self) -> bool:
        """Whether it is given to somebody."""
        return bool(self.text) and any(role in ("lead", "coordinating") for role, _ in self.fields)

    @property
    def may_be_one(self) -> bool:
        """Whether fields below it can be its own: the heading of a chapter has none."""
        return not self.text.isupper() and not is_section(self.label, self.outline)


@dataclass(frozen=True, slots=True)
class Points:
    """The tasks of a plan without tables, in document order; `lines` are the paragraphs they were read from."""

    tasks: tuple[TaskRow, ...]
    lines: frozenset[str]


def read_bullets(blocks: Iterable[Block]) -> Points:
    """The tasks written as points; they count as table 1."""
    points = list(_points(b.text for b in blocks if isinstance(b, Paragraph)))
    for head, rest in _groups(points):
        _share_out(head, rest)
    rows: list[TaskRow] = []
    before: Outline | None = None
    for point in (p for p in points if p.is_task):
        rows.append(_row(point, rows[-1].ordinal + 1 if rows and before == point.outline else 1))
        before = point.outline
    used = frozenset(point.printed for point in points if point.is_task or point.is_field or not point.text)
    return Points(tuple(rows), used if rows else frozenset())


def _points(texts: Iterable[str]) -> Iterator[_Point]:
    outline: Outline = ()
    for text in texts:
        if _APPENDIX.fullmatch(text):
            outline = ()
        bullet = _BULLET.match(text)
        label, rest = (None, text[bullet.end() :]) if bullet else labelled(text)
        said, fields = _cut(rest)
        if bullet and not fields and (short := _SHORT_LEAD.match(rest)):
            said, fields = "", [("lead", _value(rest[short.end() :]))]
        mark = bullet[0].strip() if bullet else label
        point = _Point(outline, mark, label, said, text, fields)
        if label is not None and said:
            outline = enter(outline, label, said)
            point.outline = outline[:-1]
        yield point


def _groups(points: Sequence[_Point]) -> Iterator[tuple[_Point | None, list[_Point]]]:
    """Each labelled point with what follows up to the next one."""
    head: _Point | None = None
    rest: list[_Point] = []
    for point in points:
        if point.label is not None and not point.is_field:
            yield head, rest
            head, rest = point, []
        else:
            rest.append(point)
    yield head, rest


def _share_out(head: _Point | None, rest: Sequence[_Point]) -> None:
    """Give the fields of a group to the points they belong to.

    Behind a list of several lines that bear the same mark as the fields, or a line without a mark, they are those of
    the point above, and what stands between is more of its text; else each field is that of the point before it.
    """
    runs = [(is_field, list(run)) for is_field, run in groupby(rest, key=lambda p: p.is_field)]
    lines = [p for p in rest if not p.is_field]
    fields = [p for p in rest if p.is_field]
    at_the_end = [is_field for is_field, _ in runs] in ([True], [False, True])
    is_list = len(lines) != 1 or lines[0].mark is None
    is_alike = is_list and all(p.mark == fields[0].mark and not p.fields for p in lines) if fields else False
    if head and head.may_be_one and at_the_end and is_alike:
        for line in lines:
            head.text = f"{head.text} {f'{line.mark} ' if line.mark else ''}{line.text}"
            line.text = ""
        head.fields += [one for p in fields for one in p.fields]
        return
    last = head
    for point in rest:
        if not point.is_field:
            last = point
        elif last is not None and last.may_be_one:
            last.fields += point.fields


def _cut(text: str) -> tuple[str, list[Field]]:
    """What stands before the first field, and the fields with their values, without the marks that close them."""
    found = [match for match in _FIELD.finditer(text) if _begins(text, match.start())]
    starts = [match.start() for match in found]
    ends = [*starts[1:], len(text)] if starts else []
    said = _sentence(text[: starts[0]]) if starts else text
    fields = [(_role(match), _value(text[match.end() : end])) for match, end in zip(found, ends, strict=True)]
    return said, [(role, value) for role, value in fields if value]


def _sentence(text: str) -> str:
    """What is said before the fields, with the full stop that is its own."""
    said = text.rstrip(f"{_JOINTS}(:")
    return f"{said}." if said and text[len(said) :].startswith(".") else said


def _begins(text: str, place: int) -> bool:
    """Whether a field may begin here: at the start of the text, behind a mark, or with a capital."""
    before = text[:place].rstrip()
    return not before or before[-1] in f"{_JOINTS}(" or text[place].isupper()


def _value(text: str) -> str:
    value = text.strip(_JOINTS)
    return value.rstrip(f"{_JOINTS})") if value.count(")") > value.count("(") else value


def _role(match: re.Match[str]) -> Role:
    return next(role for role in _ROLES if match[role])


def _row(point: _Point, ordinal: int) -> TaskRow:
    texts: dict[Role, str] = {}
    for role, value in point.fields:
        texts[role] = join_cut(texts.get(role, ""), value)
    section = "/".join(h.label for h in point.outline if h.label) or None
    line = f"thứ {ordinal}" if point.label is None else point.label
    return TaskRow(
        table=1,
        section=section,
        heading=point.outline[-1].text if point.outline else None,
        stt=int(point.label) if point.label and point.label.isdecimal() else point.label,
        ordinal=ordinal,
        task=point.text,
        lead_text=texts.get("lead"),
        coordinating_text=texts.get("coordinating"),
        product=texts.get("product"),
        phrase=texts.get("phrase"),
        start_text=texts.get("start"),
        place=f"{f'Mục {section}, ' if section else ''}{'điểm' if point.label else 'việc'} {line}",
    )

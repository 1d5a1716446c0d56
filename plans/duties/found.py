"""Duties and targets in the running text: sentences with a deadline, offered to a person, never taken by themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plans.blocks import Block, Paragraph
from plans.duties.bearers import Bearers, bearers
from plans.duties.candidates import Candidate, candidates
from plans.duties.targets import is_target_heading
from plans.model import TextDuty
from plans.outline import Outline, enter, labelled

_END = re.compile(r"Nơi nhận\b.*|PHỤ LỤC\b.*")
_TITLE = re.compile(r"(?:KẾ HOẠCH|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN|QUY CHẾ|QUY ĐỊNH|NGHỊ QUYẾT|HƯỚNG DẪN)\b.*")
_PAST = re.compile(
    r"(?:đánh giá )?(?:kết quả|tình hình|thực trạng|sự cần thiết|căn cứ|cơ sở pháp lý|tồn tại|hạn chế|những tồn tại"
    r"|nguyên nhân)\b.*(?<!:)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"Điều \d+[.:]\s*(.+)")
_BULLET = re.compile(r"([-–—•+*])\s*")
_LONGEST_HEADING = 80


@dataclass(frozen=True, slots=True)
class _LeadIn:
    """A line that ends in a colon, with its mark and the headings after it; it leads to what stands deeper."""

    text: str = ""
    mark: str = ""
    outline: Outline = ()

    def leads_to(self, mark: str, around: Outline) -> bool:
        """Whether it goes on to a line with this mark under these headings."""
        return mark not in {"", self.mark} and around[: len(self.outline)] == self.outline


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph without its bullet or label, the headings it stands under, and the line "… :" that leads to it."""

    text: str
    around: Outline
    lead_in: str

    @property
    def is_target(self) -> bool:
        return is_target_heading(self.lead_in) or any(is_target_heading(h.text) for h in self.around)

    @property
    def is_past(self) -> bool:
        """Whether it stands in a chapter on what was done or on why the plan is made."""
        return any(len(h.text) <= _LONGEST_HEADING and _PAST.fullmatch(h.text) for h in self.around)

    @property
    def above(self) -> tuple[str, ...]:
        """What the line is to be read with, the nearest first."""
        headings = tuple(heading.text for heading in reversed(self.around))
        return (self.lead_in, *headings) if self.lead_in else headings


def find_duties(blocks: Iterable[Block]) -> Iterator[TextDuty]:
    """The duties and targets between the head and the signature, in document order."""
    found: Counter[str] = Counter()
    for line in _lines(blocks):
        if line.is_past:
            continue
        above = next((borne for text in line.above if (borne := bearers(text)).lead), Bearers())
        place = ".".join(("0", *(h.label for h in line.around if h.label)))
        for one in candidates(line.text, line.above, under_targets=line.is_target):
            found[place] += 1
            yield _duty(f"{place}#{found[place]}", one, above)


def _duty(name: str, one: Candidate, above: Bearers) -> TextDuty:
    inherited = above if one.bearers.lead is None else Bearers()
    return TextDuty(
        id=name,
        lead_text=one.bearers.lead or above.lead,
        coordinating_text=one.bearers.coordinating or inherited.coordinating,
        text=one.text,
        phrase=one.phrase,
        is_target=one.is_target,
    )


def _lines(blocks: Iterable[Block]) -> Iterator[_Line]:
    """The paragraphs of the text itself: not of the signature, nor of appendices, but of a plan that follows them."""
    outline: Outline = ()
    lead_in = _LeadIn()
    is_open = True
    for block in blocks:
        if not isinstance(block, Paragraph):
            is_open = is_open and not any(map(_END.fullmatch, block.lines))
            continue
        if not is_open and block.text.isupper() and _TITLE.fullmatch(block.text):
            is_open, outline = True, ()
        is_open = is_open and not _END.fullmatch(block.text)
        if is_open:
            mark, text, around, outline = _placed(block.text, outline)
            if not lead_in.leads_to(mark, around):
                lead_in = _LeadIn()
            yield _Line(text, around, lead_in.text)
            if text.endswith(":"):
                lead_in = _LeadIn(text, mark, outline)


def _placed(text: str, outline: Outline) -> tuple[str, str, Outline, Outline]:
    """A paragraph's mark (bullet, "1" for any label, "" for none), its text, the headings around and after it."""
    if bullet := _BULLET.match(text):
        return bullet[1], text[bullet.end() :], outline, outline
    if article := _ARTICLE.match(text):
        return "", article[1], (), enter((), None, article[1])
    label, rest = labelled(text)
    if label is None:
        return "", text, outline, outline
    below = enter(outline, label, rest)
    return "1", rest, below[:-1], below

"""The head of a document: number, issuer, place and date, title, period (Nghị định 30/2020/NĐ-CP, Phụ lục I).

Blanks left to be filled by hand often vanish when a document is converted: "Số: /KH-SNV" is no number and
"ngày tháng năm 2021" no date. Where only an appendix was filed, its line "(Kèm theo Kế hoạch số … ngày …)" says what
the head would have said.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from plans.blocks import Block, Grid, Paragraph
from plans.columns import header_at
from plans.model import Head
from plans.outline import labelled
from plans.period import period_of

_DECIDED = r"NGHỊ QUYẾT|QUYẾT ĐỊNH"
_PLANNED = r"KẾ HOẠCH|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN"
_TITLE = re.compile(rf"(?:{_PLANNED}|{_DECIDED}|CHỈ THỊ|THÔNG BÁO|HƯỚNG DẪN|LỊCH|DANH MỤC)(?:\s.*)?")
_KIND = re.compile(rf"{_PLANNED}|{_DECIDED}")
_LISTED = re.compile(r"(?:BẢNG|BIỂU|DANH SÁCH|PHÂN CÔNG|TỔNG HỢP)\s+\w")
_PLAN = re.compile(rf"(?:{_PLANNED})(?:\s.*)?")
_DECISION = re.compile(rf"(?:{_DECIDED})(?:\s(?:V/v|Về việc)?.*)?")
_PLAIN_TITLE = re.compile(r"(?:Kế hoạch|Chương trình|V/v|Về việc) (?!số\b)[^.:;]*")
_ISSUES = re.compile(
    r"(?:NGHỊ QUYẾT|QUYẾT ĐỊNH)\s+(?:(?:V/v|Về việc)\s+)?(?:phê duyệt và )?ban hành\s+(.+)", re.IGNORECASE
)
_SYMBOL = r"\d+[\w.]*(?:\s?-\s?[A-ZĐ]\w*)?\s*/\s*\w[\w&./-]*"
_NUMBER = re.compile(rf"Số\s*:?\s*({_SYMBOL})(?:,? ngày (\d{{1,2}})(?:/| tháng )(\d{{1,2}})(?:/| năm )(\d{{4}}))?")
_BLANK = r"[\s.…_]*"
_PLACE_DATE = re.compile(
    rf"[A-ZĐ][^,;:\d]{{1,60}}, (?:ngày\b{_BLANK}(\d{{0,2}}){_BLANK}tháng\b{_BLANK}(\d{{0,2}}){_BLANK}"
    rf"năm{_BLANK}(\d{{4}}|[\d.…_]*)|ngày (\d{{1,2}})/(\d{{1,2}})/(\d{{4}}))"
)
_ATTACHED = re.compile(
    rf"\W*(?:ban hành )?kèm theo (?:kế hoạch|quyết định|chương trình|nghị quyết|công văn|văn bản)\b[^()]*?số\s*:?\s*"
    rf"({_SYMBOL})\s*,? ngày (\d{{1,2}})(?:/| tháng )(\d{{1,2}})(?:/| năm )(\d{{4}})\b.*",
    re.IGNORECASE,
)
_MOTTO = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI .*|ĐẢNG CỘNG SẢN VIỆT .*|Độc lập\b.*|^[\W_]+$|^Số\b.*|^PHỤ LỤC\b.*", re.IGNORECASE
)
_BASIS = re.compile(r" (?=(?:Căn cứ|Thực hiện) (?:Luật|Nghị|Quyết|Kế|Công|Chương|Chỉ)\w* )")
_NOT_TITLE = re.compile(
    r"(?:Căn cứ|Kính gửi|Xét|\(Kèm|\(Ban hành|Kèm theo|Ban hành kèm) .*|(?:PHẦN|CHƯƠNG|MỤC) .*"
    r"|(?:Bảng|BẢNG|Biểu|BIỂU) \d.*|[\W_]+|.*[.:;]"
)
_BODY = re.compile(r"(?:ỦY|UỶ) BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|BAN (?:CHỈ ĐẠO|THƯỜNG VỤ|CHẤP HÀNH)(?: ĐẢNG BỘ)?")
_LONGEST_TITLE = 5
_HEADER_WITHIN = 30
_WITHOUT_TITLE = 30


def read_head(blocks: Sequence[Block]) -> tuple[Head, list[str]]:
    """The head and doubts about it. The period is the title's, else the appendices', else one the text states."""
    lines = list(_lines(blocks))
    start, title = _title(lines)
    top = lines[: _WITHOUT_TITLE if start is None else start]
    attached = next(filter(None, map(_ATTACHED.fullmatch, lines)), None)
    number = next(filter(None, map(_NUMBER.match, lines[:_WITHOUT_TITLE])), None) or attached
    place_date = next(filter(None, (_PLACE_DATE.search(_NUMBER.sub("", line)) for line in top)), None)
    day, doubts = _day(place_date or number)
    period, period_text = period_of(title, [block.text for block in blocks if isinstance(block, Paragraph)])
    return Head(
        title=title,
        number=re.sub(r"\s", "", number[1]) if number else None,
        issuer=_issuer(list(takewhile(lambda line: not line.startswith("Số"), top))),
        place_date=place_date[0] if place_date else None,
        issued=day or (_day(attached)[0] if attached and not place_date else None),
        period=period,
        period_text=period_text,
    ), doubts


def _lines(blocks: Iterable[Block]) -> Iterable[str]:
    """The lines of the text and of layout tables, with an empty line around each."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
            continue
        header = next((n for n in range(min(len(block.rows), _HEADER_WITHIN)) if header_at(block.rows, n)), None)
        yield ""
        yield from Grid(block.rows[:header]).lines
        yield ""


def _title(lines: Sequence[str]) -> tuple[int | None, str | None]:
    """Where the head ends (None: nowhere in particular), and the title.

    That of a plan attached to a decision is the plan's own.
    """
    start = next((n for n, line in enumerate(lines) if _TITLE.fullmatch(line)), None)
    if start is None:
        start = next(
            (n for n, line in enumerate(lines[:_WITHOUT_TITLE]) if line.isupper() and _LISTED.match(line)), None
        )
    if start is None:
        plain = next((n for n, line in enumerate(lines[:_WITHOUT_TITLE]) if _PLAIN_TITLE.fullmatch(line)), None)
        return None, None if plain is None else _whole(lines, plain)
    title = _whole(lines, start)
    if not _DECISION.fullmatch(lines[start]):
        return start, title
    attached = next((n for n in range(start + 1, len(lines)) if _PLAN.fullmatch(lines[n])), None)
    if attached is not None:
        return start, _whole(lines, attached)
    issued = _ISSUES.fullmatch(title)
    return start, issued[1][0].upper() + issued[1][1:] if issued else title


def _whole(lines: Sequence[str], start: int) -> str:
    """The kind of document and the lines below it, up to the first that is a sentence or has a label."""
    whole = [lines[start]]
    below = [_BASIS.split(line)[0] for line in lines[start + 1 : start + 2 + _LONGEST_TITLE]]
    if _KIND.fullmatch(whole[0]) and below[:1] == [""]:  # an empty line does not end a title of one word
        below = below[1:]
    for line, after in itertools.pairwise([*below, ""]):
        is_listed = line.endswith(";") and after[:1].islower()
        if not _is_title(line.rstrip(";") if is_listed else line):
            break
        if line.isupper() and not whole[-1].isupper():
            break  # the title of a table
        whole.append(line)
    return " ".join(whole)


def _is_title(line: str) -> bool:
    is_other = _NOT_TITLE.fullmatch(line) or _MOTTO.fullmatch(line) or _PLACE_DATE.match(line)
    return bool(line) and not is_other and labelled(line)[0] is None


def _issuer(top: Sequence[str]) -> str | None:
    """The issuing body: the last line in capitals above the number, below its superior's.

    A place below "ỦY BAN NHÂN DÂN" is the rest of the name, and so are "VÀ XÃ HỘI" and a word by itself ("TRƯỜNG").
    """
    lines = list(map(_without_motto, top))
    rests = {n for n, (above, line) in enumerate(itertools.pairwise(lines), 1) if above.isupper() and _is_word(line)}
    capitals = [line for n, line in enumerate(lines) if line.isupper() and (" " in line or n in rests)]
    is_cut = len(capitals) > 1 and (
        _BODY.fullmatch(capitals[-2])
        or capitals[-1].startswith("VÀ ")
        or capitals[-2].endswith((" VÀ", ","))
        or _is_word(capitals[-1])
    )
    return " ".join(capitals[-2 if is_cut else -1 :]) or None


def _is_word(line: str) -> bool:
    return " " not in line and line.isalpha() and line.isupper()


def _without_motto(line: str) -> str:
    return _MOTTO.sub("", line).strip()


def _day(match: re.Match[str] | None) -> tuple[dt.date | None, list[str]]:
    """The full date in a line of place and date or of an attachment: its last three filled groups."""
    groups = [part for part in match.groups() if part is not None][-3:] if match else []
    if len(groups) < 3 or not all(part.isdecimal() for part in groups):
        return None, []
    day, month, year = map(int, groups)
    try:
        return dt.date(year, month, day), []
    except ValueError:
        return None, [f"Ngày ban hành “{match[0] if match else ''}” không có trong lịch."]

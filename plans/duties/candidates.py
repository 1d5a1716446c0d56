"""The candidates of one paragraph: each act or target with the deadline phrase that governs it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plans.duties.acts import ANY_ACT, TOLD, is_of_a_noun, lowered, only_tells, tells_history
from plans.duties.bearers import MARK, Bearers, bearers
from plans.duties.phrases import Phrase, find_phrases, opens
from plans.duties.targets import is_counted, is_measured, is_target_heading

_FULL_STOP = re.compile(r"(?<!\bTP\.)(?<!\bP\.)(?<!\bQ\.)(?<!\bTX\.)(?<!\bTT\.)(?<=[.!?])\s+(?=\S)")
_CLAUSE = re.compile(r"[^;]{1,1500}(?=[,;]|$)|[^;]{1,1500}")
"""Nobody writes longer ones; the limit keeps hostile text cheap."""
_REPORT_OF = re.compile(r"\bbáo cáo(?: \w+){0,2} ?$")
_CONDITION = re.compile(
    r"\b(?:[Tt]rường hợp|[Nn]ếu(?! có\))|[Qq]uá|[Đđ]ơn vị nào|không (?:gửi|nộp|báo cáo|hoàn thành))\b[^,;]*$"
)
_FINER_THAN_A_YEAR = re.compile(r"\b(?:ngày|tháng|quý|tuần)\b|\d/\d", re.IGNORECASE)
_EVERY_TIME = re.compile(r"(?:định kỳ|mỗi|từng)\b", re.IGNORECASE)
_FOR = re.compile(r"\bđể\b")
_LONGEST_TEXT = 2000
_LONGEST_HEADING = 160
_LONGEST_SUBJECT = 300
_LONGEST_REPORT = 40
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with one deadline in it, and the bearers it names itself."""

    text: str
    phrase: str
    bearers: Bearers
    is_target: bool


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of a sentence between semicolons.

    `low` is its text with small letters and its phrases blotted out, every other word at its place; `acts` are the
    places of its verbs, `told` of those that a unit is told to do; `acts_beside` tells whether an act stands in the
    sentence or in the line above.
    """

    text: str
    phrases: tuple[Phrase, ...]
    low: str
    acts: tuple[int, ...]
    told: tuple[int, ...]
    acts_beside: bool
    is_target: bool

    def acts_in(self, start: int, end: int) -> bool:
        """Whether a verb stands from `start` to before `end`."""
        return bisect_left(self.acts, start) < bisect_left(self.acts, end)


def candidates(paragraph: str, above: Sequence[str], *, under_targets: bool) -> Iterator[Candidate]:
    """The candidates in printed order. `above`: the line leading to the paragraph, then its headings, inner first."""
    named = Bearers()
    for sentence in _sentences(paragraph):
        if only_tells(sentence):
            continue
        clauses = tuple(_clauses(sentence, above[:1], under_targets))
        for clause in clauses:
            own = bearers(_cut_out(clause.text, clause.phrases))
            named = own if own.lead else Bearers(named.lead, own.coordinating)
            for phrase in _governing(clause):
                yield Candidate(_quoted(sentence, clause), phrase.text, named, clause.is_target)
        if under_targets and (phrase_above := _phrase_above(clauses, above)):
            yield Candidate(_quoted(sentence, clauses[0]), phrase_above.text, named, is_target=True)


def _sentences(paragraph: str) -> Iterator[str]:
    start = 0
    for stop in _FULL_STOP.finditer(paragraph):
        following = paragraph[stop.end()]
        if following.isupper() or following.isdigit() or following in '“"':
            yield paragraph[start : stop.start()]
            start = stop.end()
    yield paragraph[start:]


def _clauses(sentence: str, leading: Sequence[str], under_targets: bool) -> Iterator[_Clause]:
    acts_beside = bool(ANY_ACT.search(lowered(sentence)) or any(TOLD.search(lowered(text)) for text in leading))
    start = 0
    for part in _CLAUSE.finditer(sentence):
        text = sentence[start : part.end()].lstrip(" ;")
        # "Các sở, ban, ngành; UBND các huyện gửi …": the first half is half of the subject.
        if len(text) <= _LONGEST_SUBJECT and bearers(text).lead == text and part.end() < len(sentence):
            continue
        start = part.end()
        yield _clause(text, acts_beside, under_targets)


def _clause(text: str, acts_beside: bool, under_targets: bool) -> _Clause:
    phrases = tuple(find_phrases(text))
    low = _marked(lowered(text), phrases)
    return _Clause(
        text=text,
        phrases=phrases,
        low=low,
        acts=tuple(act.start() for act in ANY_ACT.finditer(low)),
        told=tuple(act.start() for act in TOLD.finditer(low)),
        acts_beside=acts_beside,
        is_target=under_targets or is_measured(text),
    )


def _cut_out(text: str, phrases: Sequence[Phrase]) -> str:
    """The text with a mark for each of its phrases."""
    for phrase in reversed(phrases):
        text = text[: phrase.start] + MARK + text[phrase.end :]
    return text.strip()


def _marked(text: str, phrases: Sequence[Phrase]) -> str:
    """The text with its phrases blotted out, every other word at its place."""
    for phrase in phrases:
        text = text[: phrase.start] + MARK + " " * (phrase.end - phrase.start - 1) + text[phrase.end :]
    return text


def _quoted(sentence: str, clause: _Clause) -> str:
    """The whole sentence, unless it is longer than anybody reads: then its part."""
    return sentence if len(sentence) <= _LONGEST_TEXT else clause.text.strip()


def _governing(clause: _Clause) -> Iterator[Phrase]:
    """One phrase for each act: a limit before a mere "hằng năm" that stands with it."""
    kept: list[Phrase] = []
    if tells_history(clause.low):
        return
    governing = [one for one in clause.phrases if _governs(clause, one)]
    for phrase in [one for one in governing if one.is_read] or governing:
        if kept and not _is_another_act(clause, kept, phrase):
            if phrase.limits and not kept[-1].limits:
                kept[-1] = phrase
            continue
        kept.append(phrase)
    yield from kept


def _governs(clause: _Clause, phrase: Phrase) -> bool:
    """Whether the phrase says when something has to be done or reached."""
    is_put = not phrase.bare or opens(clause.text, phrase)
    if clause.is_target:
        return (is_put or "năm" in phrase.text) and _says_something(clause)
    if phrase.begins or not is_put or _CONDITION.search(clause.text, 0, phrase.start):
        return False
    if phrase.limits:
        return clause.acts_beside
    if opens(clause.text, phrase):
        is_labelled = clause.text[: phrase.start].rstrip().endswith((":", "("))
        return bool(clause.acts) or (is_labelled and clause.acts_beside)
    acts = clause.acts if _EVERY_TIME.match(phrase.text) else clause.told
    is_told = bool(acts) and acts[0] < phrase.start
    return is_told and not is_of_a_noun(clause.text, phrase.start)


def _says_something(clause: _Clause) -> bool:
    """Whether the clause is more than the heading of targets ("Mục tiêu đến năm 2025:")."""
    if clause.text.endswith(":") or is_target_heading(clause.text):
        return False
    return is_counted(clause.low) or len(clause.low.replace(MARK, " ").split()) >= _FEWEST_WORDS


def _is_another_act(clause: _Clause, kept: Sequence[Phrase], phrase: Phrase) -> bool:
    """Whether `phrase` governs another act than the last that was kept."""
    last = kept[-1]
    if last.limits and phrase.limits:
        return not _FOR.search(clause.low, last.end, phrase.start)
    if not last.limits and not opens(clause.text, last) and _FINER_THAN_A_YEAR.search(phrase.text):
        return False  # "kết quả hằng năm, báo cáo trước ngày 15/12"
    if not clause.acts_in(last.end, phrase.start):
        return False
    since = kept[-2].end if len(kept) > 1 else 0
    report = _REPORT_OF.search(clause.low, max(since, last.start - _LONGEST_REPORT), last.start)
    is_behind_its_act = clause.acts_in(since, report.start() if report else last.start)
    return is_behind_its_act or (opens(clause.text, phrase) and _acts_after(clause, phrase))


def _acts_after(clause: _Clause, phrase: Phrase) -> bool:
    after = clause.low[phrase.end :]
    return clause.acts_in(phrase.end, len(clause.low)) or is_measured(after)


def _phrase_above(clauses: Sequence[_Clause], above: Sequence[str]) -> Phrase | None:
    """The deadline that a line above sets for all targets below it: "Đến năm 2025:", "Chỉ tiêu năm 2023"."""
    if any(clause.phrases for clause in clauses) or not any(is_counted(clause.text) for clause in clauses):
        return None
    headings = (text for text in above if len(text) <= _LONGEST_HEADING)
    return next((phrase for text in headings for phrase in find_phrases(text)), None)

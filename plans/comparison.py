"""An older and a newer text of one plan: which task of the one is which of the other.

Equal text is taken first, then an equal printed name where the text is close; nothing else is taken. A text that is
near another under a different name is a question to a person, who answers it by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from plans.blocks import fold
from rules.errors import NhacviecError

CLOSE = 0.85
"""Share of words in the same order from which a text under the same name is the same task, edited. Two tasks of one
plan reach 0.84 ("… kế hoạch cải cách hành chính hằng năm", "… giai đoạn 2021-2025"), so anything less is asked."""

NEAR = 0.6
"""The share from which a person is asked."""

MOST_COMPARED = 1_000_000
"""Pairs of unmatched texts that are compared word by word; beyond, the two are not versions of one plan."""


class TooDifferentError(NhacviecError):
    """Hai văn bản khác nhau quá nhiều ({old} nhiệm vụ cũ và {new} nhiệm vụ mới không trùng) nên không so được."""


class WrongAnswersError(NhacviecError):
    """Quyết định ghép nhiệm vụ có lỗi: {reason}."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A task as far as it tells which one it is."""

    name: str
    text: str
    section: str | None = None
    lead_text: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person decided, by names of the newer text: the older task it is (`same`), or that it is none (`new`)."""

    same: Mapping[str, str] = field(default_factory=dict)
    new: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """Is the newer task one of these older ones? The nearest is named first."""

    new: str
    old: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """`pairs` are places (old, new) in the two texts; all others are in `dropped` or `added`, those asked about too."""

    pairs: tuple[tuple[int, int], ...]
    dropped: tuple[int, ...]
    added: tuple[int, ...]
    questions: tuple[Question, ...]


@dataclass(slots=True)
class _Left:
    """The places not paired yet, in document order, and the pairs found so far."""

    old: list[int]
    new: list[int]
    pairs: list[tuple[int, int]] = field(default_factory=list)

    def take(self, old: int, new: int) -> None:
        self.old.remove(old)
        self.new.remove(new)
        self.pairs.append((old, new))


def pair(old: Sequence[Printed], new: Sequence[Printed], answers: Answers | None = None) -> Pairing:
    """Which of `old` is which of `new`. Names are unique in each.

    Raises `WrongAnswersError` where an answer names what is not there, `TooDifferentError` for two plans.
    """
    answers = answers or Answers()
    left = _Left(list(range(len(old))), list(range(len(new))))
    _answered(left, old, new, answers)
    decided = {j for j in left.new if new[j].name in answers.new}
    left.new = [j for j in left.new if j not in decided]
    _equal_texts(left, old, new)
    if len(left.old) * len(left.new) > MOST_COMPARED:
        raise TooDifferentError(old=len(left.old), new=len(left.new))
    near = _nearness(left, old, new)
    _same_names(left, old, new, near)
    questions = tuple(_questions(left, old, new, near))
    return Pairing(tuple(sorted(left.pairs)), tuple(left.old), tuple(sorted({*left.new, *decided})), questions)


def text_key(text: str) -> str:
    """Equal for texts that differ in capitals, white space or the mark at their end only."""
    return fold(text).casefold().rstrip(" .;,:")


def closeness(one: str, other: str) -> float:
    """The share of words that two texts have in common in the same order: 1 for equal ones."""
    return SequenceMatcher(None, text_key(one).split(), text_key(other).split(), autojunk=False).ratio()


def _answered(left: _Left, old: Sequence[Printed], new: Sequence[Printed], answers: Answers) -> None:
    old_places, new_places = ({one.name: i for i, one in enumerate(side)} for side in (old, new))
    mistakes = [
        f"{name}: kế hoạch không có nhiệm vụ {same}" for name, same in answers.same.items() if same not in old_places
    ]
    mistakes += [
        f"{name}: văn bản không có nhiệm vụ này"
        for name in {**answers.same, **dict.fromkeys(answers.new)}
        if name not in new_places
    ]
    mistakes += [f"{name}: vừa ghi same_as vừa ghi new" for name in answers.same if name in answers.new]
    taken: dict[str, str] = {}
    for name, same in answers.same.items():
        if taken.setdefault(same, name) != name:
            mistakes.append(f"{name}: nhiệm vụ cũ {same} đã ghép với {taken[same]}")
    if mistakes:
        raise WrongAnswersError(reason="; ".join(mistakes))
    for name, same in answers.same.items():
        left.take(old_places[same], new_places[name])


def _equal_texts(left: _Left, old: Sequence[Printed], new: Sequence[Printed]) -> None:
    """Equal texts; of several, first those with the same section and lead, then either, then in document order."""
    olds: dict[str, list[int]] = {}
    for i in left.old:
        olds.setdefault(text_key(old[i].text), []).append(i)
    news: dict[str, list[int]] = {}
    for j in left.new:
        if (key := text_key(new[j].text)) in olds:
            news.setdefault(key, []).append(j)
    likenesses: tuple[Callable[[Printed], object], ...] = (
        lambda one: (one.section, one.lead_text),
        lambda one: one.section,
        lambda one: one.lead_text,
        lambda _: None,
    )
    found = [one for key, places in news.items() for one in _alike(olds[key], places, old, new, likenesses)]
    paired_old, paired_new = {i for i, _ in found}, {j for _, j in found}
    left.old = [i for i in left.old if i not in paired_old]
    left.new = [j for j in left.new if j not in paired_new]
    left.pairs += found


def _alike(
    olds: list[int],
    news: list[int],
    old: Sequence[Printed],
    new: Sequence[Printed],
    likenesses: Iterable[Callable[[Printed], object]],
) -> Iterator[tuple[int, int]]:
    for likeness in likenesses:
        waiting: dict[object, list[int]] = {}
        for i in olds:
            waiting.setdefault(likeness(old[i]), []).append(i)
        for j in list(news):
            if places := waiting.get(likeness(new[j])):
                olds.remove(places[0])
                news.remove(j)
                yield places.pop(0), j


def _nearness(left: _Left, old: Sequence[Printed], new: Sequence[Printed]) -> dict[tuple[int, int], float]:
    """How close the texts left are, for those that are near at all."""
    words = {i: frozenset(text_key(old[i].text).split()) for i in left.old}
    found = {}
    for j in left.new:
        mine = frozenset(text_key(new[j].text).split())
        for i in left.old:
            # A cheap upper bound first; a text of repeated words may pass it by a little, hence the half.
            if len(mine & words[i]) * 2 >= NEAR / 2 * (len(mine) + len(words[i])):
                share = closeness(old[i].text, new[j].text)
                if share >= NEAR:
                    found[i, j] = share
    return found


def _same_names(
    left: _Left, old: Sequence[Printed], new: Sequence[Printed], near: Mapping[tuple[int, int], float]
) -> None:
    """Equal names with close texts, where no other text left is as close to either."""
    for (i, j), share in near.items():
        if old[i].name != new[j].name or share < CLOSE:
            continue
        rivals = (other for pair, other in near.items() if pair != (i, j) and (pair[0] == i or pair[1] == j))
        if all(other < share for other in rivals):
            left.take(i, j)


def _questions(
    left: _Left, old: Sequence[Printed], new: Sequence[Printed], near: Mapping[tuple[int, int], float]
) -> Iterator[Question]:
    for j in left.new:
        shares = sorted(((near[i, j], -i) for i in left.old if (i, j) in near), reverse=True)
        if shares:
            yield Question(new[j].name, tuple(old[-i].name for _, i in shares[:3]))

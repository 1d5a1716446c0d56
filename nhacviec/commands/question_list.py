"""The questions of a review for a person at the terminal: by kind, each kind with how it is answered."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import fill

from rich.console import Console

from plans.review.questions import HEADINGS, Kind, Question

_ANSWERS: dict[Kind, str] = {
    "period": "thêm --period 2021-2025, hoặc ghi vào tệp quyết định",
    "total": "đếm lại trong văn bản; nếu đã đọc đủ thì xác nhận đã đối chiếu",
    "lead": "ghi đơn vị chủ trì, hoặc ghi rõ là không có",
    "unit": "cho biết là đơn vị nào (sẽ được nhớ cho kế hoạch sau), hoặc không cần theo dõi",
    "ended": "cho biết nay là đơn vị nào (sẽ được nhớ cho kế hoạch sau)",
    "phrase": "viết lại cho rõ, ví dụ Quý II/2022",
    "deadline": "ghi thời hạn, hoặc xác nhận đúng là không có: khi đó không có nhắc hạn",
    "dateless": "viết lại cho rõ, hoặc xác nhận để nguyên: khi đó không có nhắc hạn",
    "assumed": "xác nhận đúng như đã đọc, hoặc viết lại thời hạn cho rõ",
    "duty": "chọn có hoặc không theo dõi",
    "target": "chọn có hoặc không theo dõi",
    "group": "ghi các đơn vị cụ thể cho từng nhiệm vụ",
    "issued": "thêm --issued 5/11/2021, hoặc ghi vào tệp quyết định",
}


def show_questions(console: Console, questions: Sequence[Question]) -> None:
    """Print the questions, numbered through; nothing where there are none."""
    if not questions:
        return
    console.print(f"\nCần quyết định ({len(questions)}):", style="bold")
    numbered = enumerate(questions, 1)
    for kind, run in groupby(numbered, key=lambda one: one[1].kind):
        asked = list(run)
        heading, answer = HEADINGS[kind], _ANSWERS[kind]
        console.print(f"\n  {heading} ({len(asked)})", style="bold")
        console.print(_filled(f"→ {answer}", console.width, "  ", "    "))
        for number, question in asked:
            console.print(_question(number, question, console.width))


def how_to_answer(file: Path) -> str:
    """The next step, for whoever has seen the questions."""
    name = shlex.quote(str(file))
    return (
        "Ghi các câu hỏi ra một tệp, điền vào đó, rồi nạp cùng kế hoạch:\n"
        f"  nhacviec plan read {name} --write-review quyet-dinh.xlsx\n"
        f"  nhacviec plan import {name} --review quyet-dinh.xlsx"
    )


def _question(number: int, question: Question, width: int) -> str:
    """What is asked, then where."""
    mark = f"{number:>5}. "
    indent = " " * len(mark)
    what = _filled(f"{question.why[0].upper()}{question.why[1:]}", width, mark, indent)
    return "\n".join((what, *_where(question, width, indent)))


def _where(question: Question, width: int, indent: str) -> Iterator[str]:
    if question.places:
        yield _filled(f"({question.place})", width, indent, f"{indent} ")


def _filled(text: str, width: int, first: str, rest: str) -> str:
    return fill(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)

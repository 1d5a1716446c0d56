"""The page for answers drawn by a real browser, as narrow as phones are: nothing may stick out sideways.

Needs the `chromium` program.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.answering.checkin_page import CheckInShown, DutyShown
from scheduler.answering.checkins import RESULT_WORDS
from scheduler.answering.duty_answers import Shown
from scheduler.answering.duty_extension import Requests, RequestShown
from web.forms import Fault
from web.pages import STYLE, STYLE_ADDRESS, page

from .test_mail_pictures import browse

_WORD = "Congvan" * 40
_DUTY = Shown(
    7,
    "Xây dựng báo cáo kết quả tự kiểm tra công tác cải cách hành chính",
    "lead",
    "Phòng Công chức, viên chức",
    "thứ Ba, 31/03/2026",
    "đang mở",
    True,
    dt.date(2026, 3, 3),
    (("Văn bản", "Phụ lục 1, mục I, số 6"), ("Sản phẩm", _WORD)),
    (f"09:00 02/03/2026, Phòng Công chức, viên chức báo tiến độ: {_WORD}",),
    Requests(
        (
            RequestShown(
                1, "Đề nghị ngày 02/03/2026: gia hạn đến 30/04/2026", "đã rút", (("Lý do", _WORD),), False, None
            ),
            RequestShown(2, "Đề nghị ngày 03/03/2026: gia hạn đến 30/04/2026", "chờ", (), True, "15/04/2026"),
            RequestShown(3, "Đề nghị ngày 03/03/2026: gia hạn đến 30/04/2026", "chờ quyết định", (), True, None),
        ),
        may_ask=True,
    ),
    10,
)
_FAULTS = [Fault("to", "Hạn mới cần là một ngày có thật, ghi ngày/tháng/năm, ví dụ 31/3/2026."), Fault("note", _WORD)]
FRAME = """<!doctype html><body style="margin:0">
<iframe id="seen" src="page.html" style="border:0;width:{width}px;height:2000px"></iframe>
<script>seen.onload = () => {{
  const drawn = seen.contentDocument;
  const small = [...drawn.querySelectorAll("button, summary, input, .choice")].filter((one) =>
    !["hidden", "radio"].includes(one.type) && one.offsetParent && one.getBoundingClientRect().height < 44);
  Object.assign(document.body.dataset, {{measured: drawn.documentElement.scrollWidth, small: small.length}});
}}</script>"""


@pytest.mark.parametrize("width", [320, 375, 1200])
@pytest.mark.parametrize("faults", [[], _FAULTS], ids=["fresh", "faulty"])
def test_a_page_fits_its_window_and_its_controls_a_finger(faults: list[Fault], width: int, tmp_path: Path) -> None:
    given = {"choice": "extension_asked" if faults else "", "on": "", "document": "", "to": "31/2", "note": _WORD}
    drawn = page(
        "duty.html",
        duty=_DUTY,
        office="Sở Nội vụ",
        action="xxxx",
        form="xxxx",
        thanks=None,
        given=given,
        faults=faults,
    )
    fits(bytes(drawn.body).decode(), width, tmp_path)


@pytest.mark.parametrize("width", [320, 375, 1200])
@pytest.mark.parametrize("faulty", [False, True])
def test_the_page_of_a_check_in_fits_too(faulty: bool, width: int, tmp_path: Path) -> None:
    duty = DutyShown(3, f"Rà soát thủ tục hành chính {_WORD}", _WORD, "Thường xuyên", "", (f"09:00 {_WORD}",))
    drawn = page(
        "check_in.html",
        shown=CheckInShown(
            "2026-Q1", "Phòng Công chức, viên chức", "Quý I/2026", (duty, replace(duty, task=4, state="xong")), 2
        ),
        office="Sở Nội vụ",
        action="xxxx",
        form="xxxx",
        thanks=not faulty,
        given={"task": "3" if faulty else "", "result": "difficulty", "note": _WORD},
        faults=[Fault("note", _WORD)] if faulty else [],
        results=RESULT_WORDS,
    )
    fits(bytes(drawn.body).decode(), width, tmp_path)


def fits(drawn: str, width: int, folder: Path) -> None:
    """Nothing sticks out of a window of that width, and no control is too small for a finger."""
    styled = drawn.replace(f'<link rel="stylesheet" href="{STYLE_ADDRESS}">', f"<style>{STYLE}</style>")
    (folder / "page.html").write_text(styled, encoding="utf-8")
    (folder / "frame.html").write_text(FRAME.format(width=width), encoding="utf-8")
    seen = dict(re.findall(r'data-(\w+)="([^"]*)"', browse(folder, "--dump-dom")))
    assert (int(seen["measured"]) <= width, seen["small"]) == (True, "0")

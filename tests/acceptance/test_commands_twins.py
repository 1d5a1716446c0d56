"""`nhacviec plan twins, link, unlink` through the real program."""

from __future__ import annotations

from pathlib import Path

import pytest

from .installation import Installation
from .two_plans import FIRST_ROWS, SECOND_ROWS, write_two

PAIR = ("1", "1.-.1", "2", "1.-.2")


@pytest.fixture
def here(tmp_path: Path) -> Installation:
    """An office with the first plan in force and the second in its folder, both for years that lie ahead."""
    made = Installation.made_in(tmp_path)
    second = tuple(
        (task, lead, helper, phrase.replace("/2022", " hằng năm")) for task, lead, helper, phrase in SECOND_ROWS
    )
    write_two(tmp_path, FIRST_ROWS, second)
    run = made.run("plan", "import", "cchc.md", "--yes", "--period", "2150-2151")
    assert (run.status, run.err) == (0, "")
    assert "Có thể là một việc" not in run.out
    return made


def test_shown_at_import_linked_explained_done_and_taken_apart(here: Installation) -> None:
    shown = here.run("plan", "import", "dan-van.md", "--yes", "--period", "2151")
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.endswith(
        "Có thể là một việc (mỗi kế hoạch nhắc riêng cho đến khi liên kết):\n"
        "  “Báo cáo kết quả cải cách hành chính hằng năm” – giống hệt, chủ trì chung: Phòng Công chức, viên chức\n"
        "    1 1.-.1  Kế hoạch số 15/KH-SNV – Cải cách hành chính giai đoạn 2022-2023: “Trước ngày 15/12 hằng năm”, "
        "14/12/2150 và 14/12/2151\n"
        "    2 1.-.2  Kế hoạch số 16/KH-SNV – Công tác dân vận năm 2022: “Trước ngày 15/12 hằng năm”, 14/12/2151\n"
        "    Liên kết: nhacviec plan link 1 1.-.1 2 1.-.2\n"
    )
    assert [one["share"] for one in here.run("plan", "twins", "--json").json["likely"]] == [1.0]
    asked = here.run("plan", "link", *PAIR)
    assert asked.status == 2
    assert "Nhắc chung, cùng ngày đến hạn: việc số 2 (1 1.-.1, " in asked.out
    assert "Nhắc riêng như cũ, vì không trùng kỳ, trùng ngày: việc số 1 (1 1.-.1, " in asked.out
    assert "chạy lại với --yes" in asked.err
    assert here.run("plan", "link", *PAIR, "--yes").out.endswith(
        "Đã liên kết. Bỏ liên kết: nhacviec plan unlink 2 1.-.2\n"
    )
    assert here.run("plan", "link", *PAIR, "--yes").out.endswith("không có gì thay đổi.\n")
    found = here.run("plan", "twins", "2", "--json").json
    assert ([len(one["tasks"]) for one in found["linked"]], found["likely"]) == ([2], [])
    listed = here.run("obligation", "list", "--json").json
    number = next(one["id"] for one in listed if (one["plan"], one["task"]) == (2, "1.-.2"))
    story = here.run("obligation", "show", str(number)).out
    assert "nhắc chung với việc số 2 (hạn 14/12/2151), trong thư của việc số 2" in story
    assert "Không có thư riêng: việc này được nhắc chung với việc số 2, đã liên kết là một việc.\n" in story
    assert "liên kết là một việc (với nhiệm vụ 1.-.1, Kế hoạch số 15/KH-SNV" in story
    assert "Không có thư riêng" in here.run("ladder", "explain", str(number)).out
    assert f"\nCùng một việc, đã ghi theo: việc số {number} (1.-.2, " in here.run("obligation", "done", "2").out
    assert "trả lời chung ở việc số 2" in here.run("obligation", "show", str(number)).out
    assert (
        f"\nCùng một việc, đã ghi theo: việc số {number} ("
        in here.run("obligation", "reopen", "2", "--reason", "chưa đạt").out
    )
    assert "Không có thư riêng" in here.run("obligation", "show", str(number)).out
    apart = here.run("plan", "unlink", "1", "1.-.1")
    assert apart.out.startswith("Đã bỏ liên kết nhiệm vụ 1.-.1 của kế hoạch số 1 với 1.-.2, Kế hoạch số 16/KH-SNV")
    again = here.run("plan", "unlink", "1", "1.-.1")
    assert (again.status, again.out) == (2, "")
    assert "không liên kết với nhiệm vụ nào" in again.err

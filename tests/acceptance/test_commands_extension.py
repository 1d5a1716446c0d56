"""`nhacviec extension …` through the real program. What is asked is due in 2150, whenever the tests run."""

from __future__ import annotations

import json

import pytest

from .installation import Installation


def duty(here: Installation, unit: str) -> str:
    """The number of the unit's duty of the year 2150."""
    listed = here.run("obligation", "list", "--unit", unit, "--from", "2150-12-31", "--to", "2150-12-31", "--json").json
    return next(str(one["id"]) for one in listed if one["task"] == "1.II.2")


def test_a_request_is_asked_commented_granted_and_told(here: Installation) -> None:
    number = duty(here, "thanh-tra")
    asked = here.run("extension", "ask", number, "--to", "30/1/2151", "--reason", "chờ hướng dẫn của Bộ")
    assert (asked.status, asked.err) == (0, "")
    assert asked.out == (
        f"Đã ghi đề nghị gia hạn số 1: việc số {number}, từ 31/12/2150 đến 30/01/2151. "
        "Chưa có quyết định thì hạn giữ nguyên.\n"
    )
    again = here.run("extension", "ask", number, "--to", "2151-02-28", "--reason", "lần nữa")
    assert (again.status, again.out) == (2, "")
    assert "còn một đề nghị chưa quyết định" in again.err
    assert here.run("extension", "opinion", "1", "--text", "đề nghị chấp thuận").status == 0
    own = here.run("extension", "decide", "1", "--approve", "--by", "Thanh tra Sở")
    assert own.status == 2
    assert own.err.startswith("Thanh tra Sở thuộc đơn vị đề nghị")
    paper = ("--document", "Công văn số 215/SNV-VP")
    done = here.run("extension", "decide", "1", "--approve", "--by", "Nguyễn Văn Bình, Giám đốc", *paper, "--json")
    assert (done.json["state"], done.json["due"], done.json["first_due"]) == ("approved", "2151-01-30", "2150-12-31")
    shown = here.run("obligation", "show", number).out
    assert "Hạn ban đầu: thứ Năm, 31/12/2150" in shown
    assert "xin gia hạn từ 31/12/2150 đến 30/01/2151" in shown
    assert "người quyết định: Nguyễn Văn Bình, Giám đốc" in shown
    assert "chấp thuận gia hạn (văn bản Công văn số 215/SNV-VP, đề nghị số 1, đến 30/01/2151" in shown
    closed = here.run("extension", "decide", "1", "--refuse", "--reason", "không", "--by", "Giám đốc")
    assert closed.err == "Đề nghị gia hạn số 1 đã được chấp thuận; không quyết định được nữa.\n"


def test_the_monitors_own_request_wants_a_paper(here: Installation) -> None:
    here.run("extension", "ask", duty(here, "van-phong"), "--to", "2151-01-15", "--reason", "chờ số liệu")
    decide = ("extension", "decide", "1", "--approve", "--by", "Nguyễn Văn Bình, Giám đốc")
    refused = here.run(*decide)
    assert refused.status == 2
    assert "hãy ghi văn bản của lãnh đạo bằng --document" in refused.err
    assert here.run(*decide, "--document", "Công văn số 215/SNV-VP").status == 0


def test_an_offer_is_declined_and_a_request_withdrawn(here: Installation) -> None:
    number = duty(here, "ccvc")
    assert here.run("extension", "list").out == "Không có đề nghị gia hạn nào.\n"
    here.run("extension", "ask", number, "--to", "2151-03-31", "--reason", "chờ số liệu")
    offered = here.run("extension", "decide", "1", "--offer", "2151-01-15", "--by", "Giám đốc")
    assert offered.out.startswith("Đã đề nghị hạn khác 15/01/2151 cho đề nghị số 1")
    assert here.run("extension", "decline", "1").status == 0
    here.run("extension", "ask", number, "--to", "2151-02-27", "--reason", "chờ số liệu")
    assert here.run("extension", "list", "--open").out.endswith("1 đề nghị, 1 chưa xong.\n")
    assert here.run("extension", "withdraw", "2").status == 0
    here.run("extension", "ask", number, "--to", "2151-02-26", "--reason", "chờ số liệu")
    bare = here.run("extension", "decide", "3", "--refuse", "--by", "Giám đốc")
    assert (bare.status, bare.err.partition(" (")[0]) == (0, "Chưa ghi lý do không đồng ý")
    listed = here.run("extension", "list", "--json").json
    assert [(one["id"], one["state"], one["offered"], one["due"]) for one in listed] == [
        (1, "withdrawn", "2151-01-15", "2150-12-31"),
        (2, "withdrawn", None, "2150-12-31"),
        (3, "refused", None, "2150-12-31"),
    ]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("ask", "99999", "--to", "2151-01-30", "--reason", "x"), "Không có việc số 99999"),
        (("ask", "1", "--to", "2151-01-30", "--reason", " "), "--reason không được để trống."),
        (("accept", "7"), "Không có đề nghị gia hạn số 7"),
        (("decide", "7", "--approve", "--by", "A"), "Không có đề nghị gia hạn số 7"),
        (("decide", "7", "--by", "A"), "Cần đúng một trong --approve, --refuse, --offer."),
        (("decide", "7", "--approve", "--reason", "x", "--by", "A"), "Chỉ ghi --reason khi không đồng ý (--refuse)."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(adopted: Installation, words: tuple[str, ...], why: str) -> None:
    run = adopted.run("extension", *words)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(why)


def test_simulate_shows_what_an_extension_would_move(here: Installation) -> None:
    simulate = ("simulate", "ke-hoach.md", "--period", "2022", "--issued", "2021-11-01", "--json")
    days = ("--from", "2022-03-14", "--to", "2022-03-16")
    run = here.run(*simulate, *days, "--extend", "1.IV.3=15/4/2022,on=15/3/2022")
    assert run.status == 0
    items = [item for line in run.out.splitlines() for item in json.loads(line)["items"] if item["task"] == "1.IV.3"]
    assert {item["due"] for item in items if item["kind"] == "decision"} == {"2022-04-15"}
    wrong = here.run(*simulate, *days, "--extend", "1.IV.3")
    assert (wrong.status, wrong.out) == (2, "")
    assert wrong.err.startswith("Không hiểu --extend «1.IV.3»: cần VIỆC=HẠN-MỚI")

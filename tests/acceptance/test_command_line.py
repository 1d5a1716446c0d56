"""The command line as a process: what it prints where, its exit status; every refusal is one Vietnamese sentence."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

import pytest

NHACVIEC = [sys.executable, "-m", "nhacviec"]
FORM = "Trước ngày 15/12 hằng năm"


class Run:
    """One finished command."""

    def __init__(self, *args: str, stdin: str | bytes = b"", env: dict[str, str] | None = None) -> None:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [*NHACVIEC, *args], input=data, capture_output=True, env=os.environ | (env or {}), check=False
        )
        self.status = done.returncode
        self.out = done.stdout.decode("utf-8")
        self.err = done.stderr.decode("utf-8")

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in a folder without a config.toml."""
    monkeypatch.chdir(tmp_path)


def test_help_lists_the_commands_one_vietnamese_line_each() -> None:
    run = Run("--help")
    assert (run.status, run.err) == (0, "")
    assert re.search(r"^Cách dùng: nhacviec \[TÙY CHỌN\] LỆNH …$", run.out, re.M)
    assert re.search(r"^  parse +Đọc một cụm từ thời hạn", run.out, re.M)
    assert re.search(r"^  plan +Kế hoạch", run.out, re.M)
    assert not re.search(r"Usage|Options|Commands|Show this", run.out)


@pytest.mark.parametrize("args", [["parse"], ["plan"], ["plan", "read"]])
def test_every_command_has_a_vietnamese_help_page(args: list[str]) -> None:
    run = Run(*args, "--help")
    assert (run.status, run.err) == (0, "")
    assert run.out.startswith(f"Cách dùng: nhacviec {' '.join(args)} ")
    assert not re.search(r"Usage|Options|Commands|Show this|TEXT|PATH|FILE", run.out)


def test_help_is_printed_within_its_budget_of_cpu() -> None:
    """At most 150 ms (the project's limit), user and system, the best of three."""
    spent = []
    for _ in range(3):
        before = os.times()
        Run("--help")
        after = os.times()
        spent.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(spent) <= 0.150


def test_help_imports_no_command_and_nothing_heavy() -> None:
    code = "import sys; from nhacviec import cli; cli.run(['--help']); print('|', *sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    modules = set(out.stdout.split("|")[-1].split())
    assert not modules & {"pydantic", "sqlalchemy", "rich", "asyncio", "jinja2", "docx", "nhacviec.config"}
    assert {name for name in modules if name.startswith("nhacviec.commands.")} == {"nhacviec.commands.frame"}


def test_the_version_is_printed() -> None:
    assert re.fullmatch(r"nhacviec \d+\.\d+\.\d+\n", Run("--version").out)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["pars"], "Không có lệnh «pars» (có phải «parse»?). Xem «nhacviec --help»."),
        (["plan", "red"], "Không có lệnh «red» (có phải «read»?). Xem «nhacviec plan --help»."),
        (["--config", "x.toml"], "Thiếu tên lệnh. Xem «nhacviec --help»."),
        (["--config"], "Tùy chọn «--config» cần một giá trị đi kèm. Xem «nhacviec --help»."),
        (["parse", "--help=1"], "Tùy chọn «--help» không nhận giá trị. Xem «nhacviec parse --help»."),
        (["parse", FORM, "--jsn"], "Không có tùy chọn «--jsn» (có phải «--json»?). Xem «nhacviec parse --help»."),
        (["parse", FORM, "thêm", "nữa"], "Thừa tham số «thêm nữa». Xem «nhacviec parse --help»."),
        (["parse"], "Cần đúng một trong hai: CỤM_TỪ hoặc --batch TỆP. Xem «nhacviec parse --help»."),
        (["parse", FORM, "--plan", "2025-2021"], "Giá trị «2025-2021» của «--plan» không hợp lệ: cần giai đoạn"),
        (["parse", FORM, "--event-date", "30/2/2022"], "Giá trị «30/2/2022» của «--event-date» không hợp lệ:"),
        (["plan", "read"], "Thiếu tham số TỆP. Xem «nhacviec plan read --help»."),
        (["--config", "khong-co.toml", "parse", FORM], "Không đọc được tệp cấu hình khong-co.toml: không có tệp này."),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_vietnamese_sentence_and_status_2(args: list[str], said: str) -> None:
    run = Run(*args)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(said)
    assert run.err.count("\n") == 1


def test_no_command_at_all_shows_the_help_page() -> None:
    run = Run()
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("Cách dùng: nhacviec")


def test_a_wrong_key_is_refused_by_file_line_and_name(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[smtp]\nprot = 25\n", "utf-8")
    run = Run("parse", FORM)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("config.toml, dòng 2: không có khóa smtp.prot (có phải «port»?).")


def test_a_wrong_variable_is_refused_by_name() -> None:
    run = Run("parse", FORM, env={"NHACVIEC_SMTP__PORT": "x"})
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith('Biến môi trường NHACVIEC_SMTP__PORT = "x" không hợp lệ: cần một số nguyên.')


def test_parse_answers_as_the_contract_says() -> None:
    run = Run("parse", FORM, "--plan", "2021-2025", "--json")
    (answer,) = run.lines()
    assert (run.status, run.err) == (0, "")
    days = [f"{year}-12-14" for year in range(2021, 2026)]
    assert all(step["step"] for step in answer.pop("trace"))
    assert answer == {
        "phrase": FORM, "kind": "recurring", "due": days, "start": None, "effective": days,
        "rrules": ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=14"], "event": None, "offset": None,
        "provisional": False, "warnings": [],
    }  # fmt: skip


def test_an_event_phrase_has_its_date_once_the_event_is_known() -> None:
    phrase = "Trong vòng 10 ngày kể từ khi Bộ Nội vụ công bố TTHC"
    (waiting,) = Run("parse", phrase, "--json").lines()
    assert (waiting["kind"], waiting["due"], waiting["offset"]) == ("event", [], {"n": 10, "unit": "day"})
    assert waiting["event"] == {"actor": "Bộ Nội vụ", "text": "Bộ Nội vụ công bố TTHC"}
    (dated,) = Run("parse", phrase, "--event-date", "2022-04-20", "--json").lines()
    assert (dated["due"], dated["effective"]) == (["2022-04-30"], ["2022-05-04"])


def test_a_person_is_told_the_date_and_the_steps_to_it() -> None:
    run = Run("parse", FORM, "--plan", "2022")
    assert run.status == 0
    assert "Hạn: thứ Tư, 14/12/2022" in run.out
    assert "[nghĩa thông thường của «trước ngày»" in run.out


def test_a_person_reads_first_what_was_not_understood() -> None:
    run = Run("parse", "sớm nhất có thể nhé")
    assert run.status == 0
    assert run.out.index("không hiểu trọn vẹn") < run.out.index("Loại:")


def test_a_date_that_no_holiday_notice_covers_is_called_provisional() -> None:
    run = Run("parse", "Trong 10 ngày làm việc kể từ khi có quyết định", "--event-date", "2150-03-02")
    assert "(tạm tính)" in run.out


def test_a_batch_is_answered_line_by_line_in_order() -> None:
    asked = [{"phrase": "Quý I", "plan": [2022, 2022]}, {"phrase": "Hằng tuần", "plan": None}, {"phrase": ""}]
    run = Run("parse", "--batch", "-", "--json", stdin="\ufeff" + "\r\n\n".join(map(json.dumps, asked)))
    assert [(answer["phrase"], answer["due"]) for answer in run.lines()] == [
        ("Quý I", ["2022-03-31"]),
        ("Hằng tuần", []),
        ("", []),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "không phải JSON ghi bằng UTF-8"),
        (b"\xff", "không phải JSON ghi bằng UTF-8"),
        ('"Quý I"', 'cần một đối tượng JSON có khóa "phrase" là chữ'),
        ('{"phrase": "Quý I", "plan": [2025, 2021]}', '"plan" cần hai năm theo thứ tự'),
        ('{"phrase": "Quý I", "plan": "2021"}', '"plan" cần hai năm theo thứ tự'),
        ('{"phrase": "Quý I", "event_date": "2022-02-30"}', '"event_date" cần một ngày có thật'),
    ],
)
def test_a_line_that_is_no_question_ends_the_batch_with_its_number(line: str | bytes, said: str) -> None:
    bad = line.encode() if isinstance(line, str) else line
    run = Run("parse", "--batch", "-", "--json", stdin=b'{"phrase": "x"}\n' + bad + b"\n")
    assert (run.status, len(run.lines())) == (3, 1)
    assert run.err.startswith(f"Không đọc được đầu vào chuẩn: dòng 2: {said}")
    assert run.err.count("\n") == 1


def test_a_batch_file_that_is_not_there_is_named() -> None:
    run = Run("parse", "--batch", "khong-co.jsonl", "--json")
    assert (run.status, run.out, run.err) == (3, "", "Không đọc được khong-co.jsonl: không có tệp này.\n")


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_output_is_utf8_whatever_the_locale(locale: str) -> None:
    env = {"LC_ALL": locale, "PYTHONIOENCODING": "ascii", "PYTHONCOERCECLOCALE": "0"}
    assert "Trước ngày 15/12" in Run("parse", FORM, "--json", env=env).out
    assert "Không có lệnh «đọc»" in Run("đọc", env=env).err


@contextmanager
def batch() -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes], IO[bytes]]]:
    """A batch that has answered its first line and waits for the next: the process, its input, its output."""
    pipe, command = subprocess.PIPE, [*NHACVIEC, "parse", "--batch", "-", "--json"]
    # As at a terminal: what a shell starts in the background inherits that Ctrl-C is ignored.
    heeds = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=heeds) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"phrase": "x"}\n')
        process.stdin.flush()
        assert process.stdout.readline().startswith(b'{"phrase": "x"')
        yield process, process.stdin, process.stdout


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    assert process.stderr is not None
    said = process.stderr.read()
    return process.wait(), said


def test_a_reader_that_leaves_early_is_no_error() -> None:
    with batch() as (process, stdin, stdout):
        stdout.close()
        stdin.write(b'{"phrase": "y"}\n')
        stdin.close()
        assert ended(process) == (141, b"")


def test_ctrl_c_ends_quietly() -> None:
    with batch() as (process, _stdin, _stdout):
        process.send_signal(signal.SIGINT)
        assert ended(process) == (130, b"")


PLAN = """# KẾ HOẠCH
# Cải cách hành chính giai đoạn 2021-2022

| STT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian thực hiện |
|---|---|---|---|---|
| I | CHỈ ĐẠO ĐIỀU HÀNH | | | |
| 1 | Ban hành kế hoạch [1] | Văn phòng Sở | Phòng lạ | Trước ngày 15/12 hằng năm |
| 2 | Tuyên truyền | Văn phòng Sở | | Sớm nhất có thể nhé |
| | Tổng cộng: 3 nhiệm vụ | | | |
"""
UNITS = """
[[unit]]
code = "van-phong"
name = "Văn phòng Sở"
kind = "internal"
"""


@pytest.fixture
def plan(tmp_path: Path) -> str:
    (tmp_path / "don-vi.toml").write_text(UNITS, "utf-8")
    (tmp_path / "config.toml").write_text('[data]\nunits = "don-vi.toml"', "utf-8")
    (tmp_path / "ke-hoach.md").write_text(PLAN, "utf-8")
    return "ke-hoach.md"


def test_a_plan_is_one_line_a_task_then_the_summary(plan: str) -> None:
    run = Run("plan", "read", plan, "--json")
    assert (run.status, run.err) == (0, "")
    first, second, last = run.lines()
    assert first == {
        "table": 1, "section": "I", "heading": "CHỈ ĐẠO ĐIỀU HÀNH", "stt": 1, "task": "Ban hành kế hoạch [1]",
        "lead": ["van-phong"], "lead_text": "Văn phòng Sở", "coordinating": [], "coordinating_text": "Phòng lạ",
        "product": None, "phrase": FORM, "kind": "recurring", "due": ["2021-12-14", "2022-12-14"],
    }  # fmt: skip
    assert (second["coordinating_text"], second["kind"], second["due"]) == (None, "unspecified", [])
    summary = last["summary"]
    assert (summary["plan"], summary["tasks"], summary["unknown_units"]) == ([2021, 2022], 2, ["Phòng lạ"])
    assert (summary["totals_printed"], summary["totals_match"]) == ([3], False)
    assert summary["unread_phrases"] == ["Sớm nhất có thể nhé"]
    assert any(warning.startswith("1.I.2: «Sớm nhất có thể nhé»") for warning in summary["warnings"])


def test_the_period_given_goes_before_the_one_printed(plan: str) -> None:
    first, *_, last = Run("plan", "read", plan, "--period", "2022", "--json").lines()
    assert (first["due"], last["summary"]["plan"]) == (["2022-12-14"], [2022, 2022])


def test_strict_ends_with_1_where_a_person_must_decide(plan: str) -> None:
    assert Run("plan", "read", plan, "--strict", "--json").status == 1


def test_a_person_reads_first_what_needs_a_decision(plan: str) -> None:
    run = Run("plan", "read", plan)
    assert (run.status, run.err) == (0, "")
    decision, table = run.out.index("Cần quyết định"), run.out.index("Bảng 1 · I. CHỈ ĐẠO ĐIỀU HÀNH")
    assert decision < run.out.index("Phòng lạ") < table
    assert "Ban hành kế hoạch [1]" in run.out
    assert run.out.index("KHÔNG khớp") > table


@pytest.mark.parametrize("width", [72, 160])
def test_the_page_is_as_wide_as_the_terminal_and_never_cuts_a_date(plan: str, width: int) -> None:
    run = Run("plan", "read", plan, env={"COLUMNS": str(width)})
    assert max(map(len, run.out.splitlines())) <= width
    assert "14/12/2021" in run.out


def test_a_reader_of_a_page_that_leaves_early_is_no_error(plan: str) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([*NHACVIEC, "plan", "read", plan], stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert ended(process) == (141, b"")


def test_a_plan_without_a_register_is_read_with_a_notice(plan: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").unlink()
    run = Run("plan", "read", plan, "--json")
    assert run.err.startswith("Chưa khai báo danh bạ đơn vị")
    assert run.lines()[-1]["summary"]["unknown_units"] == ["Văn phòng Sở", "Phòng lạ"]


@pytest.mark.parametrize(
    "args", [["khong-co.docx"], ["config.toml"], ["."], ["ke-hoach.md", "--units", "khong-co.toml"]]
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_status_3(plan: str, args: list[str]) -> None:
    run = Run("plan", "read", *args, "--json")
    assert (run.status, run.out) == (3, "")
    assert re.match("Không (tìm thấy|đọc được)", run.err)
    assert run.err.count("\n") == 1

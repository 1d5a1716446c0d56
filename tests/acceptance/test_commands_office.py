"""`nhacviec unit, event, obligation, outbox, mail, doctor` over an adopted plan."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from nhacviec.commands.mail import KINDS

from .installation import Installation

AWAITED_BY_ONE = "bo-noi-vu-cong-bo-tthc"
AWAITED_BY_THREE = "co-huong-dan-cua-trung-uong"


@pytest.fixture
def bare(tmp_path: Path) -> Installation:
    """Nothing adopted yet."""
    return Installation.made_in(tmp_path)


def test_units_are_listed_with_who_hears(bare: Installation) -> None:
    units = {unit["code"]: unit for unit in bare.run("unit", "list", "--json").json}
    assert units["van-phong"]["monitor"] is True
    roles = {contact["role"] for contact in units["thanh-tra"]["contacts"]}
    assert {"lead", "head"} <= roles
    assert [contact["role"] for contact in units[None]["contacts"]] == ["leadership"]
    assert "thanh-tra@snv.example.test" in bare.run("unit", "list").out


def test_a_unit_without_an_address_is_named(bare: Installation) -> None:
    register = bare.folder / "units.toml"
    entry = '[[unit]]\ncode = "moi"\nname = "Phòng Mới"\nkind = "internal"\n'
    register.write_text(f"{entry}{register.read_text('utf-8')}", "utf-8")
    assert bare.run("unit", "list").out.endswith("Chưa có địa chỉ đầu mối (1): Phòng Mới.\n")
    doctor = bare.run("doctor")
    assert "! cần xem  Danh bạ: chưa có địa chỉ đầu mối, thư gửi cho người khác nhận thay: Phòng Mới." in doctor.out


def test_a_unit_is_added_named_and_written_to(bare: Installation) -> None:
    bare.run(
        "unit", "add", "trung-tam-so", "--name", "Trung tâm Chuyển đổi số", "--kind", "affiliated", "--group", "@all"
    )
    bare.run("unit", "alias", "trung-tam-so", "TT CĐS")
    bare.run("unit", "contact", "trung-tam-so", "--role", "lead", "--add", "So@snv.example.test", "--name", "Chị Hà")
    added = {one["code"]: one for one in bare.run("unit", "list", "--json").json}["trung-tam-so"]
    assert (added["kind"], added["aliases"]) == ("affiliated", ["TT CĐS"])
    assert [(one["role"], one["address"], one["name"]) for one in added["contacts"]] == [
        ("lead", "So@snv.example.test", "Chị Hà")
    ]
    bare.run("unit", "contact", "trung-tam-so", "--role", "lead", "--remove", "so@snv.example.test")
    assert "Chưa có địa chỉ đầu mối (1): Trung tâm Chuyển đổi số." in bare.run("unit", "list").out


def test_changes_of_the_register_as_json(bare: Installation) -> None:
    lead = ("--role", "lead", "--json")
    alias = {"code": "moi", "spelling": "Bộ phận Mới"}
    hears = {"unit": "moi", "role": "lead", "address": "moi@snv.example.test"}
    away = {"from": "2150-01-05", "to": "2150-01-09", "substitute": None}
    made = {"unit": "moi", "name": "Phòng Mới", "kind": "internal", "groups": ["@all"], "valid_from": None}
    for words, wanted in (
        (("add", "moi", "--name", "Phòng Mới", "--group", "@all", "--json"), made | {"choices": []}),
        (("alias", "moi", "Bộ phận Mới", "--json"), alias | {"deed": "added"}),
        (("alias", "moi", "Bộ phận Mới", "--remove", "--json"), alias | {"deed": "removed"}),
        (("contact", "moi", *lead, "--add", "moi@snv.example.test"), hears | {"deed": "added"}),
        (
            ("contact", "moi", *lead, "--absent", hears["address"], "--from", "5/1/2150", "--to", "9/1/2150"),
            hears | {"deed": "absent"} | away,
        ),
        (("contact", "moi", *lead, "--present", hears["address"]), hears | {"deed": "present"}),
        (("contact", "moi", *lead, "--remove", hears["address"]), hears | {"deed": "removed"}),
    ):
        run = bare.run("unit", *words)
        assert (run.status, run.err, run.json) == (0, "", wanted)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "thanh-tra", "--name", "Thanh tra mới"), "mã «thanh-tra» đã là của Thanh tra"),
        (("add", "Phòng 1", "--name", "Phòng Một"), "mã «Phòng 1» phải gồm chữ thường không dấu"),
        (("add", "moi", "--name", "THANH TRA SỞ"), "«THANH TRA SỞ» đã là tên gọi của Thanh tra"),
        (("add", "moi", "--name", "Phòng Mới", "--group", "@x"), "không có nhóm «@x»; các nhóm: @all"),
        (("alias", "khong-co", "P. K"), "không có đơn vị «khong-co»"),
        (("contact", "thanh-tra", "--role", "lead", "--add", "a@b\r\nBcc: c@d.vn"), "không phải địa chỉ thư"),
        (
            ("contact", "thanh-tra", "--role", "lead", "--add", "thanh-tra@snv.example.test"),
            "đã nhận thư với vai trò này",
        ),
        (("contact", "-", "--role", "head", "--add", "a@b.vn"), "vai trò head ghi cho một đơn vị"),
        (("alias", "thanh-tra", "Thanh tra Sở", "--remove"), "là tên chính thức của thanh-tra, không bỏ được"),
        (("alias", "thanh-tra", "TTra", "--remove"), "«TTra» không phải tên gọi của Thanh tra Sở"),
        (("contact", "thanh-tra", "--role", "lead", "--remove", "a@b.vn"), "a@b.vn không nhận thư với vai trò này"),
        (("contact", "thanh-tra", "--role", "lead", "--resume", "thanh-tra@snv.example.test"), "không bị ngừng gửi"),
        (
            ("contact", "thanh-tra", "--role", "lead"),
            "Cần đúng một trong --add, --remove, --resume, --absent, --present.",
        ),
    ],
)
def test_a_change_that_would_confuse_the_register_is_refused(
    bare: Installation, words: tuple[str, ...], why: str
) -> None:
    before = bare.run("unit", "list", "--json").json
    refused = bare.run("unit", *words)
    assert refused.status == 2
    assert why in refused.err
    assert bare.run("unit", "list", "--json").json == before


def test_events_are_listed_with_the_tasks_that_wait(here: Installation) -> None:
    events = {event["key"]: event for event in here.run("event", "list", "--json").json}
    assert events[AWAITED_BY_ONE]["actor"] == "Bộ Nội vụ"
    assert events[AWAITED_BY_ONE]["announced"] == []
    assert events[AWAITED_BY_THREE]["tasks"] == ["2.II.2", "2.II.6", "2.III.1"]
    assert "nhiệm vụ chờ từ" in here.run("event", "list").out


def test_an_event_that_several_tasks_wait_for_is_not_opened_for_all_unasked(here: Installation) -> None:
    run = here.run("event", "announce", AWAITED_BY_THREE, "--date", "2150-03-02")
    assert (run.status, run.out) == (2, "")
    assert "2.II.2, 2.II.6, 2.III.1" in run.err


def test_a_dry_run_shows_what_would_open_and_writes_nothing(here: Installation) -> None:
    announce = ["event", "announce", AWAITED_BY_THREE, "--date", "2/3/2150", "--task", "2.II.6"]
    run = here.run(*announce, "--within", "10 ngày làm việc", "--effective", "1/4/2150", "--dry-run", "--json")
    opened = run.json["opens"]
    assert (run.json["id"], [(one["task"], one["lead"], one["due"]) for one in opened]) == (
        None,
        [("2.II.6", ["ccvc"], "2150-03-16")],
    )
    assert any(step["step"].startswith("10 ngày làm việc sau sự kiện") for step in opened[0]["trace"])
    assert opened[0]["trace"][-1]["step"].startswith("Văn bản có hiệu lực thứ Tư, 01/04/2150; cơ quan không đặt")
    assert here.run("obligation", "list", "--status", "waiting", "--json").json == []
    events = here.run("event", "list", "--json").json
    assert not any(event["announced"] for event in events)


def test_an_event_is_announced_then_revoked(here: Installation) -> None:
    paper = "Quyết định số 215/QĐ-BNV"
    told = here.run("event", "announce", AWAITED_BY_ONE, "--date", "2150-03-02", "--document", paper)
    assert told.status == 0
    assert told.out.startswith("Đã ghi công bố số 1; mở 1 nhiệm vụ:\n  1.III.3")
    (waiting,) = here.run("obligation", "list", "--status", "waiting", "--json").json
    assert (waiting["task"], waiting["period"], waiting["due"]) == ("1.III.3", "event:1", None)
    revoked = here.run("event", "revoke", "1", "--reason", "ghi nhầm văn bản", "--json")
    gone = {"id": 1, "revoked": True, "reason": "ghi nhầm văn bản", "withdrawn": [waiting["id"]]}
    assert (revoked.status, revoked.err, revoked.json) == (0, "", gone)
    (event,) = [one for one in here.run("event", "list", "--json").json if one["key"] == AWAITED_BY_ONE]
    assert event["announced"] == [
        {
            "id": 1,
            "date": "2150-03-02",
            "received": None,
            "effective": None,
            "document": paper,
            "note": None,
            "tasks": ["1.III.3"],
            "revoked": True,
            "reason": "ghi nhầm văn bản",
        }
    ]
    (withdrawn,) = here.run("obligation", "list", "--status", "withdrawn", "--json").json
    assert withdrawn["id"] == waiting["id"]
    assert here.run("event", "revoke", "1", "--reason", "lần nữa").status == 2


def test_an_event_gets_another_date(here: Installation) -> None:
    here.run("event", "announce", AWAITED_BY_ONE, "--date", "2150-03-02", "--within", "10 ngày làm việc")
    here.run("tick", "--at", "2149-03-03T09:00")
    run = here.run("event", "redate", "1", "--date", "2150-03-03", "--reason", "văn bản ký lại", "--json")
    (moved,) = run.json["moved"]
    assert (run.json["id"], run.json["date"]) == (1, "2150-03-03")
    assert (moved["task"], moved["old_due"], moved["new_due"]) == ("1.III.3", "2150-03-16", "2150-03-17")
    shown = here.run("obligation", "show", str(moved["obligation"])).out
    assert "dời hạn (từ 16/03/2150, đến 17/03/2150, lý do: ngày của sự kiện «Bộ Nội vụ công bố TTHC» đổi từ" in shown
    lines = here.run("event", "redate", "1", "--date", "2150-03-04").out.splitlines()
    assert lines[0] == "Công bố số 1 nay ghi ngày 04/03/2150; 1 việc đổi hạn:"
    assert lines[1].endswith(": thứ Ba, 17/03/2150 → thứ Tư, 18/03/2150")
    again = here.run("event", "redate", "1", "--date", "2150-03-04")
    assert (again.status, again.err) == (2, "Công bố số 1 đã ghi ngày 04/03/2150; không có gì thay đổi.\n")


def test_the_same_event_is_not_recorded_twice_by_mistake(here: Installation) -> None:
    announce = ["event", "announce", AWAITED_BY_ONE, "--date", "2150-03-02"]
    here.run(*announce, "--note", "theo công văn của Bộ")
    again = here.run(*announce)
    assert (again.status, again.out) == (2, "")
    assert "nếu là một lần khác, thêm --again" in again.err
    assert here.run(*announce, "--again").status == 0
    (event,) = [one for one in here.run("event", "list", "--json").json if one["key"] == AWAITED_BY_ONE]
    assert [(one["id"], one["note"]) for one in event["announced"]] == [(1, "theo công văn của Bộ"), (2, None)]
    assert event["unreported"] == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--due", "2150-04-01", "--within", "10 ngày"], "Chỉ ghi một trong hai: --due"),
        (["--task", "1.III.3", "--all"], "Chỉ ghi một trong hai: --task hoặc --all."),
        (["--within", "vài hôm"], "Giá trị «vài hôm» của «--within» không hợp lệ:"),
    ],
)
def test_an_announcement_that_contradicts_itself_is_refused(bare: Installation, more: list[str], said: str) -> None:
    run = bare.run("event", "announce", AWAITED_BY_ONE, "--date", "2150-03-02", *more)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(said)


def test_obligations_are_listed_by_unit_status_and_day(here: Installation) -> None:
    listed = here.run("obligation", "list", "--unit", "Văn phòng sở", "--from", "2150-12-01", "--to", "2150-12-14")
    assert "1.I.3" in listed.out
    assert "1 việc tính đến ngày" in listed.out
    past = here.run("obligation", "list", "--unit", "thanh-tra", "--status", "past", "--json").json
    assert [(one["unit"], one["due"]) for one in past] == [("thanh-tra", "2022-01-31"), ("thanh-tra", "2022-03-31")]


def test_a_mistyped_unit_is_refused_with_the_nearest(here: Installation) -> None:
    run = here.run("obligation", "list", "--unit", "than-tra")
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("Không có đơn vị «than-tra» (có phải «thanh-tra»?)")


def test_an_obligation_is_reported_done_and_tells_its_story(here: Installation) -> None:
    (one,) = here.run("obligation", "list", "--from", "2150-12-14", "--to", "2150-12-14", "--json").json
    number = str(one["id"])
    before = here.run("obligation", "show", number).out
    assert "Thời hạn ghi trong văn bản: “Trước ngày 15/12 hằng năm”" in before
    assert "Hạn: thứ Hai, 14/12/2150" in before
    assert "Chưa có thư nào về việc này." in before
    assert "Sắp tới, nếu chưa ai báo hoàn thành:\n  13/11/2150  van-phong@snv.example.test" in before
    here.run("tick", "--at", "2150-11-30T09:00")
    done = here.run("obligation", "done", number, "--document", "Kế hoạch số 9/KH-SNV", "--on", "2026-01-05")
    assert done.status == 0
    assert done.out.endswith("hạn 14/12/2150): xong đúng hạn (05/01/2026).\n")
    after = here.run("obligation", "show", number).out
    assert "báo hoàn thành (ngày 05/01/2026, văn bản Kế hoạch số 9/KH-SNV)" in after
    assert "van-phong@snv.example.test (chủ trì), mốc T-14" in after
    assert "Không còn nhắc ai: việc đã hoàn thành." in after
    story = here.run("obligation", "show", number, "--json").json
    assert [(deed["what"], deed["words"]) for deed in story["history"]] == [
        ("adopted", "kế hoạch được đưa vào theo dõi"),
        ("done", "báo hoàn thành (ngày 05/01/2026, văn bản Kế hoạch số 9/KH-SNV)"),
    ]
    assert {(mail["kind"], mail["rung"], mail["state"]) for mail in story["mails"] if mail["role"] == "lead"} == {
        ("assignment", None, "sent"),
        ("reminder", "T-14", "sent"),
    }
    assert (story["ahead"], story["nothing_owed"]) == ([], "Không còn nhắc ai: việc đã hoàn thành.")
    again = here.run("obligation", "done", number)
    assert (again.status, again.out) == (2, "")
    assert again.err.startswith(f"Việc số {number} không còn mở (hiện: đã hoàn thành)")


def test_mails_are_listed_and_shown(here: Installation) -> None:
    here.run("tick", "--at", "2149-03-03T09:00")
    mails = here.run("outbox", "list", "--json").json
    assert {mail["state"] for mail in mails} == {"sent"}
    assert mails[0]["at"] == "2149-03-03T09:00:00+07:00"
    shown = here.run("outbox", "show", "1").out
    assert shown.startswith("From: Hệ thống nhắc việc <nhac-viec@example.test>\nTo: Văn phòng Sở")
    assert "\nSubject: [Nhắc việc] Giao " in shown
    as_json = here.run("outbox", "show", "1", "--json").json
    assert as_json.items() >= mails[0].items()
    assert as_json["text"] in shown
    assert {item["kind"] for item in as_json["items"]} == {"assignment"}
    raw = here.run("outbox", "show", "1", "--raw").out
    assert f"Message-ID: {mails[0]['message_id']}" in raw
    assert here.run("outbox", "list", "--state", "failed", "--json").json == []
    assert here.run("outbox", "show", "99").status == 2
    retry = here.run("outbox", "retry", "1")
    assert (retry.status, retry.err) == (2, "Thư số 1 đã gửi; chỉ gửi lại thư bị từ chối hoặc đang chờ.\n")


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


def test_a_waiting_mail_is_tried_again_on_request(here: Installation) -> None:
    server = {"NHACVIEC_SMTP__HOST": "127.0.0.1", "NHACVIEC_SMTP__PORT": closed_port(), "NHACVIEC_SMTP__MODE": "none"}
    here.run("tick", "--at", "2149-03-03T09:00", env=server)
    waiting = here.run("outbox", "list", "--state", "queued").out
    assert "máy chủ thư trả lời: Máy chủ thư 127.0.0.1" in waiting
    number = waiting.partition(".")[0]
    retry = here.run("outbox", "retry", number)
    assert (retry.status, retry.err) == (0, "")
    assert retry.out.startswith(f"Thư số {number} sẽ được gửi lại tới ")
    again = here.run("outbox", "retry", number, "--json").json
    assert (again["id"], again["state"]) == (int(number), "queued")
    doctor = here.run("doctor", env=server)
    assert doctor.status == 1
    assert "✗ hỏng     Gửi thư: Máy chủ thư 127.0.0.1" in doctor.out
    assert "! cần xem  Hàng thư: thư số 1 chờ từ 09:00 03/03/2149; lần gửi gần nhất:" in doctor.out
    assert doctor.out.endswith("Có chỗ hỏng, cần sửa: Gửi thư.\n")


@pytest.mark.parametrize("kind", ["digest", "leaders", "monitor", "assignment", "event", "correction", "amendment"])
def test_every_kind_of_mail_can_be_previewed(bare: Installation, kind: str) -> None:
    assert "[Xem thử]" in bare.run("mail", "preview", kind).out.splitlines()[0]
    assert bare.run("mail", "preview", kind, "--html").out.startswith("<!doctype html>")


def test_a_preview_without_a_kind_is_of_all_and_in_text(bare: Installation) -> None:
    assert bare.run("mail", "preview").out.count("[Xem thử]") == len(KINDS)
    assert bare.run("mail", "preview", "--html").status == 2


def test_doctor_says_what_is_well_and_what_to_look_at(bare: Installation) -> None:
    run = bare.run("doctor")
    assert (run.status, run.err) == (0, "")
    assert all(line.startswith(("✓ tốt", "! cần xem")) for line in run.out.splitlines())
    for subject in ("Cấu hình: dùng tệp config.toml.", "Danh bạ: 9 đơn vị", "Đồng hồ:", "Hàng thư: 0 thư", "Ổ đĩa:"):
        assert f"✓ tốt      {subject}" in run.out
    assert "! cần xem  Gửi thư: Chưa cấu hình máy chủ thư" in run.out
    assert "! cần xem  Tiến trình nền: không chạy" in run.out


def test_doctor_names_a_register_file_that_was_changed_since(bare: Installation) -> None:
    bare.run("unit", "list")
    register = bare.folder / "units.toml"
    register.write_text(register.read_text("utf-8").replace('"thanh-tra@', '"thanh-tra-moi@'), "utf-8")
    said = "units.toml khác danh bạ trong cơ sở dữ liệu (0 đơn vị, 2 địa chỉ); cơ sở dữ liệu được dùng."
    assert said in bare.run("doctor").out


def test_doctor_ends_with_1_where_there_are_no_units(bare: Installation) -> None:
    (bare.folder / "config.toml").write_text("", "utf-8")
    run = bare.run("doctor")
    assert run.status == 1
    assert "✗ hỏng     Danh bạ: chưa có đơn vị nào" in run.out


def test_doctor_ends_with_1_where_the_database_is_none_of_ours(bare: Installation) -> None:
    (bare.folder / "var").mkdir()
    (bare.folder / "var" / "nhacviec.db").write_text("không phải cơ sở dữ liệu", "utf-8")
    run = bare.run("doctor")
    assert run.status == 1
    assert "✗ hỏng     Cơ sở dữ liệu: Không mở được" in run.out


@pytest.mark.parametrize(
    "args",
    [
        ["unit"],
        ["event"],
        ["event", "announce"],
        ["obligation"],
        ["obligation", "list"],
        ["outbox"],
        ["mail"],
        ["extension"],
        ["extension", "decide"],
    ],
)
def test_every_command_has_a_vietnamese_help_page(bare: Installation, args: list[str]) -> None:
    run = bare.run(*args, "--help")
    assert (run.status, run.err) == (0, "")
    assert run.out.startswith(f"Cách dùng: nhacviec {' '.join(args)} ")

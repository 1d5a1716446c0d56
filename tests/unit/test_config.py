from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path

import pytest

from nhacviec.config import Config, Ladder, LadderOverride, load
from nhacviec.config_source import SECRETS, ConfigError
from rules.model import Offset
from rules.policies import Override

SHIPPED = Path(__file__).parents[2] / "config.toml"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    return path


def refusal(tmp_path: Path, text: str, **environ: str) -> str:
    """What is said of a configuration, without the folder of the test."""
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text), environ)
    return str(caught.value).replace(f"{tmp_path}/", "")


def test_the_shipped_file_lists_every_key_in_order() -> None:
    listed = {name: list(table) for name, table in tomllib.loads(SHIPPED.read_text("utf-8")).items()}
    keys = {name: list(dict(getattr(Config(), name))) for name in Config.model_fields}
    keys["ladder"].remove("override")  # it stands below, behind a mark, since any override must name a plan
    assert listed == keys
    assert list(listed) == list(Config.model_fields)


def test_the_shipped_file_holds_the_defaults_except_the_lines_marked_as_examples() -> None:
    lines = SHIPPED.read_text("utf-8").splitlines()
    shipped = tomllib.loads("\n".join(re.sub(r'= ".*" +# \[ví dụ\].*', '= ""', line) for line in lines))
    assert Config.model_validate(shipped) == Config()


def test_the_shipped_file_lists_every_key_of_an_override_behind_a_mark() -> None:
    text = re.sub(r"(?m)^#(?=\[\[|\w+ =)", "", SHIPPED.read_text("utf-8"))
    (one,) = tomllib.loads(text)["ladder"]["override"]
    assert list(one) == list(LadderOverride.model_fields)
    assert set(LadderOverride.model_fields) - {"plan", "section", "task"} == {*Ladder.model_fields} - {"override"}


OVERRIDDEN = """[ladder]
head_after = 3

[[ladder.override]]
plan = 4
undecided_after = 70

[[ladder.override]]
plan = "15/KH-SNV"
{rest}
"""


def test_a_plan_a_section_and_a_task_may_have_other_rungs(tmp_path: Path) -> None:
    text = OVERRIDDEN.format(rest='task = "1.III.4"\nlead_days_before = [1, 10]\nhead_after = 4')
    ladder = load(written(tmp_path, text), {}).ladder
    assert ladder.overrides == (
        Override("4", None, None, (("undecided_after", 70),)),
        Override("15/KH-SNV", None, "1.III.4", (("lead_days_before", (10, 1)), ("head_after", 4))),
    )


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (
            "head_after = 9",
            "config.toml, dòng 10: khóa ladder.override.head_after = 9 không hợp lệ: "
            "phải nhỏ hơn monitor_after = 5 đang áp dụng ở đó.",
        ),
        (
            'section = "III"\nmonitor_after = 3',
            "dòng 11: khóa ladder.override.monitor_after = 3 không hợp lệ: phải lớn hơn head_after = 3",
        ),
        ("head_after = 0", "dòng 10: khóa ladder.override.head_after = 0 không hợp lệ: không được nhỏ hơn 1."),
        ("lead_days_before = 3", "dòng 10: khóa ladder.override.lead_days_before = 3 không hợp lệ: cần danh sách"),
        ("heads_after = 4", "dòng 10: không có khóa ladder.override.heads_after (có phải «head_after»?)."),
        ('section = "III"', "dòng 8: [[ladder.override]] thứ 2 không hợp lệ: chưa ghi khóa nào khác với [ladder]."),
        (
            'section = "III"\ntask = "1.III.4"\nhead_after = 4',
            'dòng 10: khóa ladder.override.section = "III" không hợp lệ: có task thì không ghi section.',
        ),
        (
            'head_after = 4\n[[ladder.override]]\nplan = "15/kh-snv "\nweekly_after = 5',
            "dòng 11: [[ladder.override]] thứ 3 không hợp lệ: cùng một phạm vi với mục thứ 2; hãy gộp lại.",
        ),
        (
            'section = "III"\nhead_after = 4\n[[ladder.override]]\nplan = "15/KH-SNV"\ntask = "1.III/2.4"\n'
            "monitor_after = 4",
            "dòng 15: khóa ladder.override.monitor_after = 4 không hợp lệ: phải lớn hơn head_after = 4",
        ),
        (
            "head_after = 4\n[[ladder.override]]\nhead_after = 4",
            "dòng 11: [[ladder.override]] thứ 3 không hợp lệ: thiếu khóa plan.",
        ),
    ],
)
def test_an_override_that_cannot_be_right_is_told_by_line_and_key(tmp_path: Path, rest: str, said: str) -> None:
    assert said in refusal(tmp_path, OVERRIDDEN.format(rest=rest))


def test_every_key_of_the_shipped_file_has_a_comment() -> None:
    keys = [line for line in SHIPPED.read_text("utf-8").splitlines() if re.match(r"\w+ =", line)]
    assert [line for line in keys if " # " not in line] == []


def test_no_file_means_the_defaults_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = load(None, {})
    assert config.ladder == Config().ladder
    assert config.data.database == f"sqlite:///{tmp_path}/var/nhacviec.db"
    assert config.data.mail == tmp_path / "var/mail"
    assert config.data.units is None


def test_the_current_folders_file_is_found_and_a_named_one_goes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, '[office]\nname = "Sở A"')
    (tmp_path / "b.toml").write_text('[office]\nname = "Sở B"', "utf-8")
    assert load(None, {}).office.name == "Sở A"
    assert load(None, {"NHACVIEC_CONFIG": "b.toml"}).office.name == "Sở B"
    assert load(Path("config.toml"), {"NHACVIEC_CONFIG": "b.toml"}).office.name == "Sở A"


def test_paths_are_relative_to_the_file_and_absolute_ones_stay(tmp_path: Path) -> None:
    path = written(tmp_path, '[data]\ndatabase = "sqlite:////srv/a.db"\nunits = "don-vi.toml"\nmail = "/srv/mail"')
    data = load(path, {}).data
    assert (data.database, data.units, data.mail) == (
        "sqlite:////srv/a.db",
        tmp_path / "don-vi.toml",
        Path("/srv/mail"),
    )


def test_values_are_read_into_what_they_mean(tmp_path: Path) -> None:
    text = '[hours]\nstart = "7:30"\n[events]\ndefault_days = "10 ngày làm việc"\n[ladder]\nlead_days_before = [0, 5]'
    config = load(written(tmp_path, text), {})
    assert config.hours.start == dt.time(7, 30)
    assert config.events.default_days == Offset(10, "working_day")
    assert config.ladder.lead_days_before == (5, 0)


def test_an_act_has_a_limit_a_last_day_or_both(tmp_path: Path) -> None:
    both = '"công bố" = { within = "3 ngày làm việc", before_effective = "5 ngày" }'
    text = f'[events.acts]\n{both}\n"trình" = "2 ngày"\n"gửi" = {{ before_effective = "1 tháng" }}'
    limits = load(written(tmp_path, text), {}).events.limits
    assert limits.acts == (("công bố", Offset(3, "working_day")), ("trình", Offset(2, "day")))
    assert limits.stops == (("công bố", Offset(-5, "day")), ("gửi", Offset(-1, "month")))


def test_variables_override_the_file(tmp_path: Path) -> None:
    environ = {
        "NHACVIEC_SMTP__PASSWORD": "12345",
        "NHACVIEC_SMTP__PORT": "587",
        "NHACVIEC_LADDER__LEAD_DAYS_BEFORE": "[7, 1]",
        "NHACVIEC_DATES__MOVE_WRITTEN": "true",
        "HOME": "/root",
    }
    config = load(written(tmp_path, "[smtp]\nport = 25"), environ)
    assert config.smtp.password.get_secret_value() == "12345"
    assert (config.smtp.port, config.ladder.lead_days_before, config.dates.move_written) == (587, (7, 1), True)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf" + '[office]\nname = "Sở Tư pháp"'.encode())
    assert load(path, {}).office.name == "Sở Tư pháp"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[smtp]\n\nprot = 465",
            "config.toml, dòng 3: không có khóa smtp.prot (có phải «port»?). Các khóa của [smtp]: host,",
        ),
        ("[smpt]\nport = 1", "config.toml, dòng 1: không có mục [smpt] (có phải «smtp»?). Các mục: office, data,"),
        ("name = 1", "config.toml, dòng 1: không có mục [name]. Các mục: office,"),
        ("smtp = 1", "config.toml, dòng 1: [smtp] không hợp lệ: đây là tên một mục"),
        ("[smtp]\nport = 99999", "config.toml, dòng 2: khóa smtp.port = 99999 không hợp lệ: không được lớn hơn 65535."),
        ("smtp.port = 0", "config.toml, dòng 1: khóa smtp.port = 0 không hợp lệ: không được nhỏ hơn 1."),
        ('[smtp]\nport = "465"', 'dòng 2: khóa smtp.port = "465" không hợp lệ: cần một số nguyên.'),
        ('[smtp]\nmode = "ssl"', "khóa smtp.mode = \"ssl\" không hợp lệ: chỉ nhận 'tls', 'starttls' hoặc 'none'."),
        ("[dates]\nmove_written = 1", "khóa dates.move_written = 1 không hợp lệ: cần true hoặc false."),
        ("[office]\nname = 5", 'khóa office.name = 5 không hợp lệ: cần chữ đặt trong dấu nháy kép "…".'),
        ('[office]\nname = " "', 'khóa office.name = " " không hợp lệ: không được để trống.'),
        ('[office]\npublic_url = "nhacviec.vn"', "cần địa chỉ bắt đầu bằng https:// hoặc http://."),
        ('[hours]\nend = "24:00"', 'khóa hours.end = "24:00" không hợp lệ: cần giờ và phút, ví dụ "08:00".'),
        ('[hours]\nend = "07:00"', 'khóa hours.end = "07:00" không hợp lệ: phải sau hours.start = 08:00.'),
        ("[ladder]\nlead_days_before = 30", "cần danh sách số nguyên, ví dụ [14, 3]."),
        ("[ladder]\nlead_days_before = [7,\n -1]", "dòng 2: khóa ladder.lead_days_before = -1 không hợp lệ"),
        (
            "[ladder]\nlead_days_before = [7, 7]",
            "khóa ladder.lead_days_before = [7, 7] không hợp lệ: có số ghi hai lần.",
        ),
        ("[ladder]\nhead_after = 5", "khóa ladder.monitor_after = 5 không hợp lệ: phải lớn hơn ladder.head_after = 5."),
        ('[events]\ndefault_days = "mười ngày"', 'ví dụ "10 ngày làm việc".'),
        ('[events.acts]\n"công bố" = "mười ngày"', 'ví dụ "10 ngày làm việc" (việc «công bố»).'),
        ('[events.acts]\n"công bố" = ""', "cần thời hạn của việc «công bố»; không đặt thời hạn thì bỏ dòng này."),
        ('[events.acts]\n" " = "5 ngày"', "cần từ ngữ của việc trước dấu =, ví dụ"),
        ('[events.acts]\n"công bố" = {}', "cần thời hạn của việc «công bố»"),
        ('[events.acts]\n"công bố" = { trong = "5 ngày" }', "nhận within, before_effective"),
        ('[data]\nmail = ""', 'khóa data.mail = "" không hợp lệ: không được để trống.'),
        ('[mail]\nsender = "văn phòng"', "cần đúng một địa chỉ thư điện tử"),
        ("[smtp]\ntimeout_seconds = 60", "khóa daemon.claim_seconds = 300 không hợp lệ: phải lớn hơn chín lần"),
        (
            '[smtp]\nhost = "mail.vn"\nmode = "none"',
            'dòng 3: khóa smtp.mode = "none" không hợp lệ: thư đi không mã hóa',
        ),
        ("[smtp\nport = 1", "config.toml, dòng 1, cột 6: không đúng cú pháp TOML."),
        ('[office]\nname = "Sở', "không đúng cú pháp TOML."),
    ],
)
def test_a_fault_is_told_by_place_value_and_what_is_allowed(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text)


def test_all_faults_are_told_at_once_a_line_each(tmp_path: Path) -> None:
    said = refusal(tmp_path, "[smtp]\nport = 0\nconnections = 99\nuser = 1").splitlines()
    assert [line.split(":")[0] for line in said] == [
        "config.toml, dòng 2",
        "config.toml, dòng 3",
        "config.toml, dòng 4",
    ]


@pytest.mark.parametrize("section", Config.model_fields)
def test_no_wrong_type_is_answered_in_another_language(tmp_path: Path, section: str) -> None:
    for key in dict(getattr(Config(), section)):
        for value in ("{ a = 1 }", "[[1]]", "1.5", "1979-05-27"):
            said = refusal(tmp_path, f"[{section}]\n{key} = {value}")
            assert re.search(r"dòng 2: khóa \w+\.\w+ .*không hợp lệ: (cần|chỉ nhận)", said), said


def test_the_value_of_a_secret_is_never_shown(tmp_path: Path) -> None:
    for section, key in SECRETS:
        assert "31337" not in refusal(tmp_path, f"[{section}]\n{key} = 31337")
    password = load(written(tmp_path, '[smtp]\npassword = "mở-ra"'), {}).smtp
    assert "mở-ra" not in repr(password)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        (
            "NHACVIEC_SMTP__PORT",
            "cổng",
            'Biến môi trường NHACVIEC_SMTP__PORT = "cổng" không hợp lệ: cần một số nguyên.',
        ),
        (
            "NHACVIEC_LADDER__OVERRIDE",
            '[{plan = "1", head_after = 0}]',
            "Biến môi trường NHACVIEC_LADDER__OVERRIDE, khóa ladder.override.head_after = 0 không hợp lệ: không được",
        ),
        ("NHACVIEC_SMTP__PASWORD", "x", "Biến môi trường NHACVIEC_SMTP__PASWORD: không có khóa smtp.pasword"),
        ("NHACVIEC_HOST", "x", "Biến môi trường NHACVIEC_HOST: không có mục [host]"),
        ("NHACVIEC_SMTP", "x", "Biến môi trường NHACVIEC_SMTP: không có khóa smtp."),
    ],
)
def test_a_wrong_variable_is_refused_by_name(tmp_path: Path, variable: str, value: str, said: str) -> None:
    assert said in refusal(tmp_path, "", **{variable: value})


def test_clear_text_is_allowed_on_this_machine_or_by_a_word_and_without_a_password(tmp_path: Path) -> None:
    clear = '[smtp]\nmode = "none"\nhost = '
    for allowed in ('"127.0.0.1"', '"localhost"', '"mail.lan"\nallow_clear_text = true', '""'):
        assert load(written(tmp_path, clear + allowed), {}).smtp.mode == "none"
    assert "không mã hóa" in refusal(tmp_path, clear + '"mail.lan"\nallow_clear_text = true\nusername = "vp"')


def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "ky-tu.toml").write_bytes(b'[office]\nname = "S\xe9"')
    for name, reason in (("khong-co.toml", "không có tệp này"), (".", "đây là một thư mục"), ("ky-tu.toml", "UTF-8")):
        with pytest.raises(ConfigError) as caught:
            load(tmp_path / name, {})
        assert str(caught.value).startswith("Không đọc được tệp cấu hình")
        assert reason in str(caught.value)


IMAP = '[mail]\nsender = "nhac-viec@snv.example.vn"\n[imap]\nhost = "imap.snv.example.vn"\nusername = "nhac-viec"\n'


def test_mails_have_an_address_of_their_own_to_come_back_to_where_a_mailbox_is_read(tmp_path: Path) -> None:
    config = load(written(tmp_path, IMAP), {"NHACVIEC_IMAP__PASSWORD": "mở-ra"})
    assert config.imap.path_of(config.mail.sender) == "nhac-viec+{token}@snv.example.vn"
    other = load(written(tmp_path, f'{IMAP}return_path = "{{token}}@tra-ve.vn"\npassword = "x"'), {})
    assert other.imap.path_of(other.mail.sender) == "{token}@tra-ve.vn"
    for off in ('[imap]\nhost = ""', f'{IMAP}password = "x"\nreturn_path = ""'):
        assert load(written(tmp_path, off), {}).imap.path_of("a@b.vn") is None


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "đọc hộp thư cần cả tên đăng nhập và mật khẩu"),
        ('password = "x"\nmode = "starttls"', "cổng 993 mã hóa từ đầu"),
        ('password = "x"\nmode = "none"', "chỉ nhận 'tls' hoặc 'starttls'"),
        ('password = "x"\nreturn_path = "nhac-viec@snv.example.vn"', "cần địa chỉ có {token} trước dấu @"),
        (f'password = "x"\nreturn_path = "{"a" * 50}{{token}}@x.vn"', "không dùng được hoặc quá dài"),
    ],
)
def test_a_mailbox_that_cannot_be_read_is_told_by_key(tmp_path: Path, lines: str, said: str) -> None:
    assert said in refusal(tmp_path, IMAP + lines)

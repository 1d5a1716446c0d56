"""`nhacviec migrate` through the real program: there, back, taken back, and killed on the way."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
import sqlalchemy as sa

from db.engine import place_of
from db.identity import known_revisions
from db.moved import address_of
from db.upgrade import downgrade
from tests.postgresql import Server

from .installation import NHACVIEC, Installation
from .moves import BEFORE, LATE, SLEEP, asleep, engine_at, everything, in_use, is_empty, trigger
from .processes import Process

DAY = ("tick", "--at", "2149-11-03T09:00")
USAGE = "Cần đúng một trong hai: --to ĐỊA-CHỈ [--dry-run] hoặc --back [--lost].\n"


@pytest.fixture
def file(here: Installation) -> Path:
    return here.folder / "var" / "nhacviec.db"


@pytest.fixture
def there(postgresql: str) -> dict[str, str]:
    """The environment of an office that uses the PostgreSQL."""
    return {"NHACVIEC_DATA__DATABASE": postgresql}


def moved(here: Installation, target: str) -> None:
    run = here.run("migrate", "--to", target, "--json")
    assert (run.status, run.err, run.json["moved"]) == (0, "", True)


# There and back ------------------------------------------------------------------------------------------------------


def test_an_office_moves_to_postgresql_and_is_told_what_to_do(
    here: Installation, file: Path, postgresql: str, there: dict[str, str]
) -> None:
    place, rows = place_of(sa.make_url(postgresql)), everything(f"sqlite:///{file}").values()
    held = f"1 kế hoạch, 155 việc, 0 thư; tất cả {sum(map(len, rows))} dòng trong {sum(map(bool, rows))} bảng"
    foreseen = here.run("migrate", "--to", postgresql, "--dry-run")
    assert (foreseen.status, foreseen.err) == (0, "")
    assert foreseen.out.splitlines() == [
        f"Sẽ chuyển từ {file} sang {place}: {held}.",
        "Mọi dòng đều đọc được, không liên kết nào hỏng, nơi nhận còn trống.",
        "Chưa thay đổi gì.",
    ]
    run = here.run("migrate", "--to", postgresql)
    assert (run.status, run.err) == (0, "")
    assert run.out.splitlines() == [
        f"Đã chuyển sang {place}: {held}. Từng bảng ở hai nơi đã được đối chiếu, khớp nhau.",
        "Bây giờ:",
        f'1. Trong config.toml, mục [data], ghi: database = "{address_of(sa.make_url(postgresql))}"',
        "   Mật khẩu không ghi ở đó mà ở biến PGPASSWORD, cùng chỗ với các mật khẩu khác.",
        "2. Chạy «nhacviec doctor», rồi chạy lại tiến trình nền và trang web chạy riêng (--role web), nếu có.",
        f"{file} giữ nguyên dữ liệu lúc này nhưng đã khóa, không dùng nữa; quay về bằng --to hoặc --back.",
    ]
    assert "Thư mới: 10. Đã gửi 10," in here.run(*DAY, env=there).err
    again = here.run("migrate", "--to", postgresql)
    assert (again.status, again.out.splitlines()[0][:40]) == (0, f"Dữ liệu đã chuyển sang {place}"[:40])


def test_programs_are_told_in_one_object(here: Installation, file: Path, postgresql: str) -> None:
    foreseen = here.run("migrate", "--to", postgresql, "--dry-run", "--json").json
    assert (foreseen["moved"], foreseen["earlier"], foreseen["from"]) == (False, False, str(file))
    run = here.run("migrate", "--to", postgresql, "--json")
    assert run.json == foreseen | {"moved": True}
    assert (run.json["rows"]["obligation"], run.json["changed_texts"]) == (155, 0)
    assert sa.make_url(run.json["database"]) == sa.make_url(postgresql)


def test_no_password_is_ever_shown(server: Server, here: Installation, postgresql: str, there: dict[str, str]) -> None:
    server.say("DROP ROLE IF EXISTS clerk")
    server.say("CREATE ROLE clerk LOGIN SUPERUSER PASSWORD 'bi-mat'")
    with_password = postgresql.replace("postgres@", "clerk:bi-mat@")
    for run in (here.run("migrate", "--to", with_password), here.run("migrate", "--to", with_password, "--json")):
        assert run.status == 0
        assert "bi-mat" not in run.out + run.err
    refused = here.run("migrate", "--back", "--yes")
    assert (refused.status, "bi-mat" in refused.err, "thêm --lost" in refused.err) == (2, False, True)
    assert "không nhận người dùng này" in refused.err
    assert here.run("migrate", "--back", "--yes", env={"PGPASSWORD": "bi-mat"}).status == 0
    server.say("REASSIGN OWNED BY clerk TO postgres", str(sa.make_url(postgresql).database))
    server.say("DROP ROLE clerk")


def test_back_in_the_first_file_it_is_as_if_it_had_never_left(
    here: Installation, file: Path, postgresql: str, there: dict[str, str]
) -> None:
    moved(here, postgresql)
    assert "Đã gửi 10," in here.run(*DAY, env=there).err
    run = here.run("migrate", "--to", f"sqlite:///{file}", env=there)
    assert (run.status, run.err) == (0, "")
    assert f'ghi: database = "sqlite:///{file}"' in run.out
    assert "PGPASSWORD" not in run.out
    assert "Thư mới: 0. Đã gửi 0," in here.run("tick", "--at", "2149-11-03T10:00").err
    assert here.run(*DAY, env=there).err.startswith("Dữ liệu của postgresql+psycopg://postgres@")
    assert here.run("audit", "--strict").status == 0


def test_a_file_of_an_earlier_version_is_brought_up_first(here: Installation, file: Path, postgresql: str) -> None:
    before, newest = known_revisions()[-2:]
    with engine_at(f"sqlite:///{file}") as engine:
        downgrade(engine, before)
    foreseen = here.run("migrate", "--to", postgresql, "--dry-run")
    assert f"Trước đó {file} được nâng từ bản {before} lên bản {newest}." in foreseen.out
    moved(here, postgresql)
    assert everything(postgresql) == everything(f"sqlite:///{file}")


# What was left -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [("run",), DAY, ("plan", "list"), ("outbox", "resume"), ("unit", "add", "moi", "--name", "Phòng Mới"),
     ("simulate", "--from", "2149-03-03", "--to", "2149-03-05"), ("obligation", "list")],
)  # fmt: skip
def test_every_command_refuses_what_was_left(
    here: Installation, file: Path, postgresql: str, command: tuple[str, ...]
) -> None:
    moved(here, postgresql)
    before = everything(f"sqlite:///{file}")
    run = here.run(*command)
    where = address_of(sa.make_url(postgresql))
    assert (run.status, run.out) == (2, "")
    assert run.err == (
        f"Dữ liệu của {file} đã chuyển sang {where}, nơi cũ không dùng nữa: hãy ghi địa chỉ mới vào data.database "
        "trong config.toml; muốn quay về, xem «nhacviec migrate --help».\n"
    )
    assert everything(f"sqlite:///{file}") == before


def test_the_doctor_names_it_and_nobody_backs_it_up(here: Installation, file: Path, postgresql: str) -> None:
    moved(here, postgresql)
    assert f"✗ hỏng     Cơ sở dữ liệu: Dữ liệu của {file} đã chuyển sang " in here.run("doctor").out
    backup = here.run("backup", "sao-luu.db")
    assert (backup.status, backup.err.startswith("Không sao lưu được vào sao-luu.db: dữ liệu đã chuyển sang ")) == (
        2,
        True,
    )
    assert not (here.folder / "sao-luu.db").exists()


# Taken back ----------------------------------------------------------------------------------------------------------


def test_taken_back_the_old_place_is_paused_and_the_other_refuses(
    here: Installation, file: Path, postgresql: str, there: dict[str, str]
) -> None:
    moved(here, postgresql)
    assert "Đã gửi 10," in here.run(*DAY, env=there).err
    asked = here.run("migrate", "--back")
    assert (asked.status, asked.err.splitlines()[-1]) == (2, "Chưa thay đổi gì: hãy thêm --yes để quay về.")
    assert not in_use(f"sqlite:///{file}")
    run = here.run("migrate", "--back", "--yes")
    assert run.status == 0
    assert run.out.startswith(f"Đã quay về {file}; {address_of(sa.make_url(postgresql))} không còn được dùng.\n")
    assert "Đang tạm dừng gửi thư" in run.out
    assert "Đang tạm dừng gửi thư" in here.run(*DAY).err
    assert here.run("outbox", "list", "--json").json == []
    assert here.run(*DAY, env=there).err.startswith("Dữ liệu của postgresql+psycopg://postgres@")
    assert here.run("outbox", "resume", "--send").status == 0
    assert "Đã gửi 10," in here.run(*DAY).err
    assert here.run("audit", "--strict").status == 0
    moved(here, postgresql)
    assert everything(postgresql) == everything(f"sqlite:///{file}")


def test_nobody_takes_back_what_a_daemon_uses(
    here: Installation, file: Path, postgresql: str, there: dict[str, str]
) -> None:
    moved(here, postgresql)
    with Process([*NHACVIEC, "run"], here.folder, **there) as daemon:
        daemon.wait_for("daemon_started")
        run = here.run("migrate", "--back", "--yes")
        assert daemon.end()[0] == 0
    assert (run.status, "Một tiến trình nhacviec khác đang chạy trên cơ sở dữ liệu postgresql" in run.err) == (2, True)
    assert (in_use(f"sqlite:///{file}"), in_use(postgresql)) == (False, True)


def test_a_place_that_is_lost_is_taken_back_without_it(server: Server, here: Installation, postgresql: str) -> None:
    moved(here, postgresql)
    server.drop(str(sa.make_url(postgresql).database))
    run = here.run("migrate", "--back", "--yes")
    assert (run.status, "chưa có cơ sở dữ liệu tên đó" in run.err, "thêm --lost" in run.err) == (2, True, True)
    done = here.run("migrate", "--back", "--lost", "--yes", "--json")
    assert (done.status, done.json["waited"], done.json["backup_of"]) == (0, [], done.json["moved_at"])
    again = here.run("migrate", "--back", "--yes")
    assert (again.status, "đang được dùng bình thường" in again.err) == (2, True)


@pytest.mark.parametrize("args", [(), ("--to", "sqlite:///a.db", "--back"), ("--back", "--dry-run"), ("--lost",),
                                  ("--to", "sqlite:///a.db", "--lost")])  # fmt: skip
def test_one_thing_at_a_time(here: Installation, args: tuple[str, ...]) -> None:
    run = here.run("migrate", *args)
    assert (run.status, run.out, run.err) == (2, "", USAGE)


# Killed --------------------------------------------------------------------------------------------------------------


def killed_asleep(server: Server, here: Installation, target: str) -> None:
    """The command is killed while the database does something for it, and its session ends with it."""
    with Process([*NHACVIEC, "migrate", "--to", target], here.folder) as process:
        session = asleep(server)
        process.end(signal.SIGKILL)
    server.say(f"SELECT pg_terminate_backend({session}, 10000)")
    server.say("DROP FUNCTION watch CASCADE", str(sa.make_url(target).database))


def test_killed_in_the_midst_the_old_place_goes_on_and_the_new_one_is_empty(
    server: Server, here: Installation, file: Path, postgresql: str
) -> None:
    before = everything(f"sqlite:///{file}")
    trigger(server, postgresql, "obligation", BEFORE, f"BEGIN {SLEEP} RETURN NEW; END")
    killed_asleep(server, here, postgresql)
    assert is_empty(postgresql)
    assert everything(f"sqlite:///{file}") == before
    assert in_use(f"sqlite:///{file}")
    assert "Đã gửi 10," in here.run(*DAY).err
    moved(here, postgresql)
    assert everything(postgresql) == everything(f"sqlite:///{file}")


def test_killed_at_the_last_step_nobody_sends_until_it_is_done_again(
    server: Server, here: Installation, file: Path, postgresql: str, there: dict[str, str]
) -> None:
    before = everything(f"sqlite:///{file}")
    trigger(server, postgresql, "obligation", LATE, f"BEGIN {SLEEP} RETURN NEW; END")
    killed_asleep(server, here, postgresql)
    assert is_empty(postgresql)
    assert here.run(*DAY).err.startswith(f"Dữ liệu của {file} đã chuyển sang ")
    moved(here, postgresql)
    assert everything(postgresql) == before
    assert (in_use(f"sqlite:///{file}"), in_use(postgresql)) == (False, True)
    assert "Đã gửi 10," in here.run(*DAY, env=there).err


def test_killed_at_the_last_step_and_taken_back_nothing_has_happened(
    server: Server, here: Installation, file: Path, postgresql: str
) -> None:
    trigger(server, postgresql, "obligation", LATE, f"BEGIN {SLEEP} RETURN NEW; END")
    killed_asleep(server, here, postgresql)
    run = here.run("migrate", "--back", "--yes", "--json")
    assert (run.status, run.json["back"]) == (0, str(file))
    assert "Đã gửi 10," in here.run(*DAY).err

"""What may be wrong with an installation, each finding in one sentence that says what to do."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

from db.backup import LAST_BACKUP
from db.duties import obligations
from db.engine import Connection, place_of, reading, sqlite_version_warning
from db.facts import fact
from db.holidays import load_calendar
from db.identity import known_revisions
from db.lock import daemon_holder
from db.mails import counts, mails, possible_duplicates
from db.outbox import damaged_mails, resting_until, rests
from db.pause import paused
from db.planned_mergers import planned_mergers
from db.register import Register, load_register
from db.upgrade import older_at_work, revision
from nhacviec import holidays
from nhacviec.app import mail_destination, make_mailer, open_office
from nhacviec.config import Config
from nhacviec.health_inbox import mailbox_state
from nhacviec.machine_health import last_backup, time_service
from nhacviec.mail_names import examine_names
from plans.units import files as units
from rules.errors import NhacviecError
from rules.workdays import Calendar
from scheduler import clock
from scheduler.asking.merger_question import title_of
from scheduler.auditing.audit import last_audit
from scheduler.delivering.pausing import say_pause
from scheduler.duties.choices import open_choices
from scheduler.duties.overrides import doubts
from scheduler.duties.seats import lead_contact
from scheduler.finding import MARKS, Finding, Level
from scheduler.known_register import register_in
from scheduler.office import Office, world

__all__ = ["MARKS", "Finding", "examine"]

GIGABYTE = 10**9
STALE = dt.timedelta(days=1)
"""A mail that has waited longer than this needs somebody's eye."""


def examine(config: Config, file: Path | None, at: dt.datetime) -> Iterator[Finding]:
    """Everything that can be looked at as of `at`; `file` is the configuration file in use."""
    if file:
        yield Finding("good", "Cấu hình", f"dùng tệp {file}.")
    else:
        yield Finding("look", "Cấu hình", "không có tệp config.toml; đang dùng các giá trị mặc định.")
    try:
        office = open_office(config, at)
    except NhacviecError as error:
        yield Finding("broken", "Cơ sở dữ liệu", str(error))
    else:
        yield from _of_database(config, office, at)
    yield from _of_machine(config, network=True)


def examine_running(config: Config, office: Office, at: dt.datetime, *, network: bool) -> list[Finding]:
    """The same of an office that is open; servers are asked only where `network` says so."""
    return [*_of_database(config, office, at), *_of_machine(config, network=network)]


def _of_machine(config: Config, *, network: bool) -> Iterator[Finding]:
    yield _links(config)
    if network:
        yield _mail_server(config)
        yield from examine_names(config)
    yield time_service()
    if network:
        yield from (Finding(level, "Thư trả về", text) for level, text in mailbox_state(config))
    yield _disk(config)


def _of_database(config: Config, office: Office, at: dt.datetime) -> Iterator[Finding]:
    yield Finding("good", "Cơ sở dữ liệu", f"{place_of(office.engine.url)}, bản {revision(office.engine)}.")
    yield from _upgrade(office)
    if office.engine.dialect.name == "sqlite" and (warning := sqlite_version_warning()):
        yield Finding("look", "SQLite", warning)
    if holder := daemon_holder(office.engine):
        yield Finding("good", "Tiến trình nền", f"đang chạy ({holder}).")
    else:
        yield Finding("look", "Tiến trình nền", "không chạy, nên không thư nào được gửi; chạy bằng «nhacviec run».")
    with reading(office.engine) as conn:
        if held := paused(conn):
            text = f"{say_pause(held)} Xem và quyết định bằng «nhacviec outbox resume»."
            yield Finding("broken", "Gửi thư", text)
        yield from _register(config, conn, clock.local_day(at))
        yield from (Finding("look", "Mốc nhắc riêng", text) for text in doubts(conn, world(office, conn)))
        yield from _choices(office, conn, clock.local_day(at))
        yield from _holidays(config, load_calendar(conn), clock.local_day(at))
        yield _clock(fact(conn, "created_at"), at)
        if office.engine.dialect.name == "sqlite":  # others are backed up by tools that leave no trace here
            yield last_backup(fact(conn, LAST_BACKUP), at)
        yield from _queue(conn, at)
        yield from _resting(conn, at)
        yield from _audit(conn)
        if blocked := [row.id for row in obligations(conn, state="open") if row.blocker]:
            text = f"{len(blocked)} việc đang mở không nhắc được ai vì không có địa chỉ nào nhận."
            yield Finding("broken", "Việc bị nghẽn", text)


def _upgrade(office: Office) -> Iterator[Finding]:
    """What of a fleet is still to be upgraded."""
    found, known = revision(office.engine), known_revisions()
    if found is not None and found not in known:
        text = f"cơ sở dữ liệu đã ở bản {found}, mới hơn bản {known[-1]} của chương trình này nhưng còn dùng được"
        yield Finding("look", "Nâng cấp", f"{text}; hãy nâng cấp nốt máy này.")
    with reading(office.engine) as conn:
        if older := older_at_work(conn):
            text = f"còn chương trình bản cũ đang chạy: {', '.join(older)}; hãy nâng cấp nốt."
            yield Finding("look", "Nâng cấp", text)


def _register(config: Config, conn: Connection, today: dt.date) -> Iterator[Finding]:
    known = load_register(conn)
    if not known.units:
        yield Finding("broken", "Danh bạ", "chưa có đơn vị nào; hãy ghi tệp danh bạ ở data.units trong config.toml.")
        return
    going = [unit for unit in known.units.values() if not unit.has_ended(today)]
    silent = [unit.code for unit in going if not known.of_role("lead", unit.code)]
    lost = [code for code in silent if lead_contact(code, known) is None]
    if lost:
        yield Finding("broken", "Danh bạ", f"không có ai nhận thư cho: {_names(lost, known)}.")
    if rest := [code for code in silent if code not in lost]:
        text = f"chưa có địa chỉ đầu mối, thư gửi cho người khác nhận thay: {_names(rest, known)}."
        yield Finding("look", "Danh bạ", text)
    if not known.monitors():
        yield Finding("look", "Danh bạ", "chưa có địa chỉ của bộ phận theo dõi (monitor); việc quá hạn không báo được.")
    if not any(c.role == "leadership" and not c.suspended for c in known.contacts):
        yield Finding("look", "Danh bạ", "chưa có địa chỉ của Lãnh đạo (leadership); danh sách quá hạn không ai nhận.")
    if stopped := sorted({c.address for c in known.contacts if c.suspended}):
        yield Finding("look", "Danh bạ", f"đã ngừng gửi vì máy chủ thư từ chối: {', '.join(stopped)}.")
    if config.data.units is not None:
        yield from _register_file(config.data.units, conn)
    if not silent:
        yield Finding("good", "Danh bạ", f"{len(going)} đơn vị, đơn vị nào cũng có địa chỉ đầu mối.")


def _choices(office: Office, conn: Connection, today: dt.date) -> Iterator[Finding]:
    """Tasks that nobody is reminded of because their units are not chosen, and units that may be added to tasks."""
    known = world(office, conn)
    found = open_choices(conn, known, today)
    for waiting, said in (
        ([one for one in found if not one.units], "chưa chọn đơn vị, nên chưa ai được nhắc, ở nhiệm vụ"),
        ([one for one in found if one.units], "có đơn vị mới vào nhóm, có thể giao thêm ở nhiệm vụ"),
    ):
        if waiting:
            names = ", ".join(dict.fromkeys(one.task.name for one in waiting))
            text = f"{said} {names}; chọn bằng lệnh như «{waiting[0].command}»."
            yield Finding("look", "Đơn vị thực hiện", text)
    for one in planned_mergers(conn, until=today):
        if one.trouble:
            yield Finding("broken", "Hợp nhất đơn vị", f"{title_of(one, known.register)}: {one.trouble}")
    ended = [code for code, unit in known.register.units.items() if unit.has_ended(today)]
    if held := [code for code in ended if obligations(conn, unit=code, state="open")]:
        text = f"đã kết thúc mà còn giữ việc đang mở: {_names(held, known.register)}; chạy «nhacviec unit merge»."
        yield Finding("look", "Danh bạ", text)


def _names(codes: list[str], known: Register) -> str:
    return "; ".join(map(known.name_of, codes))


def _register_file(path: Path, conn: Connection) -> Iterator[Finding]:
    """The file filled the database once; a later change of it changes nothing, which somebody may not expect."""
    try:
        file, stored = units.load(path), register_in(conn)
    except NhacviecError as error:
        yield Finding("look", "Tệp danh bạ", str(error))
        return
    differs = {unit.code for unit in file.units} ^ {unit.code for unit in stored.units}
    addresses = {(c.unit, c.role, c.address) for c in file.contacts} ^ {
        (c.unit, c.role, c.address) for c in stored.contacts
    }
    if differs or addresses:
        what = f"{len(differs)} đơn vị, {len(addresses)} địa chỉ"
        text = f"{path} khác danh bạ trong cơ sở dữ liệu ({what}); cơ sở dữ liệu được dùng."
        yield Finding("look", "Tệp danh bạ", text)


def _resting(conn: Connection, at: dt.datetime) -> Iterator[Finding]:
    """That no mail server answers, while delivery waits for one."""
    if (until := resting_until(conn)) is not None:
        again = "sẽ thử lại ngay" if until <= at else f"thử lại lúc {until.astimezone(clock.LOCAL):%H:%M ngày %d/%m/%Y}"
        text = f"máy chủ thư không nhận thư {rests(conn)} lần liền; mọi thư đang chờ, {again}."
        yield Finding("broken", "Hàng thư", text)


def _holidays(config: Config, calendar: Calendar, today: dt.date) -> Iterator[Finding]:
    for year in (today.year, today.year + 1):
        if calendar.known(year):
            yield Finding("good", "Ngày nghỉ", f"năm {year} theo {calendar.notices[year].notice}.")
        else:
            text = f"năm {year} chưa có thông báo nghỉ lễ, Tết; mọi hạn tính theo ngày làm việc của năm đó là tạm tính."
            yield Finding("look", "Ngày nghỉ", text)
    try:
        same = holidays.load(config.data.holidays).fingerprint() == calendar.fingerprint()
    except NhacviecError as error:
        yield Finding("look", "Bảng ngày nghỉ", str(error))
        return
    if not same:
        text = "tệp khác bảng trong cơ sở dữ liệu; bảng trong cơ sở dữ liệu được dùng."
        yield Finding("look", "Bảng ngày nghỉ", text)


def _clock(created: str | None, at: dt.datetime) -> Finding:
    local = at.astimezone(clock.LOCAL)
    said = f"{local:%H:%M %d/%m/%Y}, giờ {clock.LOCAL.key} (UTC{local:%z})"
    if created and at < dt.datetime.fromisoformat(created):
        return Finding("broken", "Đồng hồ", f"{said}, sớm hơn lúc lập cơ sở dữ liệu; hãy chỉnh lại giờ của máy.")
    return Finding("good", "Đồng hồ", f"{said}.")


def _queue(conn: Connection, at: dt.datetime) -> Iterator[Finding]:
    found = counts(conn)
    waiting = found.get("queued", 0) + found.get("sending", 0)
    yield Finding("good", "Hàng thư", f"{found.get('sent', 0)} thư đã gửi, {waiting} thư đang chờ.")
    if failed := found.get("failed", 0):
        text = f"{failed} thư bị máy chủ từ chối; xem bằng «nhacviec outbox list --state failed»."
        yield Finding("look", "Hàng thư", text)
    if damaged := damaged_mails(conn):
        named = ", ".join(f"số {number} (gửi {mailbox})" for number, mailbox in damaged)
        text = f"thư bị hỏng trong cơ sở dữ liệu, đã để riêng và viết lại: {named}; hãy kiểm tra ổ đĩa và bản sao lưu."
        yield Finding("look", "Hàng thư", text)
    for oldest in mails(conn, state="queued", limit=1):
        if oldest.answer or at - oldest.created_at > STALE:
            since = f"{oldest.created_at.astimezone(clock.LOCAL):%H:%M %d/%m/%Y}"
            answer = f"lần gửi gần nhất: {oldest.answer.rstrip('.')}" if oldest.answer else "chưa gửi lần nào"
            yield Finding("look", "Hàng thư", f"thư số {oldest.id} chờ từ {since}; {answer}.")
    if twice := possible_duplicates(conn):
        text = f"{twice} lần gửi dở dang phải gửi lại, người nhận có thể thấy thư hai lần (cùng Message-ID)."
        yield Finding("look", "Hàng thư", text)


def _audit(conn: Connection) -> Iterator[Finding]:
    """What the last night's audit found."""
    if (found := last_audit(conn)) is None:
        return
    at, count, texts = found
    when = f"đêm {at.astimezone(clock.LOCAL):%d/%m/%Y}"
    if count:
        text = f"{when} thấy thiếu {count} chỗ, ví dụ: {texts[0]} Xem bằng «nhacviec audit»."
        yield Finding("broken", "Đối chiếu", text)
    else:
        yield Finding("good", "Đối chiếu", f"{when} không thấy thiếu lượt nhắc hay thư nào.")


def _links(config: Config) -> Finding:
    if not config.office.public_url:
        text = "thư không có liên kết trả lời; hãy ghi office.public_url trong config.toml."
        return Finding("look", "Liên kết", text)
    if not config.office.public_url.startswith("https://"):
        return Finding("look", "Liên kết", f"{config.office.public_url} không mã hóa; nên dùng địa chỉ https://.")
    if not config.web.listen:
        text = f"thư dẫn tới {config.office.public_url} nhưng chưa có trang nào trả lời ở đó; hãy ghi web.listen."
        return Finding("look", "Liên kết", text)
    return Finding("good", "Liên kết", f"thư dẫn tới {config.office.public_url}.")


def _mail_server(config: Config) -> Finding:
    try:
        said = asyncio.run(make_mailer(config).check())
    except NhacviecError as error:
        return Finding("broken", "Gửi thư", str(error))
    if not config.smtp.host:
        return Finding("look", "Gửi thư", mail_destination(config))
    if config.mail.sender.endswith(".test"):
        return Finding("look", "Gửi thư", f"{said} Nhưng mail.sender = {config.mail.sender} không phải địa chỉ thật.")
    return Finding("good", "Gửi thư", said)


def _disk(config: Config) -> Finding:
    """Of the folder that grows: the database's, where it is a file, else that of the mails."""
    scheme, _, file = config.data.database.partition(":///")
    folder = Path(file).parent if scheme == "sqlite" else config.data.mail
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    said = f"còn trống {free / GIGABYTE:.1f} GB ở {folder}."
    level: Level = "broken" if free < GIGABYTE / 10 else "look" if free < GIGABYTE else "good"
    return Finding(level, "Ổ đĩa", said)

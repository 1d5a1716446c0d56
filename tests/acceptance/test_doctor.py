"""What `doctor` finds out about names, the clock, backups: over real sockets of this machine, never another's."""

from __future__ import annotations

import datetime as dt
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from nhacviec.config import Config, Mail, Smtp
from nhacviec.machine_health import last_backup, synchronised, time_service
from nhacviec.mail_names import addresses, examine_names
from scheduler.finding import Finding

from .installation import Installation

Answer = Callable[[dns.message.Message], dns.message.Message | None]
OFFICE = Config(smtp=Smtp(host="127.0.0.1"), mail=Mail(sender="nhac-viec@co-quan.gov.vn"))
AT = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)


@contextmanager
def name_server(answer: Answer) -> Iterator[dns.resolver.Resolver]:
    """A resolver that asks a name server on this machine, which answers as `answer` says, or not at all."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0.05)
        halt = threading.Event()

        def serve() -> None:
            while not halt.is_set():
                try:
                    asked, who = server.recvfrom(4096)
                except TimeoutError:
                    continue
                if said := answer(dns.message.from_wire(asked)):
                    server.sendto(said.to_wire(), who)

        thread = threading.Thread(target=serve)
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.getsockname()[1]
        yield resolver
        halt.set()
        thread.join(20)


def texts(*records: str) -> Answer:
    def answer(query: dns.message.Message) -> dns.message.Message:
        said = dns.message.make_response(query)
        if records:
            name = query.question[0].name
            said.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *(f'"{one}"' for one in records)))
        return said

    return answer


def unknown(query: dns.message.Message) -> dns.message.Message:
    said = dns.message.make_response(query)
    said.set_rcode(dns.rcode.NXDOMAIN)
    return said


def spf(answer: Answer, config: Config = OFFICE) -> Finding:
    with name_server(answer) as resolver:
        found = list(examine_names(config, resolver))
    (finding,) = [one for one in found if one.subject == "SPF"]
    return finding


@pytest.mark.parametrize(
    ("records", "level", "said"),
    [
        (("v=spf1 ip4:192.0.2.1 -all", "site=1"), "good", "«v=spf1 ip4:192.0.2.1 -all»"),
        ((), "look", "không có bản ghi SPF"),
        (("v=spf10 a",), "look", "không có bản ghi SPF"),
        (("v=spf1 a -all", "v=spf1 mx -all"), "look", "2 bản ghi SPF, nơi nhận coi là không hợp lệ"),
        (("v=spf1 -all",), "look", "không máy chủ nào được gửi thư"),
    ],
)
def test_the_senders_domain_is_asked_for_its_spf_record(records: tuple[str, ...], level: str, said: str) -> None:
    finding = spf(texts(*records))
    assert (finding.level, said in finding.text) == (level, True)
    assert "hỏi người quản trị thư của co-quan.gov.vn: 127.0.0.1 có được phép gửi thư" in finding.text


def test_a_domain_that_is_none_is_told() -> None:
    assert spf(unknown) == Finding(
        "look", "SPF", "tên miền co-quan.gov.vn của địa chỉ gửi không có trong DNS; xem mail.sender."
    )


def test_a_silent_name_server_costs_little_time_and_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nhacviec.mail_names.PATIENCE", 0.3)
    begun = time.monotonic()
    finding = spf(lambda _: None)
    assert (finding.level, "máy chủ DNS không trả lời" in finding.text) == ("look", True)
    assert time.monotonic() - begun < 5


def test_a_name_server_that_talks_nonsense_is_no_fault() -> None:
    def refuse(query: dns.message.Message) -> dns.message.Message:
        said = dns.message.make_response(query)
        said.set_rcode(dns.rcode.SERVFAIL)
        return said

    assert spf(refuse).level == "look"


def test_reserved_domains_and_offices_without_a_mail_server_are_not_looked_up() -> None:
    def fail(_: dns.message.Message) -> None:
        raise AssertionError("nobody is to be asked")

    with name_server(fail) as resolver:
        assert list(examine_names(Config(), resolver)) == []
        for domain in ("example.test", "co-quan.example", "may.local"):
            settings = OFFICE.model_copy(update={"mail": Mail(sender=f"a@{domain}")})
            assert [one.subject for one in examine_names(settings, resolver)] == ["Tên máy chủ thư"]


def test_the_mail_host_is_looked_up_as_the_system_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert addresses("127.0.0.1") == ["127.0.0.1"]
    assert "127.0.0.1" in addresses("localhost")

    def refuse(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    (finding, _) = examine_names(OFFICE, dns.resolver.Resolver(configure=False))
    assert finding == Finding(
        "look", "Tên máy chủ thư", "không tra được địa chỉ của 127.0.0.1: không có tên này; xem smtp.host và DNS."
    )


def test_a_look_up_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: free.wait(20) and [])
    assert addresses("mail.co-quan.gov.vn", patience=0.05) == "máy chủ DNS không trả lời"
    free.set()


def test_whether_the_clock_is_kept_is_told_and_asking_changes_nothing() -> None:
    assert synchronised() in (True, False, None)
    assert [time_service(answer).level for answer in (lambda: True, lambda: False, lambda: None)] == [
        "good",
        "look",
        "look",
    ]
    assert "systemd-timesyncd" in time_service(lambda: False).text


def test_the_age_of_the_last_backup_is_told() -> None:
    week = dt.timedelta(days=7)
    said = AT.isoformat()
    assert last_backup(None, AT).level == "look"
    assert last_backup(said, AT + week) == Finding("good", "Sao lưu", "bản gần nhất lúc 08:00 02/03/2026.")
    assert last_backup(said, AT + week + dt.timedelta(seconds=1)).level == "look"


def test_doctor_tells_all_of_it(here: Installation) -> None:
    assert "! cần xem  Sao lưu: chưa có bản sao lưu nào" in here.run("doctor").out
    here.run("backup", "sao-luu.db")
    told = here.run("doctor").out
    assert "✓ tốt      Sao lưu: bản gần nhất lúc " in told
    assert "Đồng bộ giờ: " in told
    assert "SPF" not in told

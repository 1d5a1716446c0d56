"""What DNS says of the mail server and of the sender's domain.

Nothing here is ever broken: names may be looked up elsewhere, and a silent name server says nothing about the mail.
Each look-up ends within `PATIENCE` seconds.
"""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Iterator

import dns.exception
import dns.resolver

from nhacviec.config import Config
from scheduler.finding import Finding

PATIENCE = 3.0
RESERVED = (".test", ".example", ".invalid", ".localhost", ".local")
"""Endings that no public name server knows (RFC 2606, RFC 6762)."""


def examine_names(config: Config, resolver: dns.resolver.Resolver | None = None) -> Iterator[Finding]:
    """Findings on names, where a mail server is configured."""
    if not config.smtp.host:
        return
    yield _host(config.smtp.host)
    domain = config.mail.sender.rpartition("@")[2]
    if not f".{domain.lower()}".endswith(RESERVED):
        yield _sender(domain, config.smtp.host, resolver)


def _host(host: str) -> Finding:
    """By the system's own way, which knows /etc/hosts too."""
    found = addresses(host)
    if isinstance(found, list):
        return Finding("good", "Tên máy chủ thư", f"{host} là {', '.join(found)}.")
    return Finding("look", "Tên máy chủ thư", f"không tra được địa chỉ của {host}: {found}; xem smtp.host và DNS.")


def addresses(host: str, patience: float = PATIENCE) -> list[str] | str:
    """The addresses of a host, or why there are none. The system's look-up knows no time-out, so a thread is left to
    it.
    """
    answers: queue.Queue[list[str] | str] = queue.Queue()

    def look() -> None:
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(one[4][0]) for one in found)))
        except (OSError, UnicodeError) as error:
            unknown = isinstance(error, socket.gaierror) and error.errno in (socket.EAI_NONAME, socket.EAI_NODATA)
            answers.put("không có tên này" if unknown else "máy chủ DNS không trả lời")

    threading.Thread(target=look, daemon=True).start()
    try:
        return answers.get(timeout=patience)
    except queue.Empty:
        return "máy chủ DNS không trả lời"


def _sender(domain: str, host: str, resolver: dns.resolver.Resolver | None) -> Finding:
    subject = "SPF"
    ask = f"hãy hỏi người quản trị thư của {domain}: {host} có được phép gửi thư cho {domain} không (SPF, DKIM)"
    try:
        records = spf_records(domain, resolver or dns.resolver.Resolver())
    except (dns.resolver.NXDOMAIN, UnicodeError):
        return Finding("look", subject, f"tên miền {domain} của địa chỉ gửi không có trong DNS; xem mail.sender.")
    except dns.exception.DNSException:
        return Finding("look", subject, f"không tra được bản ghi của {domain} vì máy chủ DNS không trả lời.")
    if not records:
        text = f"{domain} không có bản ghi SPF, nên thư dễ bị coi là thư rác; {ask}."
        return Finding("look", subject, text)
    if len(records) > 1:
        text = f"{domain} có {len(records)} bản ghi SPF, nơi nhận coi là không hợp lệ; {ask}."
        return Finding("look", subject, text)
    if records[0].split()[1:] == ["-all"]:
        return Finding("look", subject, f"{domain} ghi «{records[0]}»: không máy chủ nào được gửi thư; {ask}.")
    return Finding("good", subject, f"{domain} có «{records[0]}». Nếu thư vào hộp thư rác, {ask}.")


def spf_records(domain: str, resolver: dns.resolver.Resolver) -> list[str]:
    """The domain's SPF records (RFC 7208, 4.5); raises dnspython's errors."""
    try:
        answer = resolver.resolve(f"{domain}.", "TXT", lifetime=PATIENCE)
    except dns.resolver.NoAnswer:
        return []
    texts = [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
    return [text for text in texts if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]

"""Postfix and Dovecot as Debian packages them, run from a folder of the test's own on ports of 127.0.0.1.

Submission wants STARTTLS and a login that Dovecot checks; mail goes by LMTP into Maildirs. Both are children of the
test and end with it; nothing of the machine's own configuration is read or changed.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

PASSWORD = "mot-mat-khau-dai"
PATIENCE = 30.0  # seconds for anything that is to happen soon
UID = 65534  # nobody's: the owner of the Maildirs

DOVECOT = """
base_dir = {folder}/dovecot/run
state_dir = {folder}/dovecot
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
mail_location = maildir:{folder}/mail/%n
first_valid_uid = 1000
ssl = required
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
auth_mechanisms = plain login
auth_failure_delay = 0
auth_username_format = %Ln
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={uid} home={folder}/mail/%n
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener auth {{
    port = {auth}
  }}
}}
"""

MAIN = """
compatibility_level = 3.6
myhostname = mx.{domain}
mydestination = {domain}
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/postfix.log
alias_maps =
alias_database =
recipient_delimiter = +
local_recipient_maps = texthash:{folder}/recipients
local_transport = lmtp:inet:127.0.0.1:{lmtp}
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_tls_cert_file = {folder}/server.pem
smtpd_tls_key_file = {folder}/server.key
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_sender_login_maps = texthash:{folder}/logins
smtpd_sender_restrictions = reject_sender_login_mismatch
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_sasl_authenticated, reject
"""

MASTER = """
127.0.0.1:{submission} inet n - n - - smtpd
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class MailServers:
    """Where they listen, and the certificate of their authority."""

    folder: Path
    domain: str
    submission: int
    imap: int
    imaps: int

    @property
    def authority(self) -> Path:
        return self.folder / "authority.pem"

    def log(self) -> str:
        """What both wrote, for a test that fails."""
        return "".join(one.read_text("utf-8", "replace") for one in self.folder.glob("*.log"))


@contextmanager
def running(domain: str, mailboxes: Sequence[str], accepted: Sequence[str]) -> Iterator[MailServers]:
    """Both up within the block; `accepted` are names that Postfix believes in beside the `mailboxes` that are there."""
    _demand()
    with ExitStack() as ending:
        folder = Path(tempfile.mkdtemp(prefix="nhacviec-postfix-"))
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        ports = dict(zip(("submission", "imap", "imaps", "lmtp", "auth"), _free_ports(5), strict=True))
        _configure(folder, domain, ports, mailboxes, accepted)
        _start(ending, [_path_of("dovecot"), "-F", "-c", str(folder / "dovecot.conf")], folder)
        settings = str(folder / "postfix")
        subprocess.run([_path_of("postfix"), "-c", settings, "check"], check=True, stdin=subprocess.DEVNULL)
        # Not through "postfix start": it would give the master a session of its own, out of this test's hands.
        _start(ending, ["/usr/lib/postfix/sbin/master", "-c", settings, "-d"], folder)
        servers = MailServers(folder, domain, ports["submission"], ports["imap"], ports["imaps"])
        for port in ports.values():
            _await_port(port, servers)
        yield servers


def _demand() -> None:
    for part in (_path_of("postfix"), _path_of("dovecot"), "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp"):
        if not Path(part).exists():
            reason = f"Thiếu {part}: cài bằng lệnh «apt-get install postfix dovecot-imapd dovecot-lmtpd»."
            pytest.fail(reason, pytrace=False)
    if os.geteuid() != 0:
        pytest.fail("Postfix và Dovecot chỉ chạy được khi bắt đầu bằng quyền root.", pytrace=False)


def _path_of(program: str) -> str:
    return f"/usr/sbin/{program}"  # which is not in everybody's PATH


def _free_ports(number: int) -> list[int]:
    with ExitStack() as held:
        opened = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [int(one.getsockname()[1]) for one in opened]


def _configure(
    folder: Path, domain: str, ports: dict[str, int], mailboxes: Sequence[str], accepted: Sequence[str]
) -> None:
    folder.chmod(0o755)
    for name in ("postfix", "spool", "data", "mail", "dovecot"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    os.chown(folder / "mail", UID, UID)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    server = authority.issue_cert("localhost", "127.0.0.1")
    server.private_key_pem.write_to_path(folder / "server.key")
    (folder / "server.pem").write_bytes(b"".join(one.bytes() for one in server.cert_chain_pems))
    (folder / "users").write_text("".join(f"{name}:{PASSWORD}\n" for name in mailboxes))
    (folder / "recipients").write_text("".join(f"{name}@{domain} x\n" for name in (*mailboxes, *accepted)))
    (folder / "logins").write_text("".join(f"{name}@{domain} {name}\n" for name in mailboxes))
    values = {"folder": folder, "domain": domain, "uid": UID, **ports}
    (folder / "dovecot.conf").write_text(DOVECOT.format(**values))
    (folder / "postfix" / "main.cf").write_text(MAIN.format(**values))
    (folder / "postfix" / "master.cf").write_text(MASTER.format(**values))


def _start(ending: ExitStack, command: list[str], folder: Path) -> None:
    out = ending.enter_context((folder / f"{Path(command[0]).name}-start.log").open("wb"))
    process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, process_group=0)
    ending.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The process, and what it started, which is in its group."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return


def _await_port(port: int, servers: MailServers) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), PATIENCE):
            return
    raise AssertionError(f"nobody listens on {port}:\n{servers.log()}")

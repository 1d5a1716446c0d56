"""A mailbox in a thread of its own, with as much of IMAP as a reader of mails needs, over TLS alone."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PASSWORD = "mo-hop-thu"


@dataclass
class Stored:
    """One mail of a folder."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)


class ImapServer:
    """What the tests set and see. `folders` hold the mails; `commands` is all that was asked, passwords included."""

    def __init__(self, tls: ssl.SSLContext, *, implicit: bool = True, can_move: bool = True) -> None:
        self.folders: dict[str, list[Stored]] = {"INBOX": [], "Done": []}
        self.validity = 7
        self.commands: list[str] = []
        self.can_move, self.can_encrypt = can_move, True
        self.password = PASSWORD
        self.breaks_before = ""
        self.tls, self.implicit = tls, implicit
        self._last = 0
        self.port = 0

    def deliver(self, raw: bytes) -> int:
        """A mail comes in; gives its number."""
        self._last += 1
        self.folders["INBOX"].append(Stored(self._last, raw))
        return self._last

    def seen(self) -> list[int]:
        """The mails of the inbox that are marked as read."""
        return [one.uid for one in self.folders["INBOX"] if "\\Seen" in one.flags]

    @contextmanager
    def listening(self) -> Iterator[ImapServer]:
        """The server is up within the block."""
        owner = self

        class Talk(_Talk):
            server_state = owner

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as listener:
            listener.daemon_threads = True
            self.port = listener.server_address[1]
            thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            try:
                yield self
            finally:
                listener.shutdown()
                thread.join()


class _Talk(socketserver.StreamRequestHandler):
    server_state: ImapServer

    def handle(self) -> None:
        with suppress(OSError):  # a client that hangs up is part of the tests
            if self.server_state.implicit:
                self._encrypt()
            self._say("* OK ready")
            while line := self.rfile.readline():
                if self._do(line.decode("utf-8", "replace").strip()):
                    break
        with suppress(OSError):
            self.connection.close()

    def _encrypt(self) -> None:
        self.connection = self.server_state.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _do(self, line: str) -> bool:
        """One command; whether it was the last."""
        state = self.server_state
        state.commands.append(line.partition(" ")[2])
        tag, _, command = line.partition(" ")
        verb = " ".join(command.split()[: 2 if command.upper().startswith("UID") else 1]).upper()
        if state.breaks_before and state.breaks_before == verb:
            state.breaks_before = ""
            return True
        getattr(self, "_" + verb.lower().replace(" ", "_"))(command)
        if verb != "LOGIN" or state.password in command:
            self._say(f"{tag} OK {verb} done")
        else:
            self._say(f"{tag} NO [AUTHENTICATIONFAILED] wrong password")
        if verb == "STARTTLS":
            self._encrypt()
        return verb == "LOGOUT"

    def _capability(self, _: str) -> None:
        state = self.server_state
        move, starttls = " MOVE" * state.can_move, " STARTTLS" * (state.can_encrypt and not state.implicit)
        self._say(f"* CAPABILITY IMAP4rev1 UIDPLUS{move}{starttls}")

    def _starttls(self, _: str) -> None:
        """The answer comes in the clear, then TLS begins."""

    def _login(self, _: str) -> None:
        """Judged by the caller."""

    def _select(self, _: str) -> None:
        self._say(f"* {len(self.server_state.folders['INBOX'])} EXISTS")
        self._say(f"* OK [UIDVALIDITY {self.server_state.validity}] valid")

    def _uid_search(self, command: str) -> None:
        found = re.search(r"UID (\d+):\*", command[4:])
        first, inbox = int(found[1]) if found else 1, self.server_state.folders["INBOX"]
        numbers = [one.uid for one in inbox if one.uid >= first or one is inbox[-1]]
        self._say(f"* SEARCH {' '.join(map(str, numbers))}".rstrip())

    def _uid_fetch(self, command: str) -> None:
        uid, most = (int(one) for one in re.findall(r"FETCH (\d+) .*<0\.(\d+)>", command)[0])
        for number, one in enumerate(self.server_state.folders["INBOX"], 1):
            if one.uid == uid:
                raw = one.raw[:most]
                self.wfile.write(f"* {number} FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

    def _uid_store(self, command: str) -> None:
        uids, flags = re.findall(r"STORE ([\d,]+) \+FLAGS.SILENT \((.*)\)", command)[0]
        for one in self._chosen(uids):
            one.flags.update(flags.split())

    def _uid_move(self, command: str) -> None:
        self._uid_copy(command)
        inbox, done = (self.server_state.folders[name] for name in ("INBOX", "Done"))
        inbox[:] = [one for one in inbox if one.uid not in {moved.uid for moved in done}]

    def _uid_copy(self, command: str) -> None:
        uids = re.findall(r"(?:MOVE|COPY) ([\d,]+)", command)[0]
        self.server_state.folders["Done"] += self._chosen(uids)

    def _chosen(self, uids: str) -> list[Stored]:
        wanted = {int(one) for one in uids.split(",")}
        return [one for one in self.server_state.folders["INBOX"] if one.uid in wanted]

    def _close(self, _: str) -> None:
        """Nothing is kept open."""

    def _logout(self, _: str) -> None:
        self._say("* BYE")

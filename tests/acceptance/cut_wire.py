"""The way from one process to PostgreSQL, which can be cut: a socket of its own, behind it the server's."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SOCKET = ".s.PGSQL.5432"


class Wire:
    """`folder` is the server's host for whoever goes this way."""

    def __init__(self, folder: Path, server: Path) -> None:
        self.folder = folder
        self._server = str(server / SOCKET)
        self._ends: list[socket.socket] = []
        self._listener: socket.socket | None = None

    def mend(self) -> None:
        """Let connections through."""
        self._listener = listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.folder / SOCKET))
        listener.listen()
        threading.Thread(target=self._let_in, args=(listener,), daemon=True).start()

    def cut(self) -> None:
        """End all connections, and refuse any other."""
        (self.folder / SOCKET).unlink()
        if self._listener:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):  # ended by itself
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _let_in(self, listener: socket.socket) -> None:
        with suppress(OSError):  # cut
            while True:
                here, _ = listener.accept()
                there = socket.socket(socket.AF_UNIX)
                there.connect(self._server)
                self._ends += [here, there]
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while said := one.recv(65536):
            other.sendall(said)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(server: Path) -> Iterator[Wire]:
    """One that is whole, to the server whose socket lies in the folder `server`."""
    folder = Path(tempfile.mkdtemp(prefix="nhacviec-w-"))
    try:
        made = Wire(folder, server)
        made.mend()
        yield made
        made.cut()
    finally:
        shutil.rmtree(folder)

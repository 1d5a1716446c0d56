"""Processes under test: their log lines are waited for, their end is timed."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

PATIENCE = 30.0  # seconds for anything that is to happen soon


class Process:
    """A running process of ours; `log` holds what it wrote to standard error, `said` to standard output."""

    def __init__(self, command: Sequence[str], folder: Path, **environment: str) -> None:
        self.log: list[str] = []
        self.said: list[str] = []
        self._signalled = 0.0
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._fresh: queue.Queue[str] = queue.Queue()
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._readers = [
            threading.Thread(target=self._read, args=(self._process.stdout, self.said)),
            threading.Thread(target=self._read, args=(self._process.stderr, self.log)),
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: IO[str], lines: list[str]) -> None:
        with stream:
            for line in stream:
                lines.append(line.rstrip("\n"))
                self._fresh.put(line)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_for(self, words: str) -> None:
        """Wait for the next line with these words; earlier ones do not count twice."""
        until = time.monotonic() + PATIENCE
        while words not in self._fresh.get(timeout=max(until - time.monotonic(), 0.01)):
            pass

    def send(self, by: signal.Signals) -> None:
        """Send a signal; `ended` counts from here."""
        self._signalled = time.monotonic()
        self._process.send_signal(by)

    def ended(self) -> tuple[int, float]:
        """Wait for the end; gives the exit status and the seconds since the signal."""
        status = self._process.wait(PATIENCE)
        took = time.monotonic() - self._signalled
        for reader in self._readers:
            reader.join(PATIENCE)
        return status, took

    def end(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Send a signal and wait."""
        self.send(by)
        return self.ended()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)

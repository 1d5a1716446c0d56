"""The daemon at rest: seconds until it runs, its share of a core, its memory; beside a bare Python's start."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
WATCHED = 15


def main() -> None:
    bare = _seconds([sys.executable, "-c", "pass"])
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
        Path(folder, "config.toml").write_text(f'[data]\nunits = "{ROOT}/examples/units.toml"\n', "utf-8")
        command = [
            sys.executable,
            "-m",
            "nhacviec",
            "run",
            "--first",
            str(ROOT / "examples/ke-hoach-cchc-2026-2030.md"),
        ]
        first = _watch(command, folder)
        again = _watch(command, folder)
    print(f"  bare Python starts in {bare:.3f} s")
    print(f"  first start, adopting the example plan: {first[0]:.2f} s; a later start: {again[0]:.2f} s")
    print(f"  idle for {WATCHED} s: {again[1] / WATCHED:.2%} of a core, {again[2]:.0f} MB of memory")


def _seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - begun


def _watch(command: list[str], folder: str) -> tuple[float, float, float]:
    """Seconds to start, CPU seconds at rest, MB resident."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Đang chạy"):
                break
        started = time.perf_counter() - begun
        time.sleep(3)  # the letters of the first minute
        before = _cpu(process.pid)
        time.sleep(WATCHED)
        used, memory = _cpu(process.pid) - before, _memory(process.pid)
        process.terminate()
    return started, used, memory


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

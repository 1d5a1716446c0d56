"""An installation in a folder of its own, used through the real program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "tests" / "data" / "plans" / "ke-hoach-cchc-2021-2025.md"
UNITS = ROOT / "examples" / "units.toml"
NHACVIEC = [sys.executable, "-m", "nhacviec"]


@dataclass(frozen=True)
class Run:
    """One finished command."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which holds one JSON document and nothing else."""
        return json.loads(self.out)

    @property
    def last(self) -> Any:
        """The last of the JSON lines on standard output."""
        return json.loads(self.out.splitlines()[-1])


@dataclass(frozen=True)
class Installation:
    """Its folder has config.toml, the example register and the plan."""

    folder: Path

    @classmethod
    def made_in(cls, folder: Path) -> Installation:
        (folder / "units.toml").write_bytes(UNITS.read_bytes())
        (folder / "ke-hoach.md").write_bytes(PLAN.read_bytes())
        (folder / "config.toml").write_text('[data]\nunits = "units.toml"\n', "utf-8")
        return cls(folder)

    def run(self, *args: str, env: dict[str, str] | None = None) -> Run:
        """`nhacviec ARGS`, with nobody at the terminal."""
        done = subprocess.run(
            [*NHACVIEC, *args],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=os.environ | {"COLUMNS": "160"} | (env or {}),
            check=False,
        )
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())

    def adopt(self, *args: str) -> Any:
        """The plan for years that lie ahead, whenever the tests run; what it dates in 2021 and 2022 is past."""
        run = self.run(
            "plan", "import", "ke-hoach.md", "--yes", "--json", "--period", "2150-2152", "--issued", "2021-11-01", *args
        )
        assert (run.status, run.err) == (0, "")
        return run.json

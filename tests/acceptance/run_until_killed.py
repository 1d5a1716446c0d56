"""`nhacviec ARGS`, killed at the labelled point that NHACVIEC_KILL_AT names: no key of the configuration."""

from __future__ import annotations

import os
import sys

from scheduler import faults

if __name__ == "__main__":
    del os.environ["NHACVIEC_KILL_AT"]
    assert faults.COMING_BACK
    from nhacviec.cli import run

    sys.exit(run(sys.argv[1:]))

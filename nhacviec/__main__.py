"""The entry: `nhacviec …` and `python -m nhacviec …`."""

from __future__ import annotations

import io
import sys
from typing import NoReturn

from nhacviec import guard


def main() -> NoReturn:
    """Runs the command line and ends the process with its exit status."""
    _speak_utf8()
    stranger = guard.stranger()
    if stranger is not None:
        sys.stderr.write(f"{stranger}\n")
        sys.exit(2)
    try:
        from nhacviec import cli  # only now: it imports other rooms

        sys.exit(cli.run(sys.argv[1:]))
    except KeyboardInterrupt:  # one that comes while the program starts or ends
        sys.exit(130)


def _speak_utf8() -> None:
    """Output is UTF-8 whatever the locale; a byte that was no text (a file's name) is shown as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    main()

"""Logs: one event a line on standard error, as text for people or as JSON for machines; times are local, with offset.

    2026-03-02T08:00:04+07:00 INFO mail_delivered mail=12 to=van-phong@snv.vn answer="250 OK"
    {"at": "2026-03-02T08:00:04+07:00", "level": "INFO", "event": "mail_delivered", "mail": 12, …}

Neither ever holds a password of the configuration, nor the token of a link or a calendar, whoever wrote it into a
message.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import re
import sys
from collections.abc import Sequence
from typing import Literal, TypeAlias

from scheduler.clock import LOCAL

Form: TypeAlias = Literal["text", "json"]

HIDDEN = "•••"
LEAST_SECRET = 4
"""Characters; hiding a shorter one would black out half of every line."""

_OURS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_TOKEN = re.compile(r"(?<=/tra-loi/)[\w-]+|(?<=/mat-khau/)[\w-]+|(?<=/lich/)[\w-]+|[A-Za-z0-9_-]{70,}")
_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}
"""Ends of line that JSON lets stand and some readers of lines do not."""
_RESERVED = ("at", "level", "event", "logger", "traceback")


class Line(logging.Formatter):
    """What both forms have in common: the instant, the fields, and what is hidden in them."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__()
        self._secrets = sorted((one for one in set(secrets) if len(one) >= LEAST_SECRET), key=len, reverse=True)

    def instant(self, record: logging.LogRecord) -> str:
        """2026-03-02T08:00:04+07:00."""
        return dt.datetime.fromtimestamp(record.created, LOCAL).isoformat(timespec="seconds")

    def hidden(self, text: str) -> str:
        """The text without passwords and tokens."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _TOKEN.sub(HIDDEN, text)

    def fields(self, record: logging.LogRecord) -> dict[str, object]:
        """What was logged beside the event, in the order given."""
        return {name: value for name, value in vars(record).items() if name not in _OURS}

    def traceback(self, record: logging.LogRecord) -> str:
        """Of the exception that was logged; empty where there was none."""
        return self.hidden(self.formatException(record.exc_info)) if record.exc_info else ""


class OneLine(Line):
    """An event and its fields on one line; what is not a plain word is quoted as JSON, so no value can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields = [f"{name}={_value(self.hidden(str(value)))}" for name, value in self.fields(record).items()]
        if traceback := self.traceback(record):
            fields.append(f"traceback={_value(traceback)}")
        event = _value(self.hidden(record.getMessage()))
        return " ".join([self.instant(record), record.levelname, event, *fields])


class OneObject(Line):
    """An event as one JSON object; numbers and truths keep their type, everything else is text."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "at": self.instant(record),
            "level": record.levelname,
            "event": self.hidden(record.getMessage()),
            "logger": record.name,
        }
        for name, value in self.fields(record).items():
            said[f"{name}_" if name in _RESERVED else name] = self._plain(value)
        if traceback := self.traceback(record):
            said["traceback"] = traceback
        return json.dumps(said, ensure_ascii=False).translate(_LINE_ENDS)

    def _plain(self, value: object) -> object:
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, dt.datetime) and value.tzinfo:
            return value.astimezone(LOCAL).isoformat(timespec="seconds")
        return self.hidden(str(value))


def _value(text: str) -> str:
    return text if text and text.isprintable() and not set(text) & set(' "=') else json.dumps(text, ensure_ascii=False)


def start_logging(form: Form = "text", secrets: Sequence[str] = ()) -> None:
    """Send every log of the program to standard error, in UTF-8; `secrets` are never in it."""
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneObject(secrets) if form == "json" else OneLine(secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)

"""Logs: one line an event on standard error, `time LEVEL event key=value …`; times are local, with their offset."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys

from scheduler.clock import LOCAL

_OURS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class OneLine(logging.Formatter):
    """An event and its fields on one line; what is not a plain word is quoted as JSON, so no value can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, LOCAL).isoformat(timespec="seconds")
        fields = [f"{k}={_value(v)}" for k, v in vars(record).items() if k not in _OURS]
        if record.exc_info:
            fields.append(f"traceback={_value(self.formatException(record.exc_info))}")
        return " ".join([at, record.levelname, _value(record.getMessage()), *fields])


def _value(value: object) -> str:
    text = str(value)
    return text if text and text.isprintable() and not set(text) & set(' "=') else json.dumps(text, ensure_ascii=False)


def start_logging() -> None:
    """Send every log of the program to standard error, one line an event."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)

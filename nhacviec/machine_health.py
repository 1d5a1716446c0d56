"""The machine below the program: whether its clock is kept right, and when the database was last backed up."""

from __future__ import annotations

import ctypes
import datetime as dt
from collections.abc import Callable

from scheduler.clock import LOCAL
from scheduler.finding import Finding

BACKUP_FRESH = dt.timedelta(days=7)
_UNSYNCHRONISED = 0x0040  # STA_UNSYNC of adjtimex(2)


class _Timex(ctypes.Structure):
    """The beginning of `struct timex`; the kernel writes all of it, so there is room for the rest."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 512),
    )


def synchronised() -> bool | None:
    """Whether the kernel says that a time service (chrony, ntpd, timesyncd) keeps the clock; None where it does not
    say. Changes nothing, and asks nobody over the network.
    """
    asked = _Timex()
    try:
        answered = ctypes.CDLL(None).adjtimex(ctypes.byref(asked))
    except (AttributeError, OSError):
        return None
    return None if answered < 0 else not asked.status & _UNSYNCHRONISED


def time_service(kept: Callable[[], bool | None] = synchronised) -> Finding:
    """Whether anything keeps the clock right."""
    match kept():
        case True:
            return Finding("good", "Đồng bộ giờ", "đồng hồ của máy được đồng bộ.")
        case False:
            text = "đồng hồ của máy không được đồng bộ; hãy bật dịch vụ giờ (systemd-timesyncd hoặc chrony)."
            return Finding("look", "Đồng bộ giờ", text)
    text = "không biết đồng hồ của máy có được đồng bộ không; hãy xem bằng «timedatectl»."
    return Finding("look", "Đồng bộ giờ", text)


def last_backup(said: str | None, at: dt.datetime) -> Finding:
    """`said` is the fact that `backup` leaves, an instant."""
    if said is None:
        return Finding("look", "Sao lưu", "chưa có bản sao lưu nào; hãy chạy «nhacviec backup TỆP» hằng ngày.")
    taken = dt.datetime.fromisoformat(said)
    when = f"bản gần nhất lúc {taken.astimezone(LOCAL):%H:%M %d/%m/%Y}"
    if at - taken > BACKUP_FRESH:
        return Finding("look", "Sao lưu", f"{when}, quá 7 ngày; xem lại lịch sao lưu.")
    return Finding("good", "Sao lưu", f"{when}.")

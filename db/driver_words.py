"""What the drivers of SQLite and PostgreSQL say went wrong, as a clause that a clerk can act on."""

from __future__ import annotations

import sqlite3

_SQLITE = {
    "SQLITE_NOTADB": "tệp này không phải là cơ sở dữ liệu SQLite",
    "SQLITE_CORRUPT": "tệp đã hỏng; hãy khôi phục từ bản sao lưu",
    "SQLITE_CANTOPEN": "không mở được tệp ở nơi đó; hãy xem lại đường dẫn và quyền truy cập",
    "SQLITE_READONLY": "tệp chỉ cho đọc, không ghi được",
    "SQLITE_BUSY": "một chương trình khác đang giữ tệp",
    "SQLITE_FULL": "ổ đĩa đã đầy; hãy dọn bớt để có chỗ trống",
    "SQLITE_IOERR": "ổ đĩa báo lỗi khi đọc hoặc ghi",
    "SQLITE_NOMEM": "máy hết bộ nhớ",
}

# SQLSTATE codes, or the classes they begin with (postgresql.org/docs/current/errcodes-appendix.html).
_UNREACHED = "không kết nối được với máy chủ PostgreSQL; hãy xem máy chủ có chạy không, địa chỉ có đúng không"
_CUT_OFF = "mất kết nối với máy chủ PostgreSQL"
_POSTGRESQL = {
    "08": _CUT_OFF,
    "25006": "máy chủ PostgreSQL chỉ cho đọc, không ghi được",
    "25P0": _CUT_OFF,  # the session stood idle for too long in a transaction
    "28": "máy chủ PostgreSQL không nhận người dùng này; hãy xem lại tên và mật khẩu",
    "3D000": "máy chủ PostgreSQL chưa có cơ sở dữ liệu tên đó",
    "40": "một thao tác khác chen vào cùng lúc; hãy thử lại",
    "42501": "người dùng của cơ sở dữ liệu không đủ quyền",
    "53100": _SQLITE["SQLITE_FULL"],
    "53200": _SQLITE["SQLITE_NOMEM"],
    "53300": "máy chủ PostgreSQL hết chỗ cho kết nối mới",
    "55P03": "một chương trình khác đang giữ dữ liệu",
    "57P0": "máy chủ PostgreSQL đang dừng hoặc khởi động lại",
    "58": _SQLITE["SQLITE_IOERR"],
    "XX001": "dữ liệu trên máy chủ PostgreSQL đã hỏng; hãy khôi phục từ bản sao lưu",
}
# What is said before there is a session bears no code.
_UNCODED = {
    "password authentication failed": "28",
    "no password supplied": "28",
    "no pg_hba.conf entry": "28",
    "role ": "28",
    "does not exist": "3D000",
    "too many clients": "53300",
    "connection slots are reserved": "53300",
    "is starting up": "57P0",
    "is shutting down": "57P0",
    "connection to server": "",
    "failed to resolve": "",
    "connection timeout": "",
}
# Why a row is refused that does not fit its table: the fault of whoever made the row.
_REFUSED = {
    "SQLITE_CONSTRAINT_FOREIGNKEY": "trỏ tới một dòng không có",
    "SQLITE_CONSTRAINT_UNIQUE": "trùng với một dòng khác",
    "SQLITE_CONSTRAINT_PRIMARYKEY": "trùng với một dòng khác",
    "SQLITE_CONSTRAINT_NOTNULL": "thiếu giá trị bắt buộc",
    "SQLITE_CONSTRAINT_CHECK": "có giá trị ngoài những giá trị cho phép",
}
_REFUSED |= {
    "23503": _REFUSED["SQLITE_CONSTRAINT_FOREIGNKEY"],
    "23505": _REFUSED["SQLITE_CONSTRAINT_UNIQUE"],
    "23502": _REFUSED["SQLITE_CONSTRAINT_NOTNULL"],
    "23514": _REFUSED["SQLITE_CONSTRAINT_CHECK"],
}
BUSY = "55P03"
READ_ONLY = ("SQLITE_READONLY", "25006")


def fault(error: BaseException | None) -> str:
    """The driver's name or code of a fault; empty where it gives none."""
    return str(getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or "")


def is_known(code: str) -> bool:
    """Whether it is a fault of the machine or of the server, which no change of the program would mend."""
    return _reason(code) is not None


def in_drivers_words(error: BaseException | None) -> str:
    """What the driver says went wrong, as a clause in Vietnamese where it is known."""
    if known := _reason(fault(error)) or _of_connecting(error):
        return known
    return f"trình điều khiển báo «{str(error).strip()}»"


def refused_because(error: BaseException | None) -> str:
    """Why a row does not fit its table, as such a clause."""
    return _REFUSED.get(fault(error)) or f"trình điều khiển báo «{' '.join(str(error).split())}»"


def is_undecodable(error: BaseException | None) -> bool:
    """Whether SQLite's driver could not make text of a stored value: no fault of the machine has no code."""
    return isinstance(error, sqlite3.OperationalError) and not hasattr(error, "sqlite_errorcode")


def _reason(code: str) -> str | None:
    known = _SQLITE if code.startswith("SQLITE_") else _POSTGRESQL
    return next((reason for begin, reason in known.items() if code.startswith(begin)), None)


def _of_connecting(error: BaseException | None) -> str | None:
    """Of PostgreSQL's driver, which gives no code to what goes wrong with a connection."""
    if not hasattr(error, "sqlstate") or fault(error):
        return None
    said = str(error)
    code = next((code for words, code in _UNCODED.items() if words in said), "08")
    return _reason(code) if code else _UNREACHED

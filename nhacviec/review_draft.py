"""The file of decisions written for a person to fill in: TOML or a workbook, new and whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from nhacviec.file_errors import reason
from plans.register import Register
from plans.review import Review
from rules.errors import UsageError

_SUFFIXES = (".toml", ".xlsx")


def check_target(path: Path) -> None:
    """Refuse a file that is there already, or is of another kind, before anything is read. Raises `UsageError`."""
    if path.suffix.lower() not in _SUFFIXES:
        raise UsageError(reason=f"Tệp quyết định {path} phải có đuôi {' hoặc '.join(_SUFFIXES)}.")
    if path.exists() or path.is_symlink():
        raise UsageError(reason=f"Đã có tệp {path}; hãy chọn tên khác để không ghi đè lên những gì đã điền.")


def write(path: Path, review: Review, register: Register) -> None:
    """Write the open questions of `review` to a new file. Raises `UsageError`."""
    try:
        _write_new(path, _content(path, review, register))
    except OSError as error:
        raise UsageError(reason=f"Không ghi được tệp quyết định {path}: {reason(error)}.") from None


def _content(path: Path, review: Review, register: Register) -> bytes:
    if path.suffix.lower() == ".xlsx":
        from plans.review_workbook import workbook  # openpyxl is slow to load

        return workbook(review, register)
    from plans.review_toml import draft

    return draft(review, register).encode()


def _write_new(path: Path, content: bytes) -> None:
    """All of the file or none of it; never over another one. Raises `FileExistsError`."""
    path.open("xb").close()  # the name is ours from here on
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".quyet-dinh-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        shutil.copymode(path, temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        path.unlink()
        raise

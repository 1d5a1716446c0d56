"""The file of decisions written for a person to fill in: TOML or a workbook, new and whole or not at all."""

from __future__ import annotations

from pathlib import Path

from nhacviec.file_errors import reason
from nhacviec.new_file import write_new
from plans.review.review import Review
from plans.units.register import Register
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
        write_new(path, _content(path, review, register))
    except OSError as error:
        raise UsageError(reason=f"Không ghi được tệp quyết định {path}: {reason(error)}.") from None


def _content(path: Path, review: Review, register: Register) -> bytes:
    if path.suffix.lower() == ".xlsx":
        from plans.review.draft_workbook import workbook  # openpyxl is slow to load

        return workbook(review, register)
    from plans.review.draft_toml import draft

    return draft(review, register).encode()

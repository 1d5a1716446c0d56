"""Why a file could not be read, in the words of the office."""

from __future__ import annotations


def reason(error: OSError | UnicodeDecodeError) -> str:
    """One clause without a closing point, for the sentence that names the file."""
    match error:
        case UnicodeDecodeError():
            return "tệp không được ghi bằng UTF-8"
        case FileNotFoundError():
            return "không có tệp này"
        case IsADirectoryError():
            return "đây là một thư mục"
        case PermissionError():
            return "không được phép đọc"
    return error.strerror or "lỗi khi đọc"

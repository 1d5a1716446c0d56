"""What may be wrong with a file that is to be read: each error says it to a clerk, with what to do next."""

from __future__ import annotations

from rules.errors import InputError


class MissingFileError(InputError):
    """Không tìm thấy tệp {path}; hãy kiểm tra lại đường dẫn và tên tệp."""


class EmptyFileError(InputError):
    """Không đọc được {path}: tệp không có chữ nào."""


class UnknownFormatError(InputError):
    """Không đọc được {path}: chưa đọc loại tệp “{suffix}”; hãy lưu kế hoạch thành {readable}."""


class OtherFormatError(InputError):
    """Không đọc được {path}: đây là {what}; hãy {advice}."""


class NotTextError(InputError):
    """Không đọc được {path}: dòng {line} không phải chữ UTF-8; hãy lưu lại với mã hóa UTF-8 (không TCVN3, VNI)."""


class DamagedFileError(InputError):
    """Không đọc được {path}: đây không phải tệp {kind} lành lặn ({reason}); hãy mở tệp và lưu thành tệp mới."""


class UnsafeFileError(InputError):
    """Không đọc {path} vì lý do an toàn: {reason}."""


class NoTaskTableError(InputError):
    """Không đọc được {path}: không thấy bảng nào có cột {task} cùng với cột {lead} hoặc cột {deadline}."""


class RegisterError(InputError):
    """Danh bạ đơn vị {path} có lỗi: {reason}."""

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


class NotPdfError(InputError):
    """Không đọc được {path}: nội dung không phải tệp PDF; hãy kiểm tra lại tệp hoặc xuất lại bản PDF."""


class BrokenPdfError(InputError):
    """Không đọc được {path}: tệp PDF bị hỏng hoặc chưa tải về hết ({reason}); hãy lấy lại tệp từ nơi gửi."""


class LockedPdfError(InputError):
    """Không đọc được {path}: tệp PDF có mật khẩu mở; hãy mở bằng mật khẩu, in thành một tệp PDF khác rồi đọc tệp đó."""


class HeavyPdfError(InputError):
    """Không đọc {path} vì lý do an toàn: {reason}; hãy tách phần kế hoạch thành tệp riêng hoặc dùng bản .docx gốc."""


class ScannedPdfError(InputError):
    """Không đọc được {path}: các trang chỉ là ảnh quét; hãy xin bản .docx gốc, hoặc nhận dạng chữ (OCR) thành .docx."""


class PicturedPagesError(InputError):
    """Không đọc được {path}: trang {reason} là ảnh; hãy xin bản .docx, hoặc bỏ trang ấy nếu không có nhiệm vụ nào."""


class GarbledPdfError(InputError):
    """Không đọc được {path}: không lấy được chữ tiếng Việt từ tệp ({reason}); hãy xin bản .docx gốc, phông Unicode."""


class OverprintedPdfError(InputError):
    """Không đọc được {path}: chữ ở trang {reason} chồng lên nhau; hãy giãn hàng của bảng rồi xuất lại PDF."""


class UnruledTableError(InputError):
    """Không đọc được {path}: bảng ở trang {reason} không kẻ khung, không rõ ô nào ra ô nào; hãy xin bản .docx gốc."""


class UnsafeFileError(InputError):
    """Không đọc {path} vì lý do an toàn: {reason}."""


class NoTaskTableError(InputError):
    """Không đọc được {path}: không thấy bảng nào có cột {task} cùng với cột {lead} hoặc cột {deadline}."""


class RegisterError(InputError):
    """Danh bạ đơn vị {path} có lỗi: {reason}."""

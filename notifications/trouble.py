"""What went wrong with a mail server, in words that a system administrator can act on."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import aiosmtplib

from notifications.words import plain

HOST = "tên máy chủ trống hoặc có ký tự lạ"
NUMBERS = "cổng phải từ 1 đến 65535, thời gian chờ lớn hơn 0 giây, số kết nối ít nhất là 1"
HALF_LOGIN = "phải có cả tên đăng nhập và mật khẩu, hoặc không có cả hai"
MODE = "chế độ bảo mật phải là tls, starttls hoặc none"
CLEAR_LOGIN = "chế độ none không mã hóa nên không được đăng nhập: dùng tls hoặc starttls, hoặc bỏ tên đăng nhập"
CLEAR = "chế độ none không mã hóa, chỉ dùng cho máy chủ ở chính máy này; máy khác phải đặt insecure_clear = true"

NO_STARTTLS = (
    "máy chủ không cho mã hóa bằng STARTTLS, có thể bị kẻ khác gỡ bỏ trên đường truyền; "
    "chưa gửi mật khẩu. Kiểm tra cổng, hoặc dùng chế độ tls (thường là cổng 465)"
)
NO_LOGIN = "máy chủ không nhận cách đăng nhập nào trong PLAIN, LOGIN, CRAM-MD5"
REFUSED_LOGIN = "máy chủ không nhận tên đăng nhập hoặc mật khẩu ({said})"
REFUSED_SENDER = "máy chủ không nhận người gửi {sender} ({said}); kiểm tra địa chỉ gửi và quyền của tài khoản"
REFUSED_RECIPIENT = "máy chủ không nhận địa chỉ {recipient} ({said})"
REFUSED_MAIL = "máy chủ không nhận thư ({said})"
NO_UTF8 = "máy chủ thư không gửi được tới địa chỉ có dấu {recipient} (không hỗ trợ SMTPUTF8); cần một địa chỉ không dấu"
TOO_LARGE = "thư dài {size} byte, máy chủ chỉ nhận thư đến {most} byte"
SAID = "máy chủ trả lời {said}"

EXPIRED = "chứng thư của máy chủ đã hết hạn"
OTHER_NAME = "chứng thư không phải của tên máy chủ này; kiểm tra tên máy chủ trong cấu hình"
SELF_SIGNED = "chứng thư do máy chủ tự ký; cần chứng thư của tổ chức được tin cậy, hoặc thêm chứng thư gốc vào hệ thống"
UNTRUSTED = "không xác minh được chứng thư của máy chủ ({said})"
NO_TLS = "không thiết lập được mã hóa ({said}); kiểm tra cổng và chế độ tls hay starttls"
TIMED_OUT = "không trả lời trong thời gian chờ; kiểm tra tên, cổng và tường lửa"
NO_NAME = "không tìm thấy tên máy chủ này; kiểm tra tên và DNS"
NOT_LISTENING = "không nhận kết nối ở cổng này"
LOST = "máy chủ đóng kết nối giữa chừng"

# X509_V_ERR_… of OpenSSL, as SSLCertVerificationError.verify_code gives them.
_VERIFY_REASONS = {10: EXPIRED, 18: SELF_SIGNED, 19: SELF_SIGNED, 62: OTHER_NAME, 64: OTHER_NAME}


def said(code: int, text: str) -> str:
    return f"{code} {plain(text)}".strip()


def reason(error: BaseException) -> str:
    """Why a conversation with a mail server failed; the innermost known cause speaks."""
    known = (text for cause in _causes(error) if (text := _known(cause)) is not None)
    return next(known, plain(str(error)) or LOST)


def _known(error: BaseException) -> str | None:
    match error:
        case ssl.SSLCertVerificationError():
            return _VERIFY_REASONS.get(error.verify_code) or UNTRUSTED.format(said=plain(error.verify_message))
        case ssl.SSLError():
            return NO_TLS.format(said=plain(error.reason or str(error)))
        case aiosmtplib.SMTPAuthenticationError():
            return REFUSED_LOGIN.format(said=said(error.code, error.message))
        case aiosmtplib.SMTPResponseException():
            return SAID.format(said=said(error.code, error.message))
        case TimeoutError():
            return TIMED_OUT
        case socket.gaierror():
            return NO_NAME
        case ConnectionRefusedError():
            return NOT_LISTENING
        case aiosmtplib.SMTPServerDisconnected() | ConnectionResetError() | BrokenPipeError():
            return LOST
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Innermost first."""
    if error.__cause__ is not None:
        yield from _causes(error.__cause__)
    yield error

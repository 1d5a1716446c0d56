"""Which mail server settings are refused, and that a password is never shown."""

from __future__ import annotations

import ssl
from typing import Any

import pytest

from notifications.smtp import MailServerError, Server, SmtpMailer

USUAL: dict[str, Any] = {"host": "thu.example.vn", "port": 465, "mode": "tls"}
LOGIN: dict[str, Any] = {"username": "nhacviec", "password": "mật-khẩu"}


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"mode": "none"}, "không mã hóa"),
        ({"mode": "none", "host": "127.0.0.1", **LOGIN}, "không được đăng nhập"),
        ({"mode": "none", "insecure_clear": True, **LOGIN}, "không được đăng nhập"),
        ({"mode": "ssl"}, "tls, starttls hoặc none"),
        ({"username": "nhacviec"}, "không có cả hai"),
        ({"host": ""}, "tên máy chủ"),
        ({"host": "thu.example.vn\r\nEHLO x"}, "tên máy chủ"),
        ({"port": 0}, "cổng"),
        ({"timeout": 0.0}, "thời gian chờ"),
        ({"connections": 0}, "số kết nối"),
    ],
)
def test_settings_that_are_wrong_or_unsafe_are_refused_in_words(settings: dict[str, Any], reason: str) -> None:
    with pytest.raises(MailServerError, match=reason) as refusal:
        Server(**(USUAL | settings))
    assert "\n" not in str(refusal.value)
    assert "mật-khẩu" not in str(refusal.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_may_be_spoken_to_in_the_clear(host: str) -> None:
    assert Server(host, 25, "none").mode == "none"


def test_another_machine_may_be_spoken_to_in_the_clear_by_an_explicit_word() -> None:
    assert Server("thu.example.vn", 25, "none", insecure_clear=True).insecure_clear


def test_a_password_is_not_printed_with_its_server() -> None:
    server = Server("thu.example.vn", 587, "starttls", **LOGIN)
    assert "mật-khẩu" not in repr(server) + str(server)


def test_a_context_that_verifies_nothing_is_refused() -> None:
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    with pytest.raises(ValueError, match="verify"):
        SmtpMailer(Server("thu.example.vn", 465, "tls"), ssl_context=blind)

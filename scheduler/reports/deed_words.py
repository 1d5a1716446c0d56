"""What was done, in words: an entry of the history as people read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from db.history import Entry
from plans.units.tables import ROLE_WORDS
from rules.access import ACCOUNT_ROLES
from rules.say import say_day, say_label
from scheduler.answering.checkins import RESULT_WORDS

DEEDS = {
    "adopted": "kế hoạch được đưa vào theo dõi",
    "amended": "kế hoạch được sửa đổi",
    "restored": "kế hoạch trở lại như trước khi sửa đổi",
    "undone": "hủy nạp kế hoạch",
    "closed": "đóng kế hoạch",
    "unclosed": "mở lại kế hoạch",
    "announced": "công bố sự kiện",
    "revoked": "thu hồi công bố sự kiện",
    "acknowledged": "báo đã nhận",
    "progress": "báo tiến độ",
    "done": "báo hoàn thành",
    "part_done": "báo xong phần phối hợp",
    "attached": "gửi kèm tệp",
    "declined": "báo không phải việc của mình",
    "checked_in": "trả lời rà soát định kỳ",
    "confirmed": "xác nhận báo cáo chậm",
    "reopened": "mở lại",
    "cancelled": "hủy",
    "kept": "quyết định vẫn giao đơn vị",
    "moved": "dời hạn",
    "withdrawn": "rút",
    "revived": "theo dõi trở lại",
    "relabelled": "đổi kỳ",
    "extension_asked": "đề nghị gia hạn",
    "extension_opinion": "cho ý kiến về đề nghị gia hạn",
    "extension_offered": "đề nghị hạn khác",
    "extension_approved": "chấp thuận gia hạn",
    "extension_refused": "không đồng ý gia hạn",
    "extension_withdrawn": "rút đề nghị gia hạn",
    "extension_declined": "không nhận hạn khác",
    "handed over": "chuyển đơn vị",
    "merged": "nhập vào việc số",
    "carried": "chuyển tiếp sang việc số",
    "continues": "tiếp tục việc số",
    "linked": "liên kết là một việc",
    "unlinked": "bỏ liên kết",
    "replied": "thư trả lời",
    "redated": "đổi ngày sự kiện",
    "units added": "chọn thêm đơn vị cho nhiệm vụ",
    "units removed": "bỏ đơn vị khỏi nhiệm vụ",
    "added": "thêm",
    "changed": "sửa",
    "only here": "giữ lại, tệp nhập không có",
    "alias added": "thêm tên gọi",
    "alias removed": "bỏ tên gọi",
    "spelling added": "thêm tên gọi",
    "spelling removed": "bỏ tên gọi",
    "member added": "thêm thành viên",
    "member removed": "bỏ thành viên",
    "contact added": "thêm người nhận thư",
    "contact changed": "sửa người nhận thư",
    "contact removed": "bỏ người nhận thư",
    "contact only here": "giữ lại người nhận thư, tệp nhập không có",
    "contact resumed": "gửi lại cho người nhận thư",
    "contact absent": "ghi vắng mặt",
    "contact present": "ghi có mặt trở lại",
    "absence added": "ghi vắng mặt",
    "absence changed": "sửa thời gian vắng mặt",
    "absence removed": "bỏ thời gian vắng mặt",
    "merger planned": "ghi việc sáp nhập sắp tới",
    "merger dropped": "bỏ việc sáp nhập sắp tới",
    "took over": "nhận việc của đơn vị sáp nhập",
    "suspended": "ngừng gửi tới hộp thư",
    "substitute_unreached": "người thay không nhận được thư",
    "set aside": "để riêng thư bị hỏng",
    "retried": "cho gửi lại",
    "paused": "tạm dừng gửi thư",
    "resumed": "gửi thư trở lại",
    "issued": "chốt số liệu báo cáo",
    "bounce": "thư bị trả lại",
    "expired": "thư không tới được sau nhiều ngày",
    "delay": "thư bị chậm",
    "policy": "máy chủ nơi nhận từ chối nội dung thư",
    "unclear": "thư báo lỗi không rõ",
    "automatic": "có thư trả lời tự động",
    "reply": "có thư trả lời",
    "absence": "trả lời tự động: vắng mặt",
    "created": "tạo tài khoản",
    "invited": "tạo liên kết mời đặt mật khẩu",
    "reset link made": "tạo liên kết đặt lại mật khẩu",
    "password set": "đặt mật khẩu",
    "part given": "đổi vai trò",
    "disabled": "khóa tài khoản",
    "enabled": "mở lại tài khoản",
    "signed in": "đăng nhập",
    "calendar made": "lập địa chỉ lịch mới",
    "calendar closed": "bỏ địa chỉ lịch",
    "signed out": "đăng xuất",
}
DETAILS = {
    "unit": "đơn vị",
    "on": "ngày",
    "happened": "xảy ra ngày",
    "document": "văn bản",
    "name": "tên",
    "period": "kỳ",
    "result": "kết quả:",
    "note": "nội dung:",
    "old": "từ",
    "new": "đến",
    "why": "lý do:",
    "extension": "đề nghị số",
    "to": "đến",
    "into": "",
    "of": "",
    "reason": "lý do:",
    "by": "người quyết định:",
    "opinion": "ý kiến:",
    "twin": "với",
    "answered": "trả lời chung ở việc số",
    "title": "tiêu đề",
    "incoming": "thư đến số",
    "person": "họ tên",
    "role": "vai trò",
    "spelling": "tên gọi",
    "notice": "thông báo",
    "address": "địa chỉ",
    "substitute": "người thay",
}
"""The details of a deed that are told; the others are counts and keys."""
_WORDS: dict[str, Mapping[str, str]] = {
    "result": dict[str, str](RESULT_WORDS.items()),
    "role": dict[str, str](ROLE_WORDS.items()) | dict[str, str](ACCOUNT_ROLES.items()),
}


def say_deed(entry: Entry) -> str:
    """Báo hoàn thành (ngày 30/11/2022): the deed with those of its details that are told."""
    told = {name: entry.detail[name] for name in DETAILS if entry.detail.get(name) is not None}
    label = DETAILS | ({"why": "theo"} if entry.what == "amended" else {})  # its reason is the amending document
    given = ", ".join(f"{label[name]} {_said(name, value)}".strip() for name, value in told.items())
    return f"{DEEDS.get(entry.what, entry.what)}{f' ({given})' if given else ''}"


def _said(name: str, value: object) -> str:
    """A detail, its dates as the office writes them; a list is what it was and what it became."""
    if isinstance(value, list):
        return " → ".join(_said(name, one) for one in value if one is not None)
    if name == "period":
        return say_label(str(value))
    if name in _WORDS:
        return _WORDS[name].get(str(value), str(value))
    try:
        return say_day(dt.date.fromisoformat(str(value)))
    except ValueError:
        return str(value)

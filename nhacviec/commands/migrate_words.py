"""What a move did, as the terminal and programs are told."""

from __future__ import annotations

from collections.abc import Iterator

from db.identity import known_revisions
from db.moving import Moved


def in_words(done: Moved, *, dry_run: bool) -> Iterator[str]:
    """Line by line."""
    if dry_run:
        yield from _planned(done)
        return
    if done.settled:
        yield f"Dữ liệu đã chuyển sang {done.target} ở lần chạy trước: {_held(done)}."
    else:
        yield f"Đã chuyển sang {done.target}: {_held(done)}. Từng bảng ở hai nơi đã được đối chiếu, khớp nhau."
    yield from _changed(done)
    yield "Bây giờ:"
    yield f'1. Trong config.toml, mục [data], ghi: database = "{done.address}"'
    if done.address.startswith("postgresql"):
        yield "   Mật khẩu không ghi ở đó mà ở biến PGPASSWORD, cùng chỗ với các mật khẩu khác."
    yield "2. Chạy «nhacviec doctor», rồi chạy lại tiến trình nền và trang web chạy riêng (--role web), nếu có."
    yield f"{done.source} giữ nguyên dữ liệu lúc này nhưng đã khóa, không dùng nữa; quay về bằng --to hoặc --back."


def _planned(done: Moved) -> Iterator[str]:
    yield f"Sẽ chuyển từ {done.source} sang {done.target}: {_held(done)}."
    yield from _changed(done)
    if done.revision != known_revisions()[-1]:
        yield f"Trước đó {done.source} được nâng từ bản {done.revision} lên bản {known_revisions()[-1]}."
        yield "Khi chưa nâng, nội dung từng dòng chưa đọc thử được."
    else:
        yield "Mọi dòng đều đọc được, không liên kết nào hỏng, nơi nhận còn trống."
    yield "Chưa thay đổi gì."


def _changed(done: Moved) -> Iterator[str]:
    if done.changed:
        yield (
            f"Lưu ý: {done.changed} đoạn văn có ký tự U+0000 mà PostgreSQL không giữ được; ở nơi mới, chỗ ấy là ký tự "
            "thay thế U+FFFD."
        )


def _held(done: Moved) -> str:
    rows = done.rows
    count = {name: f"{rows.get(name, 0):,}".replace(",", ".") for name in ("plan", "obligation", "outbox")}
    total, filled = f"{sum(rows.values()):,}".replace(",", "."), sum(1 for one in rows.values() if one)
    held = f"{count['plan']} kế hoạch, {count['obligation']} việc, {count['outbox']} thư"
    return f"{held}; tất cả {total} dòng trong {filled} bảng"


def as_json(done: Moved, *, dry_run: bool) -> dict[str, object]:
    """The same for programs."""
    return {
        "moved": not dry_run,
        "earlier": done.settled,
        "from": done.source,
        "to": done.target,
        "database": done.address,
        "revision": done.revision,
        "rows": dict(done.rows),
        "changed_texts": done.changed,
    }

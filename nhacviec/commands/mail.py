"""`nhacviec mail …`: what the mails look like, and what came back."""

from __future__ import annotations

import click

from nhacviec.commands.frame import Command, Group
from rules.errors import UsageError

COMMANDS = {
    "preview": ("nhacviec.commands.mail:preview", "Xem trước một mẫu thư với nội dung giả định."),
    "inbox": ("nhacviec.commands.mail_inbox:inbox", "Những gì trả về: thư không đến được, vắng mặt, trả lời."),
    "fetch": ("nhacviec.commands.mail_inbox:fetch", "Đọc hộp thư ngay một lần."),
}
KINDS = {
    "digest": "digest",
    "leaders": "leadership",
    "monitor": "monitor",
    "assignment": "assignment",
    "event": "event",
    "correction": "correction",
    "amendment": "amendment",
    "extension": "extension",
    "extension-asked": "extension-asked",
    "answer": "answer",
    "reply": "reply",
}
"""Names on the command line → names of the samples."""


@click.group(cls=Group, table=COMMANDS)
def mail() -> None:
    """Xem trước các mẫu thư; xem những gì trả về."""


@click.command(cls=Command)
@click.argument("kind", metavar="[LOẠI]", required=False, type=click.Choice(tuple(KINDS)))
@click.option("--html", is_flag=True, help="In phần HTML của một loại thư.")
def preview(kind: str | None, html: bool) -> None:
    """In mẫu thư với nội dung giả định; không đọc cơ sở dữ liệu, không gửi gì.

    LOẠI: digest (thư nhắc hằng ngày), leaders (danh sách trình lãnh đạo), monitor (thư của bộ phận theo dõi),
    assignment (thư giao việc), event (sự kiện), correction (đính chính ngày hạn), amendment (kế hoạch sửa đổi),
    extension (quyết định gia hạn), extension-asked (đề nghị gia hạn), answer (quyết định về một trả lời), reply
    (thư trả lời chuyển bộ phận theo dõi). Không ghi LOẠI: in phần chữ của mọi loại.
    """
    from notifications.render import render
    from notifications.samples import SAMPLES

    if html and kind is None:
        raise UsageError(reason=f"Với --html hãy chọn một loại thư: {', '.join(KINDS)}.")
    for name in [kind] if kind else KINDS:
        drawn = render(SAMPLES[KINDS[name]])
        click.echo(drawn.html if html else f"{drawn.subject}\n\n{drawn.text}")

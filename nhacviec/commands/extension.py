"""`nhacviec extension …`: the commands about extensions, by name; each is imported when it runs."""

from __future__ import annotations

import click

from nhacviec.commands.frame import Group

COMMANDS = {
    "list": ("nhacviec.commands.extension_list:list_extensions", "Các đề nghị gia hạn và quyết định về từng đề nghị."),
    "ask": ("nhacviec.commands.extension_ask:ask_extension", "Đề nghị gia hạn một việc."),
    "opinion": ("nhacviec.commands.extension_decide:opinion", "Ghi ý kiến của bộ phận theo dõi."),
    "decide": ("nhacviec.commands.extension_decide:decide", "Ghi quyết định: đồng ý, không đồng ý, hoặc hạn khác."),
    "accept": ("nhacviec.commands.extension_ask:accept_offer", "Đơn vị nhận hạn khác được đề nghị."),
    "decline": ("nhacviec.commands.extension_ask:decline_offer", "Đơn vị không nhận hạn khác được đề nghị."),
    "withdraw": ("nhacviec.commands.extension_ask:withdraw_extension", "Đơn vị rút đề nghị."),
}


@click.group(cls=Group, table=COMMANDS)
def extension() -> None:
    """Gia hạn: đề nghị, ý kiến, quyết định. Chưa có quyết định thì hạn giữ nguyên và việc nhắc vẫn tiếp tục."""

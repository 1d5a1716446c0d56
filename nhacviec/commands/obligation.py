"""`nhacviec obligation …`: the commands about obligations, by name; each is imported when it runs."""

from __future__ import annotations

import click

from nhacviec.commands.frame import Group

COMMANDS = {
    "list": ("nhacviec.commands.obligation_list:list_obligations", "Các việc theo đơn vị, tình trạng, ngày hạn."),
    "show": (
        "nhacviec.commands.obligation_show:show_obligation",
        "Một việc: vì sao có hạn này, đã và sẽ nhắc ai.",
    ),
    "ack": ("nhacviec.commands.obligation_answers:acknowledged", "Báo đơn vị đã nhận việc."),
    "progress": ("nhacviec.commands.obligation_answers:progress", "Báo tiến độ một việc."),
    "done": ("nhacviec.commands.obligation_done:report", "Báo một việc, hoặc phần phối hợp, đã hoàn thành."),
    "file": ("nhacviec.commands.obligation_file:files", "Các tệp gửi kèm báo hoàn thành; ghi một tệp ra đĩa."),
    "decline": ("nhacviec.commands.obligation_answers:declined", "Báo việc không phải của đơn vị."),
    "confirm": ("nhacviec.commands.obligation_verdicts:confirmed", "Xác nhận một báo cáo chậm là đúng hạn."),
    "reopen": ("nhacviec.commands.obligation_verdicts:reopened", "Mở lại một việc: kết quả chưa đạt."),
    "keep": (
        "nhacviec.commands.obligation_verdicts:kept",
        "Vẫn giao việc mà đơn vị báo không phải việc của mình.",
    ),
    "cancel": ("nhacviec.commands.obligation_verdicts:cancelled", "Thôi giao một việc."),
}


@click.group(cls=Group, table=COMMANDS)
def obligation() -> None:
    """Việc phải làm của từng đơn vị: xem, trả lời, quyết định."""

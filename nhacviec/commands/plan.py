"""`nhacviec plan …`: the commands about plans, by name; each is imported when it runs."""

from __future__ import annotations

import click

from nhacviec.commands.frame import Group

COMMANDS = {
    "read": ("nhacviec.commands.plan_read:read", "Đọc và rà soát một văn bản kế hoạch; không ghi gì."),
    "import": ("nhacviec.commands.plan_import:import_plan", "Rà soát một văn bản kế hoạch rồi nạp để theo dõi."),
    "diff": (
        "nhacviec.commands.plan_diff:diff_plan",
        "So một văn bản sửa đổi với kế hoạch đang theo dõi; không ghi gì.",
    ),
    "close": ("nhacviec.commands.plan_close:close_plan", "Đóng một kế hoạch, quyết định từng việc còn mở."),
    "undo": (
        "nhacviec.commands.plan_undo:undo_plan",
        "Hủy lần sửa đổi mới nhất của một kế hoạch, hủy việc nạp, hoặc mở lại kế hoạch đã đóng.",
    ),
    "assign": (
        "nhacviec.commands.plan_assign:assign_units",
        "Chọn đơn vị cho một nhiệm vụ của kế hoạch đang theo dõi.",
    ),
    "twins": (
        "nhacviec.commands.plan_twins:show_twins",
        "Nhiệm vụ giống nhau ở các kế hoạch đang theo dõi: đã liên kết, có thể liên kết.",
    ),
    "link": ("nhacviec.commands.plan_link:link_tasks", "Liên kết nhiệm vụ của hai kế hoạch là một việc, nhắc một lần."),
    "unlink": ("nhacviec.commands.plan_link:unlink_task", "Bỏ liên kết một nhiệm vụ; từ đó nhắc riêng."),
    "list": ("nhacviec.commands.plan_list:list_plans", "Các kế hoạch đã nạp."),
    "show": ("nhacviec.commands.plan_show:show_plan", "Một kế hoạch: nhiệm vụ, đơn vị, các kỳ hạn và tình trạng."),
}


@click.group(cls=Group, table=COMMANDS)
def plan() -> None:
    """Kế hoạch: đọc, rà soát, nạp, sửa đổi và xem."""

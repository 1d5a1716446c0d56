"""`nhacviec plan …`: the commands about plans, by name; each is imported when it runs."""

from __future__ import annotations

import click

from nhacviec.commands.frame import Group

COMMANDS = {
    "read": ("nhacviec.commands.plan_read:read", "Đọc và rà soát một văn bản kế hoạch; không ghi gì."),
    "import": ("nhacviec.commands.plan_import:import_plan", "Rà soát một văn bản kế hoạch rồi nạp để theo dõi."),
    "list": ("nhacviec.commands.plan_list:list_plans", "Các kế hoạch đã nạp."),
    "show": ("nhacviec.commands.plan_show:show_plan", "Một kế hoạch: nhiệm vụ, đơn vị, các kỳ hạn và tình trạng."),
}


@click.group(cls=Group, table=COMMANDS)
def plan() -> None:
    """Kế hoạch: đọc, rà soát, nạp và xem."""

"""`nhacviec doctor`: whether the installation can do its work, one line a finding."""

from __future__ import annotations

import os
from pathlib import Path

import click

from nhacviec import config, config_source
from nhacviec.commands.frame import Command
from nhacviec.health import MARKS, examine
from scheduler import clock


@click.command(cls=Command)
@click.pass_obj
def doctor(config_path: Path | None) -> int:
    """Kiểm tra cấu hình, cơ sở dữ liệu, danh bạ, ngày nghỉ, máy chủ thư, đồng hồ, hàng thư, ổ đĩa.

    Kết thúc với mã 1 nếu có chỗ hỏng.
    """
    settings = config.load(config_path)
    file = config_source.find(config_path, os.environ).path
    findings = list(examine(settings, file, clock.now()))
    for one in findings:
        click.echo(f"{MARKS[one.level]}  {one.subject}: {one.text}")
    if broken := dict.fromkeys(one.subject for one in findings if one.level == "broken"):
        click.echo(f"Có chỗ hỏng, cần sửa: {', '.join(broken)}.")
        return 1
    return 0

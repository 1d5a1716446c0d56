"""The command line: which commands there are, where the configuration is, and how every failure ends.

Commands stand in a table and are imported when run, so that `nhacviec --help` costs little. Each failure is one
Vietnamese sentence on standard error and an exit status of the contract; what a bug raises is not hidden.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from nhacviec.commands.frame import Group, sentence
from rules.errors import NhacviecError

COMMANDS = {
    "parse": ("nhacviec.commands.parse:parse", "Đọc một cụm từ thời hạn và giải thích từng ngày."),
    "run": ("nhacviec.commands.run:run", "Chạy tiến trình nền: theo dõi, nhắc và gửi thư."),
    "tick": ("nhacviec.commands.tick:tick", "Chạy một bước rồi thôi (khi không có tiến trình nền)."),
    "simulate": ("nhacviec.commands.simulate:simulate", "Chạy thử một kế hoạch: thư nào, cho ai, ngày nào, vì sao."),
    "plan": ("nhacviec.commands.plan:plan", "Kế hoạch: đọc, rà soát, nạp và xem."),
    "obligation": ("nhacviec.commands.obligation:obligation", "Việc phải làm: xem, trả lời, quyết định."),
    "extension": ("nhacviec.commands.extension:extension", "Gia hạn: đề nghị, ý kiến, quyết định."),
    "checkin": ("nhacviec.commands.checkin:checkin", "Rà soát định kỳ việc thường xuyên: xem, trả lời."),
    "event": ("nhacviec.commands.event:event", "Sự kiện mà nhiệm vụ chờ: xem, công bố, thu hồi."),
    "ladder": ("nhacviec.commands.ladder:ladder", "Các mốc nhắc và đôn đốc: ai được nhắc khi nào, vì sao."),
    "report": ("nhacviec.commands.report:report", "Báo cáo tình hình thực hiện của một kỳ (.xlsx, JSON)."),
    "unit": ("nhacviec.commands.unit:unit", "Đơn vị và địa chỉ nhận thư."),
    "user": ("nhacviec.commands.user:user", "Tài khoản của trang web: thêm, mật khẩu, khóa, mở."),
    "holidays": ("nhacviec.commands.holidays:holidays", "Ngày nghỉ lễ, Tết: xem, ghi thông báo, đối chiếu."),
    "outbox": ("nhacviec.commands.outbox:outbox", "Thư đã lập: xem, gửi lại, tạm dừng."),
    "mail": ("nhacviec.commands.mail:mail", "Xem trước các mẫu thư; những gì trả về."),
    "backup": ("nhacviec.commands.backup:backup", "Sao lưu cơ sở dữ liệu, kể cả khi tiến trình nền đang chạy."),
    "restore": ("nhacviec.commands.restore:restore", "Khôi phục từ bản sao lưu; thư được giữ lại chờ quyết định."),
    "migrate": ("nhacviec.commands.migrate:migrate", "Chuyển dữ liệu sang cơ sở dữ liệu khác, hoặc quay về."),
    "audit": ("nhacviec.commands.audit:audit_books", "Đối chiếu: những gì phải nhắc với những gì đã nhắc."),
    "doctor": ("nhacviec.commands.doctor:doctor", "Kiểm tra cấu hình, cơ sở dữ liệu, máy chủ thư, danh bạ."),
}


def _print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import version

    click.echo(f"nhacviec {version('nhacviec')}")
    ctx.exit()


@click.group(cls=Group, table=COMMANDS)
@click.option("--config", type=click.Path(path_type=Path), metavar="TỆP", help="Dùng tệp cấu hình này.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Xem số phiên bản."
)
@click.pass_context
def cli(ctx: click.Context, config: Path | None) -> None:
    """Nhắc việc: đọc kế hoạch, hiểu thời hạn, nhắc và đôn đốc các đơn vị qua thư điện tử.

    Cấu hình được tìm ở --config, rồi ./config.toml, rồi /etc/nhacviec/config.toml.
    """
    ctx.obj = config


def run(args: Sequence[str]) -> int:
    """Runs one command line and returns its exit status: 0 done, 1 left for a person, 2 usage, 3 unreadable input."""
    try:
        with cli.make_context("nhacviec", list(args)) as ctx:
            status = cli.invoke(ctx)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except NhacviecError as error:
        return _fail(str(error), error.status)
    except click.exceptions.NoArgsIsHelpError as error:
        return _fail(error.format_message(), error.exit_code)
    except click.ClickException as error:
        return _fail(sentence(error), 2)
    except (click.Abort, KeyboardInterrupt):
        return 130  # 128 + SIGINT, as shells have it
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at exit
        return 141  # 128 + SIGPIPE: the reader (`| head`) had enough
    return status if isinstance(status, int) else 0


def _fail(message: str, status: int) -> int:
    sys.stderr.write(f"{message}\n")
    return status

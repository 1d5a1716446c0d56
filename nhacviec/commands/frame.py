"""Click's frame in Vietnamese: commands, groups whose members are imported when used, help pages, usage errors."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import Any

import click

from nhacviec.suggestion import suggestion
from rules import errors

_HEADINGS = {"Options": "Tùy chọn", "Commands": "Các lệnh", "Positional arguments": "Tham số"}


class HelpPage(click.HelpFormatter):
    """A help page with Vietnamese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "Cách dùng: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        said = [(term, text.replace("[required]", "(bắt buộc)")) for term, text in rows]
        super().write_dl(said, col_max, col_spacing)


class Context(click.Context):
    formatter_class = HelpPage


class Command(click.Command):
    """A command whose help page and usage errors are Vietnamese."""

    context_class = Context
    allow_extra_args = True  # refused below, in our words

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[TÙY CHỌN]"} | kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            extra = super().parse_args(ctx, args)
        except click.BadOptionUsage as error:
            raise _bad_option(error, ctx) from error
        if extra and not isinstance(self, click.Group) and not ctx.resilient_parsing:
            raise errors.UsageError(reason=f"Thừa tham số «{' '.join(extra)}».{_see_help(ctx)}")
        return extra

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Xem trang trợ giúp này."
        return option


class Group(Command, click.Group):
    """A group of commands that imports a member only when it is run.

    `table`: name → ("module:attribute", one line of help). The help page is made of the table alone, in its order.
    """

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, subcommand_metavar="LỆNH …", **kwargs)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        module, attribute = self.table[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.table and not name.startswith("-") and not ctx.resilient_parsing:
            raise errors.UsageError(reason=f"Không có lệnh «{name}»{suggestion(name, self.table)}.{_see_help(ctx)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.table.items()])


def sentence(error: click.ClickException) -> str:
    """What a person did wrong on the command line, in one Vietnamese sentence, with the command that shows help."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    return f"{_what(error)}{_see_help(ctx)}"


def _what(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            return f"Không có tùy chọn «{error.option_name}»{suggestion(error.option_name, error.possibilities or ())}."
        case click.MissingParameter():
            return f"Thiếu {_name(error.param)}."
        case click.BadParameter():
            return f"Giá trị của {_name(error.param)} không hợp lệ: {_wanted(error.param)}."
        case click.FileError():
            return f"Không mở được tệp {error.filename}."
    if isinstance(error, click.UsageError) and error.ctx and isinstance(error.ctx.command, Group):
        return "Thiếu tên lệnh."
    return "Lệnh gọi không đúng cách."


def _name(param: click.Parameter | None) -> str:
    match param:
        case click.Option():
            return f"tùy chọn «{max(param.opts, key=len)}»"
        case click.Argument():
            return f"tham số {param.human_readable_name}"
    return "tham số"


def _wanted(param: click.Parameter | None) -> str:
    """What a parameter of one of click's own types accepts; our own (`arguments`) word their refusals themselves."""
    match param.type if param is not None else None:
        case click.Choice() as choice:
            return f"chỉ nhận {', '.join(map(str, choice.choices))}"
        case click.IntRange() as allowed:
            low = f" từ {allowed.min}" if allowed.min is not None else ""
            high = f" đến {allowed.max}" if allowed.max is not None else ""
            return f"cần một số nguyên{low}{high}"
        case click.types.IntParamType():
            return "cần một số nguyên"
        case click.Path():
            return "không có tệp hay thư mục như vậy, hoặc không được phép dùng"
    return "không đúng dạng"


def _bad_option(error: click.BadOptionUsage, ctx: click.Context) -> errors.UsageError:
    flags = {name for param in ctx.command.params if getattr(param, "is_flag", False) for name in param.opts}
    flags.update(ctx.help_option_names)
    what = "không nhận giá trị" if error.option_name in flags else "cần một giá trị đi kèm"
    return errors.UsageError(reason=f"Tùy chọn «{error.option_name}» {what}.{_see_help(ctx)}")


def _see_help(ctx: click.Context | None) -> str:
    return f" Xem «{ctx.command_path} --help»." if ctx is not None else ""

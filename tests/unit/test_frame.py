"""What click refuses is said in Vietnamese, for every kind of option a command may have."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from nhacviec.commands.frame import Command, Context, Group, sentence


@click.command(cls=Command)
@click.argument("id", metavar="MÃ", type=int)
@click.option("--role", type=click.Choice(["all", "web"]))
@click.option("--limit", type=click.IntRange(1, 9))
@click.option("--to", required=True)
@click.option("--folder", type=click.Path(exists=True, path_type=Path))
@click.option("--yes", is_flag=True)
def some(**_: object) -> None:
    """Một lệnh."""


def said(*args: str) -> str:
    with pytest.raises(click.ClickException) as caught, some.make_context("lệnh", list(args)):
        pass
    return sentence(caught.value)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--to", "x"], "Thiếu tham số MÃ."),
        (["1"], "Thiếu tùy chọn «--to»."),
        (["một", "--to", "x"], "Giá trị của tham số MÃ không hợp lệ: cần một số nguyên."),
        (["1", "--to", "x", "--role", "tất cả"], "Giá trị của tùy chọn «--role» không hợp lệ: chỉ nhận all, web."),
        (["1", "--to", "x", "--limit", "10"], "Giá trị của tùy chọn «--limit» không hợp lệ: cần một số nguyên từ 1"),
        (["1", "--to", "x", "--folder", "/khong/co"], "Giá trị của tùy chọn «--folder» không hợp lệ: không có tệp hay"),
        (["1", "--tô", "x"], "Không có tùy chọn «--tô» (có phải «--to»?)."),
    ],
)  # fmt: skip
def test_each_refusal_names_the_parameter_and_what_it_takes(args: list[str], expected: str) -> None:
    assert said(*args).startswith(expected)
    assert said(*args).endswith("Xem «lệnh --help».")


def test_a_group_shows_its_table_without_importing_a_member() -> None:
    group = Group("nhóm", table={"a": ("khong.co:a", "Lệnh thứ nhất."), "b": ("khong.co:b", "Lệnh thứ hai.")})
    page = group.get_help(click.Context(group))
    assert page.index("Lệnh thứ nhất.") < page.index("Lệnh thứ hai.")


def test_what_must_be_given_is_said_in_vietnamese() -> None:
    @click.command(cls=Command)
    @click.option("--to", required=True, help="Nơi đến.")
    def sent(to: str) -> None: ...

    page = sent.get_help(Context(sent))
    assert "(bắt buộc)" in page
    assert "required" not in page

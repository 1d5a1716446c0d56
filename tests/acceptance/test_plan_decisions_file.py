"""The file of decisions as a person writes it: what is read of it, and every way it can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from plans.errors import MissingFileError
from plans.review.decision_files import load
from plans.review.decisions import Decision, DecisionsError

WHOLE = """
[tasks."1.I.3"]
phrase = " Quý II/2022 "
lead = ["van-phong"]
skip = false

[units]
"Bộ phận Một cửa" = "van-phong"

[duties."0.V.1#2"]
adopt = true
coordinating = []
"""


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "quyet-dinh.toml"
    path.write_text(f"\ufeff{WHOLE}", "utf-8")
    found = load(path)
    assert found.tasks == {"1.I.3": Decision("Quý II/2022", ("van-phong",), None, True)}
    assert found.duties == {"0.V.1#2": Decision(None, None, (), True)}
    assert found.units == {"Bộ phận Một cửa": "van-phong"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[task]\n", "không dùng phần [task]"),
        ("units = 1\n", "phần [units] phải gồm các khóa"),
        ("[tasks.1.I.3]\nskip = true\n", '[tasks."1"]: không có khóa I; mã phải đặt trong ngoặc kép'),
        ('[tasks]\n"1.I.3" = true\n', '[tasks."1.I.3"]: cần các khóa phrase, lead, coordinating, confirm, skip'),
        ('[tasks."1.I.3"]\nadopt = true\n', '[tasks."1.I.3"]: không có khóa adopt'),
        ('[tasks."1.I.3"]\nlead = "van-phong"\n', "lead phải là danh sách đơn vị trong ngoặc vuông"),
        ('[tasks."1.I.3"]\nlead = [1]\n', "lead phải là danh sách đơn vị trong ngoặc vuông"),
        ('[tasks."1.I.3"]\nphrase = " "\n', '[tasks."1.I.3"] phrase còn trống'),
        ('[duties."0.V.1#2"]\nadopt = "có"\n', '[duties."0.V.1#2"]: adopt phải là true hoặc false'),
        ('[units]\n"Tên" = 3\n', '[units] "Tên": cần một tên và một mã đơn vị trong ngoặc kép'),
        ('[units]\n"Tên" = " "\n', '[units] "Tên": cần một tên và một đơn vị trong danh bạ'),
        ('[plan]\nperiod = "2025-2021"\n', "[plan] period phải viết như 2021-2025 hoặc 2022"),
        ("[plan]\nissued = 2021-11-05T08:00:00\n", "[plan]: issued phải là chữ trong ngoặc kép"),
        ('[plan]\nissued = "31/2/2022"\n', "[plan] issued phải là một ngày, viết như 2021-11-05 hoặc 5/11/2021"),
        ("[plan]\nnumber = 1\n", "[plan]: không có khóa number"),
        ("a = " + "[" * 5000 + "]" * 5000, "các ngoặc lồng nhau quá sâu"),
        ("[tasks\n", "dòng 1, cột 7: không đúng cú pháp TOML"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "quyet-dinh.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DecisionsError) as caught:
        load(path)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"Tệp quyết định {path} có lỗi: ")
    assert caught.value.status == 3


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        load(tmp_path / "khong-co.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "quyet-dinh.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(DecisionsError, match="không phải chữ UTF-8"):
        load(path)

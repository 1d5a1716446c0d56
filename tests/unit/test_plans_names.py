"""Units are known by whole names, longest first; what is left goes to a person."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.units.names import LONGEST_CELL
from plans.units.register import Group, Register, Resolved, Unit

REGISTER = Register(
    units=(
        Unit("van-phong", "Văn phòng Sở", "internal"),
        Unit("cchc-vtlt", "Phòng CCHC và VTLT", "internal", ("Phòng CCHC-VTLT",)),
        Unit("tcbc-tcpcp", "Phòng TCBC và TCPCP", "internal", ("Phòng Tổ chức - Biên chế",)),
        Unit("thanh-tra", "Thanh tra Sở", "internal"),
        Unit("thi-dua", "Ban Thi đua - Khen thưởng", "affiliated", ("Ban TĐ - KT",)),
    ),
    groups=(
        Group("@all", "Các cơ quan, đơn vị thuộc, trực thuộc Sở", ("đơn vị thuộc, trực thuộc Sở",)),
        Group("@affiliated", "Các cơ quan, đơn vị trực thuộc Sở"),
    ),
    contacts=(),
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Văn Phòng sở, PCCHC và VTLT", ["van-phong", "cchc-vtlt"]),
        ("Phòng CCHC - VTLT và Thanh tra Sở", ["cchc-vtlt", "thanh-tra"]),
        ("P.TCBC và TCPCP; P. TCBC và TCPCP", ["tcbc-tcpcp"]),
        ("Phòng Tổ chức – Biên chế.", ["tcbc-tcpcp"]),
        ("Ban TĐ-KT, Ban Thi đua - Khen thưởng", ["thi-dua"]),
        ("Văn phòng Sở;\nCác cơ quan, đơn vị thuộc, trực thuộc Sở", ["van-phong", "@all"]),
        ("các cơ quan, đơn vị trực thuộc Sở, và Văn phòng Sở", ["@affiliated", "van-phong"]),
        ("đơn vị thuộc, trực thuộc Sở", ["@all"]),
        ("", []),
        (None, []),
    ],
)
def test_names_are_known_in_all_their_spellings(text: str | None, codes: list[str]) -> None:
    resolved = REGISTER.resolve(text)
    assert list(resolved.codes) == codes
    assert resolved.unknown == ()


@pytest.mark.parametrize(
    ("text", "codes", "unknown"),
    [
        ("Văn phòng Sở, Phòng Pháp chế", ["van-phong"], ["Phòng Pháp chế"]),
        ("Phòng Pháp chế và Thanh tra Sở", ["thanh-tra"], ["Phòng Pháp chế"]),
        ("Văn phong Sở", [], ["Văn phong Sở"]),
        ("Văn phòng Sở Nội vụ", [], ["Văn phòng Sở Nội vụ"]),
        ("Bộ Khoa học và Công nghệ và các địa phương", [], ["Bộ Khoa học và Công nghệ", "các địa phương"]),
        ("Sở Tài chính và Sở Tư pháp", [], ["Sở Tài chính", "Sở Tư pháp"]),
    ],
)
def test_a_name_that_is_not_known_whole_is_left_as_printed(text: str, codes: list[str], unknown: list[str]) -> None:
    resolved = REGISTER.resolve(text)
    assert (list(resolved.codes), list(resolved.unknown)) == (codes, unknown)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("UBND các huyện, thị xã, thành phố", ["UBND các huyện, thị xã, thành phố"]),
        ("UBND các xã, phường; Công an tỉnh", ["UBND các xã, phường", "Công an tỉnh"]),
        ("Các sở, ban, ngành", ["Các sở, ban, ngành"]),
        (
            "Các Sở, Ban, Ngành và UBND các huyện, thành phố",
            ["Các Sở, Ban, Ngành", "UBND các huyện, thành phố"],
        ),
        ("Các bộ, ngành, địa phương", ["Các bộ, ngành, địa phương"]),
        ("Bộ, ngành, địa phương", ["Bộ, ngành, địa phương"]),
        ("Các bộ, ngành và địa phương", ["Các bộ, ngành và địa phương"]),
        ("Các bộ, ngành, Bộ Nội vụ", ["Các bộ, ngành", "Bộ Nội vụ"]),
        ("Các sở, ngành, phòng Nội vụ", ["Các sở, ngành", "phòng Nội vụ"]),
        (
            "Viện Hàn lâm Khoa học và Công nghệ và các bộ, ngành",
            ["Viện Hàn lâm Khoa học và Công nghệ", "các bộ, ngành"],
        ),
        (
            "Thủ trưởng các cơ quan, đơn vị thuộc, trực thuộc Sở",
            ["Thủ trưởng các cơ quan, đơn vị thuộc, trực thuộc Sở"],
        ),
        ("Các Sở: Nội vụ, Tài chính; Công an tỉnh", ["Các Sở: Nội vụ, Tài chính", "Công an tỉnh"]),
        ("Sở Văn hóa, Thể thao và Du lịch, Sở Y tế", ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"]),
        ("Phòng Công chức, viên chức, Sở Y tế", ["Phòng Công chức, viên chức", "Sở Y tế"]),
        ("Phòng Nội vụ, Phòng Tài chính - Kế hoạch", ["Phòng Nội vụ", "Phòng Tài chính - Kế hoạch"]),
        ("Bộ Lao động - Thương binh và Xã hội", ["Bộ Lao động - Thương binh và Xã hội"]),
        ("Phòng Giáo dục và Đào tạo", ["Phòng Giáo dục và Đào tạo"]),
        ("VTV, VOV, TTXVN", ["VTV", "VOV", "TTXVN"]),
        ("VP HĐND&UBND", ["VP HĐND&UBND"]),
        ("UBND huyện/thị xã/thành phố", ["UBND huyện/thị xã/thành phố"]),
        ("Chủ tịch UBND cấp xã", ["Chủ tịch UBND cấp xã"]),
        ("Giám đốc Sở, Phó Giám đốc Sở", ["Giám đốc Sở", "Phó Giám đốc Sở"]),
        ("đ/c Nguyễn Văn A - Phó Trưởng phòng", ["đ/c Nguyễn Văn A - Phó Trưởng phòng"]),
        ("đ/c Nguyễn Văn A - Văn phòng Sở", ["đ/c Nguyễn Văn A - Văn phòng Sở"]),
        ("Văn phòng Sở (đ/c Hà, đ/c Bình)", ["Văn phòng Sở (đ/c Hà, đ/c Bình)"]),
        ("Phòng TCBC và TCPCP mới", ["Phòng TCBC và TCPCP mới"]),
        ("Phòng Pháp chế và P.KHTC, P. QLĐT", ["Phòng Pháp chế", "P.KHTC", "P. QLĐT"]),
        ("1. Sở Y tế 2. Sở Tư pháp", ["Sở Y tế", "Sở Tư pháp"]),
        ("- Sở Y tế - Sở Tư pháp", ["Sở Y tế", "Sở Tư pháp"]),
        ("Phòng Pháp chế chủ trì", ["Phòng Pháp chế"]),
        ("Các đơn vị phối hợp", ["Các đơn vị phối hợp"]),
        ("chủ trì", ["chủ trì"]),
        ("Văn phòng Sở " + "x" * 8_000, ["Văn phòng Sở " + "x" * 8_000]),
    ],
)
def test_names_of_other_offices_come_out_whole_and_each_by_itself(text: str, unknown: list[str]) -> None:
    resolved = REGISTER.resolve(text)
    assert (list(resolved.codes), list(resolved.unknown)) == ([], unknown)


@pytest.mark.parametrize(
    "text",
    [
        "Văn phòng Sở/Thanh tra Sở",
        "Văn phòng Sở cùng Thanh tra Sở",
        "Văn phòng Sở cùng với Thanh tra Sở.",
        "- Văn phòng Sở\n- Thanh tra Sở",
        "+ Văn phòng Sở + Thanh tra Sở",
        "1. Văn phòng Sở\n2. Thanh tra Sở",
        "Văn phòng Sở\nThanh tra Sở",
        "Văn phòng Sở. Thanh tra Sở",
        "Văn phòng Sở - Thanh tra Sở",
    ],
)
def test_units_are_parted_by_all_that_offices_put_between_them(text: str) -> None:
    assert REGISTER.resolve(text) == Resolved(("van-phong", "thanh-tra"))


@pytest.mark.parametrize(
    ("lead_text", "coordinating_text", "lead", "coordinating"),
    [
        (
            "Chủ trì: Văn phòng Sở; Phối hợp: Thanh tra Sở, P.CCHC và VTLT",
            None,
            ["van-phong"],
            ["thanh-tra", "cchc-vtlt"],
        ),
        ("Văn phòng Sở chủ trì, phối hợp với Thanh tra Sở", None, ["van-phong"], ["thanh-tra"]),
        ("Văn phòng Sở phối hợp với Thanh tra Sở", None, ["van-phong"], ["thanh-tra"]),
        ("Đơn vị chủ trì: Văn phòng Sở - Đơn vị phối hợp: Thanh tra Sở", None, ["van-phong"], ["thanh-tra"]),
        ("Văn phòng Sở (chủ trì), Thanh tra Sở (phối hợp)", None, ["van-phong"], ["thanh-tra"]),
        ("Văn phòng Sở", "Thanh tra Sở (chủ trì), Ban TĐ - KT", ["van-phong", "thanh-tra"], ["thi-dua"]),
        ("Văn phòng Sở", "Phối hợp với Thanh tra Sở", ["van-phong"], ["thanh-tra"]),
    ],
)
def test_what_a_cell_says_of_a_part_goes_before_its_column(
    lead_text: str, coordinating_text: str | None, lead: list[str], coordinating: list[str]
) -> None:
    parts = REGISTER.parts(lead_text, coordinating_text)
    assert (list(parts.lead), list(parts.coordinating), parts.unknown) == (lead, coordinating, ())


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.sampled_from(["Văn phòng Sở", "Sở Y tế", "các", "và", ",", ";", "-", "1.", "(", "chủ trì", "x"])))
def test_no_name_in_a_cell_is_lost(words: list[str]) -> None:
    said = REGISTER.resolve(" ".join(words))
    assert ("van-phong" in said.codes or "Văn phòng Sở" in " ".join(said.unknown)) == ("Văn phòng Sở" in words)
    assert ("Sở Y tế" in " ".join(said.unknown)) == ("Sở Y tế" in words)


@pytest.mark.parametrize("word", ["Văn phòng Sở ", "và ", "Phòng A, b", "(", "- ", "1. ", "các, "])
def test_a_hostile_cell_takes_no_time(word: str) -> None:
    began = time.process_time()
    REGISTER.resolve(word * (LONGEST_CELL // len(word)))
    assert time.process_time() - began < 2


def test_the_nearest_name_is_only_a_suggestion() -> None:
    assert REGISTER.nearest("Văn phong Sở") == "Văn phòng Sở"
    assert REGISTER.nearest("Kho bạc Nhà nước") is None


SUGGESTING = Register(
    units=(
        Unit("cchc", "Phòng Cải cách hành chính và Văn thư, lưu trữ", "internal"),
        Unit("tccb", "Phòng Tổ chức cán bộ", "internal"),
        Unit("ccvc", "Phòng Công chức, viên chức", "internal", ("Phòng CCVC",)),
        Unit("luu-tru", "Trung tâm Lưu trữ lịch sử tỉnh", "affiliated"),
    ),
    groups=(),
    contacts=(),
)


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("CCHC", ["cchc"]),
        ("P. TCCB", ["tccb"]),
        ("Phòng VTLT", ["cchc"]),
        ("Phòng Công chức", ["ccvc"]),
        ("Trung tâm Lưu trữ", ["luu-tru"]),
        ("Phòng Tổ chức cán bô", ["tccb"]),
        ("Kho bạc Nhà nước", []),
        ("Phòng", []),
    ],
)
def test_abbreviations_and_parts_of_names_are_suggested_and_never_taken(printed: str, codes: list[str]) -> None:
    assert [code for _, code in SUGGESTING.nearest_names(printed)] == codes
    assert SUGGESTING.resolve(printed).codes == ()

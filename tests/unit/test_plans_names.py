"""Units are known by whole names, longest first; what is left goes to a person."""

from __future__ import annotations

import pytest

from plans.units import Group, Register, Unit

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


def test_the_nearest_name_is_only_a_suggestion() -> None:
    assert REGISTER.nearest("Văn phong Sở") == "Văn phòng Sở"
    assert REGISTER.nearest("Kho bạc Nhà nước") is None

"""Number formats: a cell reads as the clerk sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.formats.number_format import format_code, shown_number, shown_text

FEBRUARY = 44593.0  # 01/02/2022


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('"Tháng "m/yyyy', "Tháng 2/2022"),
        ('"Quý I/"yyyy', "Quý I/2022"),
        ("yyyy", "2022"),
        ("yy", "22"),
        ("mm/yyyy", "02/2022"),
        ("d/m/yyyy;@", "1/2/2022"),
        ("dd.mm.yyyy", "01.02.2022"),
        ("yyyy-mm-dd", "2022-02-01"),
        ("d-mmm-yy", "1-Feb-22"),
        ("[$-42A]dd mmmm yyyy", "01 Tháng Hai 2022"),
        ("[$-1010000]d/m/yyyy;@", "1/2/2022"),
        ("[$-F800]dddd, mmmm dd, yyyy", "01/02/2022"),
        ('"ngày "dd" tháng "mm" năm "yyyy', "ngày 01 tháng 02 năm 2022"),
        (r"dd\/mm\/yyyy", "01/02/2022"),
        (format_code(14, {}), "01/02/2022"),
        (format_code(22, {}), "01/02/2022 0:00"),
        (format_code(164, {164: "mm-yyyy"}), "02-2022"),
    ],
)
def test_a_date_shows_as_its_format_says(code: str, shown: str) -> None:
    assert shown_number(FEBRUARY, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (1e20, "General", "1E+20"),
        (12.0, "@", "12"),
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12.5%"),
        (1000.0, "0E+0", "1E+3"),
        (1.1, "0.00", "1.10"),
        (2.5, "0", "3"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (1234567.0, "#,##0,", "1,235"),
        (5.0, '"Quý "0', "Quý 5"),
        (4.0, '0"."', "4."),
        (12022.0, '00"/"0000', "01/2022"),
        (-5.0, "0;(0)", "(5)"),
        (0.0, '0;-0;"-"', "-"),
        (5.0, ";;;", ""),
        (0.5, "# ?/?", "0.5"),
        (44593.75, "h:mm AM/PM", "6:00 PM"),
        (44593.5, "dd/mm/yyyy hh:mm", "01/02/2022 12:00"),
        (1.5, "[h]:mm", "36:00"),
        (-1.0, "dd/mm/yyyy", "#####"),
        (1e300, "dd/mm/yyyy", "#####"),
    ],
)
def test_a_number_shows_as_its_format_says(value: float, code: str, shown: str) -> None:
    assert shown_number(value, code) == shown


def test_dates_of_the_other_calendar_are_four_years_later() -> None:
    assert shown_number(FEBRUARY - 1462, "dd/mm/yyyy", is_1904=True) == "01/02/2022"


def test_a_format_may_add_words_to_text() -> None:
    assert shown_text("I/2022", '"Quý "@') == "Quý I/2022"
    assert shown_text("I/2022", "General") == "I/2022"


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.text('0#?.,%E+-dmyhs[]"\\_*@;/ $A', max_size=12) | st.sampled_from(["General", "0.00E+00", "mm:ss.0"]),
)
def test_any_number_with_any_format_shows_something(value: float, code: str) -> None:
    assert isinstance(shown_number(value, code), str)

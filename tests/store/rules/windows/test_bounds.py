"""The numbers that a condition asks for."""

from fractions import Fraction

import pytest

from store.rules.windows import Bounds
from store.rules.windows.bounds import exact, shown


@pytest.mark.parametrize(
    ("limits", "rising"),
    [
        ([("gte", 5)], True),
        ([("gt", 5), ("gte", 2)], True),
        ([("gte", 5), ("lte", 9)], False),
        ([("eq", 5)], False),
        ([("neq", 5)], False),
        ([("lt", 5)], False),
    ],
)
def test_whether_growing_can_end_it(limits, rising):
    assert Bounds(tuple(limits)).rising is rising


@pytest.mark.parametrize(
    ("value", "number"), [(5, 5), (5.0, 5), (0.1, Fraction(1, 10)), (-2.5, Fraction(-5, 2))]
)
def test_a_number_is_what_is_written(value, number):
    assert exact(value) == number


@pytest.mark.parametrize(
    ("number", "text"), [(5, "5"), (Fraction(10, 2), "5"), (Fraction(1, 3), "0.333333")]
)
def test_a_number_is_shown_with_six_decimals(number, text):
    assert str(shown(number)) == text

"""How many there are of something."""

import pytest

from app.output.amounts import counted, often


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [
        (1, "record", "1 record"),
        (0, "record", "0 records"),
        (1_200, "record", "1,200 records"),
        (1, "address", "1 address"),
        (2, "address", "2 addresses"),
    ],
)
def test_one_is_no_plural(number, noun, expected):
    assert counted(number, noun) == expected


def test_how_often():
    assert [often(1), often(3)] == ["once", "3 times"]

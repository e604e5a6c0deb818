"""Bars, shades and axis as text."""

import pytest

from widgets.histogram import axis, bars, shades

_MINUTE = 60_000_000


def test_bars_use_eighths_of_a_cell():
    assert bars([0, 1, 8, 16], 2) == ["   █", " ▁██"]


def test_any_count_shows_at_least_something():
    assert bars([1, 10_000], 1) == ["▁█"]
    assert shades([1, 10_000]) == "░█"


@pytest.mark.parametrize(
    ("step", "expected"),
    [(_MINUTE, "╵00:00"), (60 * _MINUTE, "╵01-01 00:00")],
)
def test_the_axis_names_days_where_there_are_several(step, expected):
    assert axis(0, step, 40).startswith(expected)


def test_the_axis_of_a_minute_tells_seconds():
    assert axis(0, _MINUTE // 60, 20) == "╵00:00:00 ╵00:00:10 "

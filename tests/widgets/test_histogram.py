"""The timeline's bars, shades and axis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.model import Severity
from tests.widgets.harness import running, screen_lines
from widgets.histogram import Histogram, axis, bars, binned, shades
from widgets.view_models import Points

_MINUTE = 60_000_000
_TIMES = st.lists(st.tuples(st.integers(0, 2**52), st.sampled_from(Severity)), max_size=50)


@given(_TIMES, st.integers(1, 200))
def test_every_point_is_counted_once(points, buckets):
    assert sum(binned(points, buckets).totals) == len(points)


@given(_TIMES, st.integers(1, 200))
def test_the_severities_add_up_to_the_totals(points, buckets):
    data = binned(points, buckets)
    columns = zip(*data.by_severity.values(), strict=True)
    assert not points or data.totals == [sum(column) for column in columns]


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
    assert axis(0, _MINUTE // 60, 40).split() == [
        "╵00:00:00",
        "╵00:00:10",
        "╵00:00:20",
        "╵00:00:30",
    ]


async def test_it_draws_a_row_for_each_severity_and_points_at_the_marked_time():
    widget = Histogram()
    async with running(widget) as pilot:
        widget.show(Points(((0, Severity.LOW), (50 * _MINUTE, Severity.CRITICAL)), 0))
        await pilot.pause()
        lines = screen_lines(pilot.app)
    assert lines[0].split() == ["1", "█", "█"]
    assert [line.split()[0] for line in lines[2:5]] == ["crit", "low", "▲00:00"]


async def test_nothing_is_said_in_words():
    async with running(Histogram()) as pilot:
        assert "no alerts" in screen_lines(pilot.app)[0]

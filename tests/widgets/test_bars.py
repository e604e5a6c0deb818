"""Bars of counts under a cursor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.harness import running, screen_lines
from widgets.bars import Bars, length
from widgets.view_models import Bins, Shown, shown

_HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (1_000_000, "1s"),
        (90_000_000, "90s"),
        (900_000_000, "15min"),
        (_HOUR, "1h"),
        (24 * _HOUR, "1d"),
    ],
)
def test_a_length_is_told_in_its_largest_unit(step, text):
    assert length(step) == text


async def test_the_cursor_begins_at_the_newest():
    bars = Bars(Shown("⏎"))
    async with running(bars):
        bars.show(Bins(0, _HOUR, (1, 2, 3)))
        assert bars.selected == (2 * _HOUR, 3 * _HOUR, 3)


async def test_it_stays_within_the_bars():
    bars = Bars(Shown("⏎"))
    async with running(bars):
        bars.show(Bins(0, _HOUR, (1, 2, 3)))
        bars.move(-10)
        assert bars.selected == (0, _HOUR, 1)
        bars.move(10)
        assert bars.selected == (2 * _HOUR, 3 * _HOUR, 3)


async def test_it_stays_in_its_time_when_more_is_known():
    bars = Bars(Shown("⏎"))
    async with running(bars):
        bars.show(Bins(0, _HOUR, (1, 2, 3)))
        bars.move(-1)
        bars.show(Bins(0, _HOUR, (1, 5, 3, 4)))
        assert bars.selected == (_HOUR, 2 * _HOUR, 5)


async def test_without_bars_it_says_why():
    bars = Bars(Shown("⏎"))
    async with running(bars) as pilot:
        bars.say(shown("counting …"))
        await pilot.pause()
        assert screen_lines(pilot.app)[0] == " counting …"
        assert bars.selected is None


async def test_with_the_focus_it_tells_of_the_bar_at_hand():
    bars = Bars(Shown("⏎"))
    async with running(bars, (80, 10)) as pilot:
        bars.show(Bins(0, _HOUR, (1, 2_000)))
        bars.focus()
        await pilot.pause()
        assert "1970-01-01 01:00:00 +1h: 2,000 records" in screen_lines(pilot.app)[4]


@given(counts=st.lists(st.integers(0, 10**9), max_size=80))
async def test_any_counts_can_be_drawn(counts):
    bars = Bars(Shown("⏎"))
    async with running(bars, (60, 8)) as pilot:
        bars.show(Bins(0, _HOUR, tuple(counts)))
        await pilot.pause()
        assert len(screen_lines(pilot.app)) == 8

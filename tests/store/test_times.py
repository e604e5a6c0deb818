"""Times are counted in microseconds and written in UTC."""

import time

import pytest

from store.times import clock, iso, now

SECOND = 1_000_000


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (0, "1970-01-01T00:00:00.000000Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (1_795_000_000 * SECOND + 1, "2026-11-18T11:06:40.000001Z"),
        (-62_135_596_800 * SECOND, "0001-01-01T00:00:00.000000Z"),
    ],
)
def test_iso(moment: int, text: str):
    assert iso(moment) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (0, "1970-01-01 00:00:00"),
        (-1, "1969-12-31 23:59:59"),
        (1_795_000_000 * SECOND + 999_999, "2026-11-18 11:06:40"),
        (-62_135_596_800 * SECOND, "0001-01-01 00:00:00"),
    ],
)
def test_the_clock_shows_whole_seconds_that_have_begun(moment: int, text: str):
    assert clock(moment) == text


def test_now_is_the_machine_s_clock_in_microseconds():
    before = time.time_ns() // 1000
    assert before <= now() <= time.time_ns() // 1000

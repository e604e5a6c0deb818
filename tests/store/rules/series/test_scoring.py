"""A bucket is compared with what is usual."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from store.rules.expectations import Baseline, Direction
from store.rules.series.scoring import HOUR, Level, calendar, needed, scores, transformed

DAY = 24
WEEK = 7 * DAY
ASKED = Baseline(HOUR, 4, 2, 3, 4 * WEEK * HOUR, 0, Direction.BOTH)
MONDAY = 20_003 * DAY
"""The hour in which a Monday begins."""


def last(counts, *, incidents=()):
    """The score of the last of some hours, of which all but some have no hit."""
    buckets = range(min(counts), max(counts) + 1)
    hours = calendar(UTC)
    (found,) = scores(counts, buckets, ASKED, hours, max(counts), incidents)
    return found


def test_the_hour_of_the_week_is_asked_of_two_weeks():
    found = last({MONDAY: 10, MONDAY + WEEK: 10, MONDAY + 2 * WEEK: 40})
    expected = transformed(40) - transformed(10)
    assert (found.level, found.z) == (Level.FULL, pytest.approx(expected))


def test_deviations_are_measured_in_those_of_the_past():
    counts = {MONDAY + week * WEEK: n for week, n in enumerate((9, 16, 100, 400))}
    values = sorted(transformed(n) for n in (9, 16, 100))
    spread = 1.4826 * sorted(abs(y - values[1]) for y in values)[1]
    found = last(counts)
    assert found.z == pytest.approx((transformed(400) - values[1]) / spread)


def test_days_of_that_sort_stand_in():
    found = last({MONDAY + day * DAY: 10 for day in range(4)} | {MONDAY + 4 * DAY: 90})
    expected = transformed(90) - transformed(10)
    assert (found.level, found.z) == (Level.PROVISIONAL, pytest.approx(expected))


def test_a_weekend_is_of_another_sort():
    counts = {MONDAY + day * DAY: 10 for day in range(5)} | {MONDAY + 5 * DAY: 90}
    assert last(counts).level is Level.LEARNING


def test_an_incident_is_not_learned_from():
    counts = {MONDAY: 10, MONDAY + WEEK: 10, MONDAY + 2 * WEEK: 40}
    assert last(counts, incidents={MONDAY}).level is Level.PROVISIONAL


def test_more_is_asked_while_little_is_known():
    assert [needed(ASKED, level) for level in (Level.PROVISIONAL, Level.FULL)] == [6, 4]


def test_hours_are_those_of_the_wall_clock():
    hours = calendar(ZoneInfo("Europe/Berlin"))
    assert hours(MONDAY * HOUR) == (2, 2)

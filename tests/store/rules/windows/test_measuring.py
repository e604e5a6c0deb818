"""Sums, means and percentiles of windows, against looking at every window by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.windows import Bounds, Hit, Span, averaged, ranked, summed
from tests.store.rules import oracle
from tests.store.rules.oracle import Window
from tests.store.rules.windows.drawing import (
    LIMITS,
    NUMBERS,
    SPANS,
    bounds,
    hits,
    said,
    valued,
    windows,
)

ALWAYS = bounds([("gt", -1_000_000)])
BURST = 100_000


def median(some, timespan, limits):
    """What stands in the middle."""
    return ranked(some, timespan, limits, 50)


def expected(
    some: list[Hit], timespan: int, measure: oracle.Measure, limits: oracle.Limits
) -> list[Window]:
    """The oracle's windows, with what they measure as people read it."""
    story = oracle.judged(said(some), timespan, measure, oracle.kept(limits))
    return sorted(Window(*window[:2], round(float(window.peak), 6)) for window in story.windows)


@settings(max_examples=300, deadline=None)
@given(hits(values=NUMBERS), SPANS, LIMITS)
def test_summed_is_what_the_definition_says(some, timespan, limits):
    found = summed(some, timespan, bounds(limits))
    assert windows(found) == expected(some, timespan, oracle.total, limits)


@settings(max_examples=300, deadline=None)
@given(hits(values=NUMBERS), SPANS, LIMITS)
def test_averaged_is_what_the_definition_says(some, timespan, limits):
    found = averaged(some, timespan, bounds(limits))
    assert windows(found) == expected(some, timespan, oracle.mean, limits)


@settings(max_examples=400, deadline=None)
@given(hits(values=NUMBERS), SPANS, LIMITS, st.sampled_from([0, 1, 25, 50, 75, 95, 99, 100]))
def test_ranked_is_what_the_definition_says(some, timespan, limits, percent):
    found = ranked(some, timespan, bounds(limits), percent)
    assert windows(found) == expected(some, timespan, oracle.percentile(percent), limits)


@pytest.mark.parametrize(
    ("percent", "measured"),
    [(0, 15), (40, 29), (50, 35), (75, 40), (95, 48), (100, 50)],
)
def test_a_percentile_is_that_of_a_spreadsheet(percent, measured):
    some = valued(*enumerate([35, 50, 15, 40, 20]))
    *_, last = ranked(some, 10, ALWAYS, percent)
    assert last == Span(0, 4, measured)


def test_a_median_of_an_even_number_lies_between_the_middle_two():
    *_, last = ranked(valued(*enumerate([4, 1, 3, 2])), 10, ALWAYS, 50)
    assert last.peak == 2.5


def test_a_sum_is_exact():
    some = valued((0, 0.1), (1, 0.2), (2, 0.3))
    assert list(summed(some, 1, bounds([("eq", 0.5)]))) == [Span(1, 2, 0.5)]


@pytest.mark.parametrize(("what", "peak"), [(summed, 14), (averaged, 3.5), (median, 4)])
def test_a_number_counts_as_often_as_its_hit(what, peak):
    some = [Hit(1, 0, 0, 1, 3, None, 4), Hit(1, 0, 0, 2, 1, None, 2), Hit(1, 0, 0, 3, 0, None, 99)]
    assert list(what(some, 5, ALWAYS)) == [Span(0, 0, peak)]


@pytest.mark.parametrize("what", [summed, averaged, median])
def test_nothing_has_no_measure(what):
    assert list(what([Hit(1, 0, 0, 1, 0, None, 4)], 5, ALWAYS)) == []


@pytest.mark.parametrize("timespan", [10, BURST])
@pytest.mark.parametrize("what", [summed, averaged, median])
def test_a_burst_costs_little_more_than_a_look_at_every_hit(what, timespan):
    some = valued(*((ts, ts * 7919 % 10_007) for ts in range(BURST)))
    assert sum(1 for _ in what(some, timespan, Bounds.at_least(0))) == BURST

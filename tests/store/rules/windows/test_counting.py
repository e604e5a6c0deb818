"""Counts in windows, against looking at every window by itself."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules import arrays
from store.rules.windows import (
    Bounds,
    Hit,
    Span,
    Value,
    counted,
    differing,
    enough,
    episodes,
    merged,
    varied,
    varied_episodes,
)
from tests.store.rules import oracle
from tests.store.rules.windows.drawing import (
    LIMITS,
    SPANS,
    TIMES,
    bounds,
    hits,
    of,
    said,
    valued,
    windows,
)

BURST = 100_000


def weighed(some: Sequence[Hit]) -> tuple[list[int], list[int]]:
    """The times of hits, and what those before each weigh: more by what was before all."""
    return [hit.ts for hit in some], list(accumulate((hit.n for hit in some), initial=7))


def told(some: Sequence[Hit]) -> tuple[list[int], list[Value]]:
    """The times of hits, and their values."""
    return [hit.ts for hit in some], [hit.value for hit in some]


@contextmanager
def patched(many: int) -> Iterator[None]:
    """From how many hits on numpy's arrays are used; it is there, for this module imports it."""
    assert np.__name__ in sys.modules
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "MANY", many)
        yield


@settings(max_examples=300, deadline=None)
@given(hits(), SPANS, LIMITS)
def test_counted_is_what_the_definition_says(some, timespan, limits):
    expected = oracle.judged(said(some), timespan, oracle.hits, oracle.kept(limits)).windows
    assert windows(counted(some, timespan, bounds(limits))) == sorted(expected)


@settings(max_examples=200, deadline=None)
@given(hits(), SPANS, st.integers(1, 9))
def test_enough_is_counted_with_a_lower_limit(some, timespan, at_least):
    events = [hit._replace(since=None) for hit in some]
    expected = counted(events, timespan, Bounds.at_least(at_least))
    assert list(enough(*weighed(events), timespan, at_least)) == list(expected)


@pytest.mark.parametrize("many", [1, arrays.MANY])
@settings(max_examples=200, deadline=None)
@given(hits(), SPANS, st.integers(1, 9), TIMES, SPANS)
def test_episodes_are_the_windows_joined(many, some, timespan, at_least, since, gap):
    columns = weighed(some)
    windows = list(enough(*columns, timespan, at_least, since))
    with patched(many):
        assert episodes(*columns, timespan, at_least, since, gap) == merged(windows, gap)


@settings(max_examples=300, deadline=None)
@given(hits(values=st.sampled_from("abcde")), SPANS, LIMITS)
def test_differing_is_what_the_definition_says(some, timespan, limits):
    expected = oracle.judged(said(some), timespan, oracle.values, oracle.kept(limits)).windows
    assert windows(differing(some, timespan, bounds(limits))) == sorted(expected)


@settings(max_examples=200, deadline=None)
@given(hits(values=st.sampled_from("abcde")), SPANS, LIMITS, TIMES)
def test_varied_is_differing_for_events_alone(some, timespan, limits, since):
    events = [hit._replace(since=None) for hit in some]
    expected = differing(events, timespan, bounds(limits), since)
    assert list(varied(*told(events), timespan, bounds(limits), since)) == list(expected)


@pytest.mark.parametrize("many", [1, arrays.MANY])
@settings(max_examples=200, deadline=None)
@given(hits(values=st.sampled_from("abcde")), SPANS, LIMITS, TIMES, SPANS)
def test_episodes_of_different_values_are_the_windows_joined(
    many, some, timespan, limits, since, gap
):
    within = bounds(limits)
    columns = told(some)
    windows = list(varied(*columns, timespan, within, since))
    with patched(many):
        assert varied_episodes(*columns, timespan, within, since, gap) == merged(windows, gap)


@settings(max_examples=100, deadline=None)
@given(hits(), SPANS, LIMITS, TIMES)
def test_windows_that_end_before_an_instant_need_not_be_asked_for(some, timespan, limits, since):
    every = counted(some, timespan, bounds(limits))
    expected = [span for span in every if span.last >= since]
    assert list(counted(some, timespan, bounds(limits), since)) == expected


@pytest.mark.parametrize(
    ("rows", "timespan", "expected"),
    [
        ([(0, 1), (10, 1)], 10, [Span(0, 10, 2)]),
        ([(0, 1), (11, 1)], 10, []),
        ([(5, 1), (5, 1), (5, 1)], 0, [Span(5, 5, 3)]),
        ([(0, 1), (1, 0)], 10, []),
        ([(0, 2), (1, 0)], 10, [Span(0, 0, 2), Span(0, 1, 2)]),
        ([(0, 0), (1, 2)], 10, [Span(0, 1, 2)]),
        ([], 10, []),
    ],
    ids=[
        "both ends belong to the window",
        "a microsecond too far",
        "one instant is judged as a whole",
        "weight nothing",
        "weight nothing prolongs",
        "weight nothing begins",
        "nothing",
    ],
)
def test_two_in_a_window(rows, timespan, expected):
    assert list(counted(of(*rows), timespan, Bounds.at_least(2))) == expected


@pytest.mark.parametrize(
    ("limits", "hot"),
    [
        ([("gt", 2)], [2, 3]),
        ([("gte", 2)], [1, 2, 3]),
        ([("lt", 2)], [0]),
        ([("lte", 2)], [0, 1]),
        ([("eq", 2)], [1]),
        ([("neq", 2)], [0, 2, 3]),
        ([("gte", 2), ("lte", 3)], [1, 2]),
        ([("gt", 4)], []),
    ],
)
def test_what_limits_mean(limits, hot):
    some = of(*((ts, 1) for ts in range(4)))
    assert [span.last for span in counted(some, 10, bounds(limits))] == hot


def test_a_value_counts_once_however_often_it_is_told():
    some = valued((0, "a"), (1, "a"), (2, "b"))
    assert list(differing(some, 5, Bounds.at_least(2))) == [Span(0, 2, 2)]


def test_a_value_of_weight_nothing_is_there_all_the_same():
    some = [Hit(1, 0, 0, 1, 0, None, "a"), Hit(1, 1, 0, 2, 1, None, "b")]
    assert list(differing(some, 5, Bounds.at_least(2))) == [Span(0, 1, 2)]


def test_a_value_is_gone_when_its_last_hit_leaves_the_window():
    some = valued((0, "a"), (6, "b"), (11, "c"))
    assert list(differing(some, 5, Bounds.at_least(2))) == [Span(6, 11, 2)]


@pytest.mark.parametrize("timespan", [10, BURST])
@pytest.mark.parametrize("what", [counted, differing])
def test_a_burst_costs_no_more_than_a_look_at_every_hit(what, timespan):
    some = valued(*((ts, ts % 700) for ts in range(BURST)))
    assert sum(1 for _ in what(some, timespan, Bounds.at_least(3))) == BURST - 2

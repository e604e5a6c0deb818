"""Rules that are hit in one window, against looking at every window by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.windows import Bounds, Span, Way, met, together
from tests.store.rules import oracle
from tests.store.rules.windows.drawing import LIMITS, SPANS, bounds, hits, said, steps, windows

SLOTS = st.lists(st.integers(0, 3), max_size=2, unique=True).map(tuple)
WAYS = st.lists(st.builds(Way, SLOTS, SLOTS), max_size=3)


@settings(max_examples=300, deadline=None)
@given(hits(4), SPANS, LIMITS)
def test_together_is_what_the_definition_says(some, timespan, limits):
    expected = oracle.judged(said(some), timespan, oracle.slots, oracle.kept(limits)).windows
    assert windows(together(some, timespan, bounds(limits))) == sorted(expected)


@settings(max_examples=300, deadline=None)
@given(hits(4), SPANS, WAYS)
def test_met_is_what_the_definition_says(some, timespan, ways):
    def measure(inside):
        slots = {each.slot for each in inside}
        fits = any(slots >= set(way.hit) and not slots & set(way.missing) for way in ways)
        return len(slots) if fits else None

    expected = oracle.judged(said(some), timespan, measure, lambda _: True).windows
    assert windows(met(some, timespan, ways)) == sorted(expected)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(0, 0), (10, 1)], [Span(0, 10, 2)]),
        ([(0, 1), (10, 0)], [Span(0, 10, 2)]),
        ([(0, 0), (11, 1)], []),
        ([(4, 0), (4, 1)], [Span(4, 4, 2)]),
        ([(0, 0), (1, 0)], []),
    ],
    ids=["exactly as long", "the other way round", "too long", "one instant", "one of them twice"],
)
def test_both_within_ten(rows, expected):
    assert list(together(steps(*rows), 10, Bounds.at_least(2))) == expected


def test_what_must_be_missing_ends_it_while_it_is_in_the_window():
    some = steps((0, 0), (3, 1), (5, 0), (14, 0))
    found = met(some, 10, [Way((0,), (1,))])
    assert [span.last for span in found] == [0, 14]

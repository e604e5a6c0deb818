"""Windows joined to episodes, against joining whatever touches."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.windows import Span, merged
from tests.store.rules import oracle
from tests.store.rules.oracle import Story, Window
from tests.store.rules.windows.drawing import SPANS, TIMES


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TIMES, SPANS, st.integers(1, 9)), max_size=10), SPANS)
def test_merged_is_what_the_definition_says(drawn, gap):
    windows = [Window(first, first + length, peak) for first, length, peak in drawn]
    expected = oracle.episodes(Story(frozenset(), frozenset(windows)), gap)
    found = merged([Span(*window) for window in windows], gap)
    assert found == sorted(Span(*episode[:3]) for episode in expected)


@pytest.mark.parametrize(
    ("gap", "expected"), [(5, [Span(0, 9, 3)]), (4, [Span(0, 2, 1), Span(7, 9, 3)])]
)
def test_windows_a_gap_apart_are_one_episode(gap, expected):
    assert merged([Span(7, 9, 3), Span(0, 2, 1)], gap) == expected

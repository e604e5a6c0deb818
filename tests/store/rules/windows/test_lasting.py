"""How long a count keeps its limit, against looking at every instant and between them."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.windows import Hit, State, lasting
from tests.store.rules import oracle
from tests.store.rules.windows.drawing import NOTHING, SPANS, hits, of, said


@settings(max_examples=400, deadline=None)
@given(hits(values=NOTHING), SPANS, st.integers(1, 9))
def test_lasting_is_what_the_definition_says(some, timespan, at_least):
    found = list(lasting(some, timespan, at_least))
    assert found == [State(*each) for each in oracle.states(said(some), timespan, at_least)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(0, 1), (4, 1)], [State(0, 4, 2, 4, 10)]),
        ([(0, 1), (4, 1), (10, 1)], [State(0, 10, 3, 4, 14)]),
        ([(0, 1), (10, 1), (21, 1)], [State(0, 10, 2, 10, 10)]),
        ([(0, 1), (4, 1), (14, 1)], [State(0, 4, 2, 4, 10), State(14, 14, 2, 14, 14)]),
        ([(0, 5)], [State(0, 0, 5, 0, 10)]),
        ([(0, 1)], []),
    ],
    ids=[
        "until the first leaves",
        "longer by a hit at the last instant",
        "an instant",
        "again, with a hit of before",
        "one hit that counts often",
        "nothing",
    ],
)
def test_two_in_ten(rows, expected):
    assert list(lasting(of(*rows), 10, 2)) == expected


def test_a_burst_costs_no_more_than_a_look_at_every_hit():
    some = [Hit(1, at, 0, at, 1) for at in range(100_000)]
    assert [each.ends for each in lasting(some, 50_000, 3)] == [99_997 + 50_000]


def test_between_two_hits_is_looked_at_too():
    assert Fraction(1, 2) in oracle.moments(range(2))

"""New hits stand side by side in the ledger's order, however many they are."""

from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules import arrays
from store.rules.counting.judging import Counted
from store.rules.ledgers.columns import Part
from store.rules.ledgers.fresh import Fresh, of_rows, sorted_out
from store.rules.windows import Hit, Value

T = TypeVar("T")
FIRST = 1000
VALUES: st.SearchStrategy[Value] = st.sampled_from(["a", "b", 5, 2.5])


@st.composite
def parts(draw: st.DrawFn) -> list[Part]:
    """What batches bring the slots of a ledger."""
    return [_part(draw, slot) for slot in range(draw(st.integers(1, 3)))]


def _part(draw: st.DrawFn, slot: int) -> Part:
    records = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=12)))
    size = len(records)
    groups = draw(_column(st.integers(0, 3), size))
    times = draw(_column(st.integers(-5, 5), size))
    weights = draw(_column(st.integers(0, 3), size))
    values: list[Value] | None = draw(st.none() | _column(VALUES, size))
    numbers = draw(st.permutations([7, 8, 9, 10]))
    keys = ["k", "l", "m", "n"]
    return Part(numbers, Counted(1, slot, keys, groups, records, times, weights, values))


def _column(values: st.SearchStrategy[T], size: int) -> st.SearchStrategy[list[T]]:
    return st.lists(values, min_size=size, max_size=size)


def hits_of(some: list[Part]) -> list[Hit]:
    """The hits by their definition."""
    return sorted(
        (
            Hit(
                numbers[counted.groups[at]],
                counted.times[at],
                counted.slot,
                FIRST + counted.records[at],
                counted.weights[at],
                None,
                None if counted.values is None else counted.values[at],
            )
            for numbers, counted in some
            for at in range(len(counted.records))
        ),
        key=lambda hit: hit[:4],
    )


@pytest.mark.parametrize("long", [1, 10_000], ids=["in arrays", "in lists"])
@settings(max_examples=150, deadline=None)
@given(parts())
def test_hits_stand_in_the_order_of_the_ledger(long, some):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "MANY", long)
        patch.setattr(arrays, "LONG", long)
        assert list(sorted_out(some, FIRST).rows) == hits_of(some)


@pytest.mark.parametrize("long", [1, 10_000], ids=["in arrays", "in lists"])
@settings(max_examples=100, deadline=None)
@given(parts())
def test_each_group_has_its_own_hits(long, some):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "MANY", long)
        patch.setattr(arrays, "LONG", long)
        found = sorted_out(some, FIRST)
    told = hits_of(some)
    assert sorted(found.bounds) == sorted({hit.group for hit in told})
    for group in found.bounds:
        hits = [hit for hit in told if hit.group == group]
        assert found.hits(group) == hits
        assert (found.first(group), found.last(group)) == (hits[0].ts, hits[-1].ts)


def two() -> Fresh:
    return of_rows([Hit(1, 5, 0, 9, 3), Hit(2, 4, 0, 8, 0), Hit(2, 6, 1, 7, 2)])


def test_sums_are_of_what_comes_before():
    assert two().sums(lambda weights: [weight * 10 for weight in weights]) == [0, 30, 30, 50]


def test_what_no_hit_has_is_no_column():
    assert (two().columns.sinces, two().columns.values) == (None, None)


def test_what_one_hit_has_is_a_column():
    found = of_rows([Hit(1, 5, 0, 9, 3), Hit(1, 6, 1, -2, 0, 4, "x")]).columns
    assert (found.sinces, found.values) == ((None, 4), (None, "x"))

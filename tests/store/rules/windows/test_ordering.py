"""Hits one after the other, against trying every choice of hits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.windows import Hit, Span, Way, in_order, ordered
from tests.store.rules import oracle
from tests.store.rules.oracle import Step, Window
from tests.store.rules.windows.drawing import SPANS, hits, steps


def taken(some: list[Hit], slots: list[int]) -> list[set[Step]]:
    """The steps of an order."""
    return [{Step(hit.ts, hit.begins) for hit in some if hit.slot == at} for at in slots]


@settings(max_examples=200, deadline=None)
@given(st.data(), SPANS, st.sampled_from([2, 2, 3, 4]))
def test_ordered_is_what_the_definition_says(data, timespan, slots):
    some = data.draw(hits(slots))
    found = {Window(*span) for span in ordered(some, timespan, slots)}
    assert found == oracle.in_order(taken(some, list(range(slots))), timespan)


@settings(max_examples=200, deadline=None)
@given(hits(4), SPANS, st.lists(st.permutations(range(4)).map(lambda way: way[:2]), max_size=3))
def test_in_order_is_what_the_definition_says(some, timespan, ways):
    expected = [oracle.in_order(taken(some, way), timespan) for way in ways]
    found = in_order(some, timespan, [Way(tuple(way)) for way in ways])
    assert {Window(*span) for span in found} == set().union(*expected)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(0, 0), (10, 1)], [Span(0, 10, 1)]),
        ([(0, 0), (11, 1)], []),
        ([(0, 1), (1, 0)], []),
        ([(4, 0), (4, 1)], [Span(4, 4, 1)]),
        ([(0, 0), (3, 0), (12, 1)], [Span(3, 12, 1)]),
        ([(0, 0), (3, 0), (5, 1), (9, 1)], [Span(0, 5, 1), Span(0, 9, 1)]),
    ],
    ids=["exactly as long", "too long", "wrong order", "one instant", "a later start", "twice"],
)
def test_one_after_the_other_within_ten(rows, expected):
    assert list(ordered(steps(*rows), 10, 2)) == expected


@pytest.mark.parametrize(
    ("windows", "begins"),
    [
        ([(100, 40)], 40),
        ([(100, 40), (101, 39)], 39),
        ([(100, 40), (101, 41)], 40),
        ([(94, 20), (95, 30), (96, 25)], 25),
    ],
    ids=["one", "the second began before", "the first began before", "one is too long ago"],
)
def test_an_order_begins_where_the_earliest_of_its_windows_began(windows, begins):
    some = [Hit(1, ts, 0, ts, 1, since) for ts, since in windows]
    assert list(ordered([*some, Hit(1, 105, 1, 200, 1)], 10, 2)) == [Span(begins, 105, 1)]


def test_an_order_costs_no_more_than_a_look_at_every_hit():
    many = 40_000
    some = [Hit(1, at, slot, at, 1) for at in range(many) for slot in (0, 1)]
    assert sum(1 for _ in ordered(some, 10 * many, 2)) == many


def test_one_of_two_orders_is_enough():
    ways = [Way((0, 1)), Way((2, 1))]
    assert list(in_order(steps((0, 2), (3, 1)), 10, ways)) == [Span(0, 3, 1)]


def test_a_way_need_not_follow_the_numbers_of_the_slots():
    assert list(in_order(steps((4, 0), (4, 1)), 10, [Way((1, 0))])) == [Span(4, 4, 1)]

"""Sliding windows, against looking at every window by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.windows import Hit, Span, counted, episodes, merged, ordered
from tests.store.rules import oracle
from tests.store.rules.oracle import Said, Step, Story, Window

TIMES = st.integers(0, 14)
SPANS = st.integers(0, 8)


@st.composite
def hits(draw: st.DrawFn, slots: int) -> list[Hit]:
    """Hits in the order of the ledger; some stand for windows that began before."""
    drawn = draw(
        st.lists(
            st.tuples(TIMES, st.integers(0, slots - 1), st.integers(0, 5), st.integers(0, 6)),
            max_size=14,
        )
    )
    found = [
        Hit(1, ts, slot, event, n, ts - back if back else None)
        for event, (ts, slot, n, back) in enumerate(drawn)
    ]
    return sorted(found, key=lambda hit: hit[:4])


def of(*rows: tuple[int, int]) -> list[Hit]:
    """Hits of slot 0 from time and weight."""
    return [Hit(1, ts, 0, event, n) for event, (ts, n) in enumerate(rows)]


def steps(*rows: tuple[int, int]) -> list[Hit]:
    """Hits from time and slot."""
    return [Hit(1, ts, slot, event, 1) for event, (ts, slot) in enumerate(rows)]


@settings(max_examples=120, deadline=None)
@given(hits(1), SPANS, st.integers(1, 9))
def test_counted_is_what_the_definition_says(some, timespan, at_least):
    said = [Said(*hit[1:5]) for hit in some]
    expected = oracle.counted(said, timespan, at_least).windows
    found = [Window(span.first, span.last, span.peak) for span in counted(some, timespan, at_least)]
    assert sorted(found) == sorted(expected)


@settings(max_examples=200, deadline=None)
@given(hits(1), SPANS, st.integers(1, 9), TIMES, SPANS)
def test_episodes_are_the_counted_windows_joined(some, timespan, at_least, since, gap):
    windows = list(counted(some, timespan, at_least, since))
    assert episodes(some, timespan, at_least, since, gap) == merged(windows, gap)


@settings(max_examples=200, deadline=None)
@given(st.data(), SPANS, st.sampled_from([2, 2, 3, 4]))
def test_ordered_is_what_the_definition_says(data, timespan, slots):
    some = data.draw(hits(slots))
    taken = [
        {Step(hit.ts, hit.ts if hit.since is None else hit.since) for hit in some if hit.slot == at}
        for at in range(slots)
    ]
    found = {Window(*span) for span in ordered(some, timespan, slots)}
    assert found == oracle.in_order(taken, timespan)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TIMES, SPANS, st.integers(1, 9)), max_size=10), SPANS)
def test_merged_is_what_the_definition_says(drawn, gap):
    windows = [Window(first, first + length, peak) for first, length, peak in drawn]
    expected = oracle.episodes(Story(frozenset(), frozenset(windows)), gap)
    found = merged([Span(*window) for window in windows], gap)
    assert found == sorted(Span(*episode[:3]) for episode in expected)


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
    assert list(counted(of(*rows), timespan, 2)) == expected


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


@pytest.mark.parametrize(
    ("gap", "expected"), [(5, [Span(0, 9, 3)]), (4, [Span(0, 2, 1), Span(7, 9, 3)])]
)
def test_windows_a_gap_apart_are_one_episode(gap, expected):
    assert merged([Span(7, 9, 3), Span(0, 2, 1)], gap) == expected


def test_an_order_costs_no_more_than_a_look_at_every_hit():
    many = 40_000
    some = [Hit(1, at, slot, at, 1) for at in range(many) for slot in (0, 1)]
    assert sum(1 for _ in ordered(some, 10 * many, 2)) == many

"""How often, and from when to when, numbers were seen."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database.counting import Counts, ShortBatch, short_batch
from store.database.counting_long import long_batch


class Event(NamedTuple):
    """One event as far as counting goes."""

    code: int
    time: int
    failures: int


class Count(NamedTuple):
    """What is known of one number."""

    events: int
    failures: int
    first: int
    last: int


Add: TypeAlias = Callable[..., None]
BATCHES = st.lists(
    st.lists(
        st.builds(Event, st.integers(0, 5), st.integers(-9, 9), st.integers(0, 5)),
        min_size=1,
        max_size=8,
    ),
    min_size=1,
    max_size=4,
)


def numbers_of(batches: Sequence[Sequence[Event]]) -> int:
    """How many numbers there are, if none is above those that were seen."""
    return 1 + max(each.code for batch in batches for each in batch)


@pytest.fixture(params=["short", "long"], scope="module")
def add(request: pytest.FixtureRequest) -> Add:
    """Adds events to counts, of which there are so many numbers."""

    def added(counts: Counts, events: Sequence[Event], numbers: int = 6) -> None:
        times, failures = [each.time for each in events], [each.failures for each in events]
        stems = range(len(events))
        is_long = request.param == "long"
        batch = long_batch(times, stems, failures) if is_long else short_batch(times, failures)
        counts.grow(numbers)
        batch.add(counts, [each.code for each in events])

    return added


def one_by_one(events: Sequence[Event]) -> dict[int, Count]:
    """What counting them one by one gives."""
    found: dict[int, list[Event]] = {}
    for each in events:
        found.setdefault(each.code, []).append(each)
    return {
        code: Count(
            len(some),
            sum(each.failures for each in some),
            min(each.time for each in some),
            max(each.time for each in some),
        )
        for code, some in found.items()
    }


def seen(counts: Counts) -> dict[int, Count]:
    found = counts.seen()
    return {code: Count(*rest) for code, *rest in zip(*found, strict=True)}


@given(BATCHES)
def test_counts_are_those_of_counting_one_by_one(add, batches):
    counts = Counts()
    for at, batch in enumerate(batches, 1):
        add(counts, batch, numbers_of(batches[:at]))
    assert seen(counts) == one_by_one([each for batch in batches for each in batch])


@given(BATCHES)
def test_counts_of_a_log_in_order_are_those_of_counting_one_by_one(add, batches):
    events = [each for batch in batches for each in batch]
    times = iter(sorted(each.time for each in events))
    counts = Counts()
    in_order = [[each._replace(time=next(times)) for each in batch] for batch in batches]
    for at, batch in enumerate(in_order, 1):
        add(counts, batch, numbers_of(in_order[:at]))
    assert seen(counts) == one_by_one([each for batch in in_order for each in batch])


def test_a_batch_in_order_stays_as_it_is():
    assert short_batch([1, 1, 2], [0, 3, 0]) == ShortBatch([1, 1, 2], [0, 3, 0], None)


def test_a_batch_out_of_order_is_brought_into_it():
    assert short_batch([3, 1, 2], [5, 0, 4]) == ShortBatch([1, 2, 3], [0, 4, 5], [1, 2, 0])


def test_a_number_that_is_seen_later_may_come_first(add):
    counts = Counts()
    add(counts, [Event(0, 5, 0), Event(1, 1, 0), Event(0, 2, 0), Event(1, 4, 0)])
    assert seen(counts) == {0: Count(2, 0, first=2, last=5), 1: Count(2, 0, first=1, last=4)}


def test_what_failed_without_weight_is_no_failure(add):
    counts = Counts()
    add(counts, [Event(0, 1, 0), Event(0, 1, 4), Event(1, 1, 0)])
    assert [each.failures for each in seen(counts).values()] == [4, 0]

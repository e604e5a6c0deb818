"""Texts as codes: each is sent once for a log, and counted where it is coded."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database import coding
from store.database.coding import Coded, Coder, Key, Seen, timeline

PATH = "path"
SITE = "site"
"""Not a counted column."""


class Event(NamedTuple):
    """One event as far as counting goes."""

    key: Key | None
    time: int
    failures: int


class Count(NamedTuple):
    """What is known of one text."""

    events: int
    failures: int
    first: int
    last: int


KEYS = st.sampled_from([None, "a", "b", "c", ("a", None), ("a", "b")])
BATCHES = st.lists(
    st.lists(st.builds(Event, KEYS, st.integers(-9, 9), st.integers(0, 5)), min_size=1, max_size=8),
    min_size=1,
    max_size=4,
)


def encode(coder: Coder, events: Sequence[Event], column: str = PATH) -> Coded:
    """Give a batch to a coder."""
    batch = timeline([each.time for each in events], [each.failures for each in events])
    return coder.encode(column, [each.key for each in events], batch)


def at_once(*keys: Key | None) -> list[Event]:
    """Events that are alike but for their texts."""
    return [Event(key, 0, 0) for key in keys]


def counted(events: Sequence[Event]) -> dict[Key | None, Count]:
    """What counting them one by one gives."""
    found: dict[Key | None, list[Event]] = {}
    for each in events:
        found.setdefault(each.key, []).append(each)
    return {
        key: Count(
            len(some),
            sum(each.failures for each in some),
            min(each.time for each in some),
            max(each.time for each in some),
        )
        for key, some in found.items()
    }


def named(seen: Seen, keys: Sequence[Key | None]) -> dict[Key | None, Count]:
    """Counts by text instead of code."""
    return {keys[code]: Count(*rest) for code, *rest in zip(seen.codes, *seen[1:], strict=True)}


# numbering


def test_codes_go_on_over_batches():
    coder = Coder()
    encode(coder, at_once("a", "b", "a"))
    assert encode(coder, at_once("c", "b", "d")) == Coded(2, ["c", "d"], [2, 1, 3])


def test_a_batch_without_new_texts_sends_none():
    coder = Coder()
    encode(coder, at_once("a", "b"))
    assert encode(coder, at_once("b", "b", "a")) == Coded(2, [], [1, 1, 0])


def test_no_text_has_a_code_too():
    assert encode(Coder(), at_once(None, "a", None)) == Coded(0, [None, "a"], [0, 1, 0])


def test_every_column_has_codes_of_its_own():
    coder = Coder()
    encode(coder, at_once("a", "b"))
    assert encode(coder, at_once("b"), "agent") == Coded(0, ["b"], [0])


@given(BATCHES)
def test_codes_tell_the_texts(batches):
    coder = Coder()
    keys: list[Key | None] = []
    for batch in batches:
        coded = encode(coder, batch)
        assert coded.start == len(keys)
        keys += coded.keys
        assert [keys[code] for code in coded.codes] == [each.key for each in batch]
    assert len(keys) == len(set(keys))


def test_numbering_begins_anew_after_the_counts_were_handed_over():
    coder = Coder()
    encode(coder, at_once("a", "b"))
    coder.hand_over()
    assert encode(coder, at_once("b", "a")) == Coded(0, ["b", "a"], [0, 1])


@pytest.mark.parametrize(("texts", "full"), [("abc", False), ("abcd", True), ("aaaaa", False)])
def test_a_coder_is_full_of_texts_not_of_events(monkeypatch, texts, full):
    monkeypatch.setattr(coding, "_MOST", 3)
    coder = Coder()
    encode(coder, at_once(*texts))
    assert coder.is_full is full


def test_the_texts_of_all_columns_fill_a_coder(monkeypatch):
    monkeypatch.setattr(coding, "_MOST", 3)
    coder = Coder()
    for column in (PATH, SITE):
        assert not coder.is_full
        encode(coder, at_once("a", "b"), column)
    assert coder.is_full


# counting


@given(BATCHES)
def test_counts_are_those_of_counting_one_by_one(batches):
    coder = Coder()
    keys: list[Key | None] = []
    for batch in batches:
        keys += encode(coder, batch).keys
    events = [each for batch in batches for each in batch]
    assert named(coder.hand_over()[PATH], keys) == counted(events)


@given(BATCHES)
def test_each_hand_over_tells_what_came_since_the_last(batches):
    coder = Coder()
    for batch in batches:
        coded = encode(coder, batch)
        assert named(coder.hand_over()[PATH], coded.keys) == counted(batch)


@given(BATCHES)
def test_counts_do_not_depend_on_what_another_column_holds(batches):
    coder = Coder()
    keys: list[Key | None] = []
    for number, batch in enumerate(batches):
        if number % 2:
            encode(coder, batch, "agent")
        else:
            keys += encode(coder, batch).keys
    events = [each for batch in batches[::2] for each in batch]
    assert named(coder.hand_over()[PATH], keys) == counted(events)


def test_a_column_that_is_not_counted_has_no_counts():
    coder = Coder()
    encode(coder, at_once("a"), SITE)
    assert coder.hand_over() == {}


def test_what_was_handed_over_is_not_handed_over_again():
    coder = Coder()
    encode(coder, at_once("a"))
    assert list(coder.hand_over()) == [PATH]
    assert coder.hand_over() == {}


# time


def test_a_batch_in_order_stays_as_it_is():
    assert timeline([1, 1, 2], [0, 3, 0]) == ([1, 1, 2], [0, 3, 0], None)


def test_a_batch_out_of_order_is_brought_into_it():
    assert timeline([3, 1, 2], [5, 0, 4]) == ([1, 2, 3], [0, 4, 5], [1, 2, 0])


def test_a_text_that_is_coded_later_may_come_first():
    coder = Coder()
    events = [Event("a", 5, 0), Event("b", 1, 0), Event("a", 2, 0), Event("b", 4, 0)]
    keys = encode(coder, events).keys
    assert named(coder.hand_over()[PATH], keys) == {
        "a": Count(2, 0, first=2, last=5),
        "b": Count(2, 0, first=1, last=4),
    }

"""Facts are laid out in rows, whether they are few or many."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database.rows import NOTHING, Rows, ShortRows
from store.database.rows_long import LongRows

New: TypeAlias = Callable[[], Any]
NUMBERS = st.none() | st.integers(-(1 << 63) + 1, (1 << 63) - 1)
PLACE = ("request", "path")


@pytest.fixture(params=[ShortRows, LongRows], scope="module")
def new(request: pytest.FixtureRequest) -> New:
    """Makes one who lays out rows."""
    made: New = request.param
    return made


def flat(rows: Rows, **columns: Any) -> list[Any]:
    """All values, as the database will hold them."""
    values, gapped = rows.flat(columns)
    names = list(columns) * (len(values) // len(columns))
    pairs = zip(names, values, strict=True)
    return [None if value == NOTHING and name in gapped else value for name, value in pairs]


@given(values=st.lists(NUMBERS, min_size=1), data=st.data())
def test_a_column_holds_what_its_numbers_stand_for(new, values, data):
    codes = data.draw(st.lists(st.integers(0, len(values) - 1), min_size=1))
    rows = new()
    found = flat(rows, path=rows.taken(PLACE, values, codes))
    assert found == [values[code] for code in codes]


def test_numbers_that_come_later_are_known_as_well(new):
    rows, values = new(), [5, None]
    rows.taken(PLACE, values, [0])
    values += [7]
    assert flat(rows, path=rows.taken(PLACE, values, [2, 1, 0])) == [7, None, 5]


def test_what_long_rows_forgot_stands_for_something_else():
    rows = LongRows()
    rows.taken(PLACE, [5], [0])
    rows.forget("request")
    assert flat(rows, path=rows.taken(PLACE, [6], [0])) == [6]


def test_what_long_rows_did_not_forget_stays():
    rows = LongRows()
    rows.taken(("requests", "path"), [5], [0])
    rows.forget("request")
    assert flat(rows, path=rows.taken(("requests", "path"), [5, 6], [0, 1])) == [5, 6]


def test_texts_are_a_column_too(new):
    rows = new()
    found = rows.taken(("request", "query"), ["a=b", None], [1, 0])
    assert flat(rows, query=found) == [None, "a=b"]


def test_rows_follow_each_other(new):
    rows = new()
    numbers = rows.taken(PLACE, [1, 2], [1, 0])
    assert flat(rows, path=numbers, query=["a", None]) == [2, "a", 1, None]


@pytest.mark.parametrize("times", [[-1_000_000, 0], [0, 2_000_000]])
def test_whole_seconds_need_no_other_column(new, times):
    rows = new()
    assert flat(rows, **rows.moments(times)) == [time // 1_000_000 for time in times]


@given(st.lists(st.integers(-(1 << 53), 1 << 53), min_size=1))
def test_seconds_and_microseconds_make_the_time(new, times):
    rows = new()
    columns = {"second": [0] * len(times), "micro": [0] * len(times)} | rows.moments(times)
    found = flat(rows, **columns)
    assert [a * 1_000_000 + b for a, b in zip(found[::2], found[1::2], strict=True)] == times


@pytest.mark.parametrize("one_is_plain", [True, False])
def test_of_two_parts_the_second_one_counts_where_it_says_something(new, one_is_plain):
    rows = new()
    plain = [1, 2, None]
    one = plain if one_is_plain else rows.taken(PLACE, plain, [0, 1, 2])
    both = rows.together(one, rows.taken(("odd", "path"), [None, 9], [0, 1, 0]))
    assert flat(rows, path=both) == [1, 9, None]

"""Values and their numbers."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.model import Fields, Kind
from store.rules.matching import numbering
from store.rules.matching.numbering import Values, hourly
from store.rules.reading.fields import calendar

SAID = st.lists(st.none() | st.text(max_size=2) | st.integers(0, 2) | st.floats(0, 2), max_size=9)


@given(st.lists(SAID, max_size=4))
def test_a_number_stands_for_the_very_value(columns):
    values = Values()
    for column in columns:
        assert list(map(repr, values.listed(values.own(column)))) == list(map(repr, column))


def test_equal_values_have_equal_numbers_wherever_they_stand():
    values, fields = Values(), list[Fields]([{"a": "x"}, {}, {"a": "y"}])
    assert values.of_part("p", fields, "a").tolist() == [1, 0, 2]
    assert values.own(["y", None, "x"]).tolist() == [2, 0, 1]


def test_a_part_grows():
    values, fields = Values(), list[Fields]([{"a": "x"}])
    values.of_part("p", fields, "a")
    fields.append({"a": "x"})
    assert values.of_part("p", fields, "a").tolist() == [1, 1]


def test_another_readers_part_is_another():
    values = Values()
    values.of_part("p", [{"a": "x"}], "a")
    assert values.of_part("p", [{"a": "y"}], "a").tolist() == [2]


def test_kinds_say_what_they_say():
    values = Values()
    kinds = [Kind(action="login"), Kind(), Kind("x", action="login")]
    assert values.of_kinds(kinds, "event.action").tolist() == [1, 0, 1]


def test_numbers_of_what_are_numbers_already():
    values = Values()
    numbers = values.of_array(np.array([7, 0, 7]))
    assert values.listed(numbers) == [7, 0, 7]


def test_too_many_values_of_single_records_are_no_use(monkeypatch):
    monkeypatch.setattr(numbering, "_MOST", 3)
    values = Values()
    values.own(["a", "b"])
    assert not values.vary
    values.own(["c"])
    assert values.vary


ZONES = ["UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Berlin", "Africa/Monrovia"]
SPRING = int(datetime(2026, 3, 29, tzinfo=UTC).timestamp())


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.sampled_from(["weekday", "hour", "date"]),
    st.lists(
        st.integers(SPRING - 90_000, SPRING + 90_000)
        | st.integers(-(10**9), 10**10)
        | st.integers(0, 10**12),
        max_size=9,
    ),
)
def test_the_wall_clock_is_read_as_for_each_record(zone, key, seconds):
    times = [second * 1_000_000 + 999_999 for second in seconds]
    read, values = calendar(key, ZoneInfo(zone)), Values()
    numbers = hourly(np.array(times, np.int64), read, values)
    assert values.listed(numbers) == list(map(read, times))


@pytest.mark.parametrize("key", ["hour", "date"])
def test_an_hour_that_changes_within_is_read_record_by_record(key):
    zone = ZoneInfo("Asia/Kathmandu")
    times = [minute * 60_000_000 for minute in range(60)]
    read, values = calendar(key, zone), Values()
    assert values.listed(hourly(np.array(times), read, values)) == list(map(read, times))

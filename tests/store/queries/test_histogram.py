"""Counts over time are exact, whatever way they are counted."""

import sqlite3
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.filters.grammar import parse
from store.queries import events
from store.queries.conditions import events_where
from store.queries.histogram import Scale, during, histogram, scale
from store.queries.where import EVERYTHING, all_of
from tests.store.queries.scene import SECOND, START, scans

_MINUTE = 60 * SECOND


@pytest.mark.parametrize("text", ["", "ip:192.0.2.1", "user:root", "outcome:failure"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    first=st.integers(-20 * SECOND, 60 * SECOND),
    step=st.integers(1, 30 * SECOND),
    number=st.integers(1, 12),
)
def test_each_span_holds_what_a_list_of_it_shows(
    connection: sqlite3.Connection, text: str, first: int, step: int, number: int
) -> None:
    where = events_where(parse(text), START, UTC)
    within = Scale(START + first, step, number)
    lists = [
        events.count(connection, all_of([where, during(*within.bounds(at))]))
        for at in range(number)
    ]
    assert histogram(connection, where, within) == lists


@given(
    first=st.integers(0, 4_000_000_000 * SECOND),
    span=st.integers(0, 400_000_000 * SECOND),
    most=st.integers(1, 300),
)
def test_a_scale_holds_both_ends_in_no_more_spans_than_there_is_room_for(first, span, most):
    found = scale(first, first + span, most)
    assert found.first <= first
    assert first + span < found.end
    assert 1 <= found.number <= most


def test_spans_have_lengths_that_people_count_in():
    assert scale(START + 7, START + 59 * _MINUTE, 60).step == _MINUTE


def test_no_event_is_looked_at_without_its_block(connection: sqlite3.Connection) -> None:
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    histogram(connection, EVERYTHING, scale(START, START + _MINUTE, 10))
    connection.set_trace_callback(None)
    assert [step for statement in seen for step in scans(connection, statement)] == []

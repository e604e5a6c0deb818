"""How many alerts went on when."""

import sqlite3
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.database.connection import create, reader
from store.filters.grammar import parse
from store.queries import alerts, timeline
from store.queries.conditions import alerts_where
from store.queries.timeline import Span
from store.queries.where import EVERYTHING
from store.times import iso

MINUTE = 60_000_000
BEGIN = 1_795_144_320_000_000


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("timeline") / "blotter.db"
    create(path)
    return path


def fill(path: Path, spans: list[tuple[int, int]]) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM alerts")
    connection.executemany(
        "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, peak, "
        "evidence) VALUES (1, 1, ?, ?, ?, 0, 1, 1, 1)",
        [
            (("low", "high")[at % 2], BEGIN + first * MINUTE, BEGIN + (first + length) * MINUTE)
            for at, (first, length) in enumerate(spans)
        ],
    )
    connection.commit()
    connection.close()
    return reader(path)


def test_without_alerts_there_is_no_extent(path: Path) -> None:
    assert timeline.extent(fill(path, []), EVERYTHING) is None


def test_a_single_instant_has_a_minute(path: Path) -> None:
    span = timeline.extent(fill(path, [(0, 0)]), EVERYTHING)
    assert span == Span(BEGIN, BEGIN + MINUTE)


def test_an_alert_that_lasted_counts_in_each_bucket(path: Path) -> None:
    found = timeline.going_on(
        fill(path, [(1, 2), (2, 0)]), EVERYTHING, Span(BEGIN, BEGIN + 5 * MINUTE), 5
    )
    assert found.totals == (0, 1, 2, 1, 0)
    assert {one.value: counts for one, counts in found.by_severity.items()} == {
        "low": (0, 1, 1, 1, 0),
        "high": (0, 0, 1, 0, 0),
    }


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 30)), max_size=12),
    st.integers(1, 12),
    st.integers(0, 20),
    st.integers(1, 30),
)
def test_each_bar_counts_what_the_filter_for_its_time_shows(
    path: Path, spans: list[tuple[int, int]], buckets: int, first: int, length: int
) -> None:
    connection = fill(path, spans)
    span = Span(BEGIN + first * MINUTE, BEGIN + (first + length) * MINUTE)
    found = timeline.going_on(connection, EVERYTHING, span, buckets)
    for at, total in enumerate(found.totals):
        begin = found.first + at * found.step
        text = f"since:{iso(begin)} until:{iso(begin + found.step)}"
        where = alerts_where(parse(text), 0, UTC)
        assert len(alerts.listing(connection, where)) == total
    connection.close()

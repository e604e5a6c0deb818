"""What rules would have raised on stored events."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC

import pytest

from store.database.connection import Writer, create, reader
from store.rules.telling.trying import Stretch, stretches, tried
from tests.store.database.making import write
from tests.store.rules.making import WEB, record, rule

GONE = rule(
    uuid="gone",
    predicate="`http.response.status_code`=404",
    columns=("http.response.status_code",),
    group_by=("source.ip",),
)
MISSING = WEB._replace(status=404)


@pytest.fixture
def connection(tmp_path) -> Iterator[sqlite3.Connection]:
    """Two logs, the second of which goes on from an earlier time."""
    create(tmp_path / "blotter.db")
    with Writer(tmp_path / "blotter.db") as writer:
        for times in ((100, 200), (50, 300)):
            write(writer, [record(MISSING, time=at, source_ip="192.0.2.1") for at in times])
    opened = reader(tmp_path / "blotter.db")
    yield opened
    opened.close()


def told(connection: sqlite3.Connection, since: int | None) -> list[tuple[int, int]]:
    """First and last time of each alert."""
    found = tried(connection, [GONE], UTC, since, lambda _done, _total: None)
    return [(each.first, each.last) for each in found.alerts]


def test_all_events_are_judged_in_the_order_of_their_time(connection):
    assert told(connection, None) == [(50, 50), (100, 100), (200, 200), (300, 300)]


def test_what_happened_earlier_is_left_out(connection):
    assert told(connection, 200) == [(200, 200), (300, 300)]


def test_blocks_that_hold_nothing_later_are_not_read(connection):
    assert stretches(connection, 250) == [Stretch(3, 4)]


def test_small_blocks_are_read_together(connection):
    assert stretches(connection, None) == [Stretch(1, 4)]


def test_progress_is_told(connection):
    seen: list[tuple[int, int]] = []
    tried(connection, [GONE], UTC, None, lambda done, total: seen.append((done, total)))
    assert seen == [(4, 4)]


def test_how_much_was_judged_is_told(connection):
    found = tried(connection, [GONE], UTC, 100, lambda _done, _total: None)
    assert (found.events, found.days, found.errors) == (3, frozenset({0}), {})
    assert found.time > 0


def test_a_rule_that_cannot_be_judged_is_told_of(connection):
    broken = rule(uuid="broken", predicate="nonsense(1)", columns=("event.dataset",))
    found = tried(connection, [broken], UTC, None, lambda _done, _total: None)
    assert list(found.errors) == ["broken"]


def test_nothing_stored_raises_nothing(connection):
    found = tried(connection, [GONE], UTC, 10_000, lambda _done, _total: None)
    assert (found.alerts, found.events, found.days) == ([], 0, frozenset())

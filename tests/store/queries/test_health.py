"""Whether the watcher sees."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database.connection import create
from store.queries import health
from store.queries.silence_of_sources import silent

HOUR = 3_600_000_000
DAY = 24 * HOUR


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "blotter.db"
    create(path)
    opened = sqlite3.connect(path)
    yield opened
    opened.close()


def source(
    connection: sqlite3.Connection, path: str, first: int, last: int, events: int = 1_000
) -> None:
    """A log whose records lie between two points in time."""
    cursor = connection.execute(
        "INSERT INTO sources (path, compression, device, inode, size, modified, offset, prefix, "
        "prefix_size, tail, tail_size, identity, state, events) "
        "VALUES (?, 'none', 0, 0, 0, 0, 0, x'', 0, x'', 0, x'', '{}', ?)",
        (path, events),
    )
    (begin,) = connection.execute("SELECT ifnull(max(first_event + events), 1) FROM blocks")
    connection.execute(
        "INSERT INTO blocks (first_event, events, source, first_ts, last_ts, first_offset, size, "
        "sha256, spans, data) VALUES (?, ?, ?, ?, ?, 0, 0, x'', x'', x'')",
        (begin[0], events, cursor.lastrowid, first, last),
    )


def test_no_source_is_no_silent_one(connection: sqlite3.Connection) -> None:
    assert silent(connection) == []


def test_a_source_far_behind_the_others_is_silent(connection: sqlite3.Connection) -> None:
    source(connection, "/a.log", 0, DAY)
    source(connection, "/b.log", 0, 3 * DAY)
    found = silent(connection)
    assert [(each.path, each.behind) for each in found] == [("/a.log", 2 * DAY)]


def test_a_few_hours_are_no_silence(connection: sqlite3.Connection) -> None:
    source(connection, "/a.log", 0, DAY)
    source(connection, "/b.log", 0, DAY + 5 * HOUR)
    assert silent(connection) == []


def test_who_speaks_once_a_day_may_be_silent_for_long(connection: sqlite3.Connection) -> None:
    source(connection, "/a.log", 0, 10 * DAY, events=11)
    source(connection, "/b.log", 0, 60 * DAY)
    assert silent(connection) == []


@pytest.mark.parametrize(
    "name", ["/a.log.1", "/a.log-20261120", "/a.log.2.gz", "/a.log.xz", "/a-20261120.log"]
)
def test_what_was_rotated_away_is_not_silent(connection: sqlite3.Connection, name: str) -> None:
    source(connection, name, 0, DAY)
    source(connection, "/a.log", DAY, 9 * DAY)
    assert silent(connection) == []


def test_everything_at_a_glance(connection: sqlite3.Connection) -> None:
    source(connection, "/a.log", 0, DAY)
    connection.execute("UPDATE sources SET error = 'torn', unparsed = 2")
    connection.executemany(
        "INSERT INTO rules VALUES (?, ?, 'h', ?, ?, 'low', '{}', ?)",
        [(1, "a", 1, "A", None), (2, "b", 1, "B", "too slow"), (3, "c", 0, "C", "old version")],
    )
    connection.execute("INSERT INTO judged VALUES (1, 2000), (2, 2000), (3, 2000)")
    connection.execute("INSERT INTO rule_costs VALUES (1, 0, 10000, 0, NULL, 0)")
    found = health.health(connection)
    assert [(one.path, one.error, one.last_record) for one in found.sources] == [
        ("/a.log", "torn", DAY)
    ]
    assert (found.rules, [one.title for one in found.broken]) == (2, ["B"])
    assert [(one.title, one.cost) for one in found.costly] == [("A", 5.0)]
    assert found.bytes > found.free >= 0


def test_without_notifications_there_is_no_queue(connection: sqlite3.Connection) -> None:
    assert health.mail_queue(connection) is None


def test_the_queue_counts_what_waits_and_what_failed(connection: sqlite3.Connection) -> None:
    states = (("waiting", 0), ("waiting", 2), ("sending", 0), ("sent", 1), ("dead", 9))
    for number, (state, attempts) in enumerate(states, 1):
        connection.execute(
            "INSERT INTO messages VALUES (?, ?, 'x', ?, '', 'alerts', '', 1, '{}')",
            (number, str(number), number * HOUR),
        )
        connection.execute(
            "INSERT INTO deliveries (message, channel, address, state, attempts, next_at) "
            "VALUES (?, 'mail', 'ann@example.com', ?, ?, 0)",
            (number, state, attempts),
        )
    assert health.mail_queue(connection) == health.MailQueue(3, 2, HOUR)

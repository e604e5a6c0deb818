"""What there is in all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store.database.connection import create
from store.model import Severity
from store.queries.overview import Overview, data_version, overview

_SOURCE = (
    "INSERT INTO sources (path, compression, device, inode, size, modified, offset, prefix, "
    "prefix_size, tail, tail_size, identity, state, events, unparsed) "
    "VALUES ('a.log', 'none', 0, 0, 0, 0, 0, x'', 0, x'', 0, x'', '{}', ?, ?)"
)
_ALERT = (
    "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, peak, "
    "evidence, status, merged_into) VALUES (1, 1, ?, 0, 0, 0, 1, 1, 1, ?, ?)"
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    create(tmp_path / "test.db")
    with closing(sqlite3.connect(tmp_path / "test.db", isolation_level=None)) as found:
        yield found


def test_lines_are_what_was_understood_and_what_was_not(connection):
    connection.executemany(_SOURCE, [(10, 2), (5, 0)])
    found = overview(connection)
    assert (found.lines, found.unparsed) == (17, 2)


def test_open_alerts_are_neither_closed_nor_a_part_of_others(connection):
    alerts = [("high", "new", None), ("high", "acknowledged", None), ("low", "closed", None)]
    connection.executemany(_ALERT, [*alerts, ("low", "new", 1)])
    assert overview(connection).open == {Severity.HIGH: 2}


def test_an_empty_database_has_nothing(connection):
    assert overview(connection) == Overview(lines=0, unparsed=0, open={})


def test_the_version_changes_with_every_commit_of_others(connection, tmp_path):
    before = data_version(connection)
    with closing(sqlite3.connect(tmp_path / "test.db")) as other, other:
        other.execute("INSERT INTO settings VALUES ('a', 'b')")
    assert data_version(connection) != before


def test_notifications_that_reached_nobody_are_counted(connection):
    connection.executemany(
        "INSERT INTO deliveries (message, channel, address, next_at, state) "
        "VALUES (1, 'mail', ?, 0, ?)",
        [("a@example.com", "dead"), ("b@example.com", "waiting"), ("c@example.com", "dead")],
    )
    assert overview(connection).undelivered == 2

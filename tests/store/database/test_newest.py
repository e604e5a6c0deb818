"""How far the numbers of events reach."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from store.database import tables
from store.database.newest import keep_numbers, last_event, numbered_from


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(tables.FACTS + tables.RULES)
        yield made


def test_the_last_event_is_the_one_with_the_highest_number(connection):
    before = last_event(connection)
    connection.executemany(
        "INSERT INTO facts (id, second, stem) VALUES (?, ?, 1)", [(1, 9), (7, 3)]
    )
    assert (before, last_event(connection)) == (0, 7)


def test_numbers_that_were_kept_are_not_given_again(connection):
    keep_numbers(connection, 7)
    connection.execute("INSERT INTO facts (id, second, stem) VALUES (3, 9, 1)")
    kept = last_event(connection)
    connection.execute("INSERT INTO facts (id, second, stem) VALUES (8, 9, 1)")
    assert (kept, last_event(connection)) == (7, 8)


@pytest.mark.parametrize(("stored", "first"), [([], 1), ([1, 2], 3), ([1, 2], 8), ([], 8)])
def test_rows_are_numbered_from_where_they_should(connection, stored, first):
    connection.executemany("INSERT INTO facts (id, second, stem) VALUES (?, 9, 1)", zip(stored))
    with numbered_from(connection, first):
        connection.execute("INSERT INTO facts (second, stem) VALUES (9, 1)")
    found = [row[0] for row in connection.execute("SELECT id FROM facts ORDER BY id")]
    assert found == [*stored, first]

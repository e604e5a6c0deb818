"""How far the facts reach."""

import sqlite3
from contextlib import closing

from store.database import tables
from store.database.newest import last_event


def test_the_last_event_is_the_one_with_the_highest_number():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(tables.FACTS)
        before = last_event(connection)
        connection.executemany(
            "INSERT INTO facts (id, second, stem) VALUES (?, ?, 1)", [(1, 9), (7, 3)]
        )
        assert (before, last_event(connection)) == (0, 7)

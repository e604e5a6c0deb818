"""Whether there is anything to do about notifications; nearly always there is not.

Imports next to nothing, for every run asks.
"""

import sqlite3


def is_anything_due(connection: sqlite3.Connection, now: int) -> bool:
    """Whether somebody may have to be told of something, or a delivery tried, by now (µs UTC)."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM notices WHERE due <= ?) OR EXISTS (SELECT 1 FROM deliveries "
        "WHERE state IN ('waiting', 'sending') AND next_at <= ?)",
        (now, now),
    ).fetchone()
    return bool(row[0])


def are_notices_due(connection: sqlite3.Connection, now: int) -> bool:
    """Whether somebody may have to be told of something by now (µs UTC)."""
    found = connection.execute("SELECT 1 FROM notices WHERE due <= ? LIMIT 1", (now,))
    return found.fetchone() is not None

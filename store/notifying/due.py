"""Whether there is anything to do about notifications; nearly always there is not.

Imports next to nothing, for every run asks.
"""

import sqlite3

AHEAD = 300 * 1_000_000
"""Microseconds that a clock may be ahead by: all the ways in which it is kept."""
_LONGEST = 5 * 3600 * 1_000_000
"""Microseconds: no delivery waits for its next attempt that long."""


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


def was_clock_ahead(connection: sqlite3.Connection, now: int) -> bool:
    """Whether something was dated by a clock that was ahead of this one (µs UTC)."""
    row = connection.execute(
        "SELECT ifnull((SELECT max(made) FROM messages), 0) > :ahead "
        "OR ifnull((SELECT max(at) FROM notices), 0) > :ahead OR EXISTS (SELECT 1 FROM deliveries "
        "WHERE state IN ('waiting', 'sending') AND next_at > :longest)",
        {"ahead": now + AHEAD, "longest": now + _LONGEST},
    ).fetchone()
    return bool(row[0])

"""How far the facts reach: the event that was stored last."""

import sqlite3


def last_event(connection: sqlite3.Connection) -> int:
    """The highest `events.id`; 0 where there is none."""
    return int(connection.execute("SELECT ifnull(max(id), 0) FROM facts").fetchone()[0])

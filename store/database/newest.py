"""How far the numbers of events reach: that of the event that was stored last."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

_KEPT = "numbered"
"""Key of the setting that says up to which number events once were."""


def last_event(connection: sqlite3.Connection) -> int:
    """The highest `events.id` that was ever given; 0 where there was none.

    What counted an event goes by its number, which is never given again, not even when the event
    itself is gone.
    """
    row = connection.execute(
        "SELECT max(ifnull((SELECT max(id) FROM facts), 0), "
        "ifnull((SELECT CAST(value AS INTEGER) FROM settings WHERE key = ?), 0))",
        (_KEPT,),
    ).fetchone()
    return int(row[0])


def keep_numbers(connection: sqlite3.Connection, highest: int) -> None:
    """Give no number up to this one again; inside a transaction, before events are removed."""
    connection.execute(
        "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (_KEPT, str(highest))
    )


@contextmanager
def numbered_from(connection: sqlite3.Connection, first: int) -> Iterator[None]:
    """Have SQLite, which numbers rows from one behind the last one on, begin with a number.

    Where the last event is gone, something takes its place for that time.
    """
    cursor = connection.execute(
        "INSERT OR IGNORE INTO facts (id, second, stem) SELECT ?1, 0, 0 WHERE ?1", (first - 1,)
    )
    yield
    if cursor.rowcount == 1:
        connection.execute("DELETE FROM facts WHERE id = ?", (first - 1,))

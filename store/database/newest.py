"""How far the numbers of events reach: that of the event that was stored last."""

import sqlite3

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

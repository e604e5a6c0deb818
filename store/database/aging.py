"""How far the records of each log have been removed because of their age.

What was removed is not to come back: a file that holds nothing else is no new log.
"""

import sqlite3

_REMOVED = "removed "
"""Before the number of a source, the key of the setting that says so."""


def removed_up_to(connection: sqlite3.Connection, source: int) -> int:
    """The offset behind the last record of a source that was removed; 0: none was."""
    row = connection.execute(
        "SELECT value FROM settings WHERE key = ?", (f"{_REMOVED}{source}",)
    ).fetchone()
    return int(row[0]) if row else 0


def note_removed(connection: sqlite3.Connection, source: int, end: int) -> None:
    """Note that records of a source were removed, and where the last of them ended."""
    connection.execute(
        "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = "
        "max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))",
        (f"{_REMOVED}{source}", str(end)),
    )

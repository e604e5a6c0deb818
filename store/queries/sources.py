"""The log files that were read, and how far."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A log file."""

    path: str
    """Where it was last seen."""
    format: str | None
    """Name of its format; None: none fits."""
    size: int
    """Bytes of the file, compressed or not, when it was last read to its end."""
    offset: int
    """Bytes that are done with, after decompression."""
    events: int
    unparsed: int
    """Records that no format understood."""
    expected: int
    """Records that the file itself promised (binary formats; else 0)."""
    lost: int
    """Promised records that could not be found."""
    last_import: int | None
    """Microseconds since 1970 UTC."""
    error: str | None
    """Why it could not be read to its end."""


def listing(connection: sqlite3.Connection, limit: int | None = None) -> list[SourceRow]:
    """All log files in the order of their paths.

    A copy of a log has the figures of the log itself: its records are there, once.
    """
    columns = "offset, events, unparsed, expected, lost, last_import, error"
    rows = connection.execute(
        f"SELECT path, format, size, {columns}, id FROM sources UNION ALL "
        f"SELECT c.path, s.format, c.size, {columns}, s.id FROM copies c "
        "JOIN sources s ON s.id = c.source WHERE c.path <> s.path ORDER BY 1, 11 LIMIT ?",
        (-1 if limit is None else limit,),
    )
    return [SourceRow(*row[:-1]) for row in rows]

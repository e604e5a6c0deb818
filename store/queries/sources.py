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
    """All log files in the order of their paths."""
    rows = connection.execute(
        "SELECT path, format, size, offset, events, unparsed, expected, lost, last_import, error "
        "FROM sources ORDER BY path, id LIMIT ?",
        (-1 if limit is None else limit,),
    )
    return [SourceRow(*row) for row in rows]

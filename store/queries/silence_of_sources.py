"""Sources that have fallen silent while others went on."""

import sqlite3
from dataclasses import dataclass

_HOUR = 3_600_000_000
_GAPS = 30
"""Mean gaps between two records of a source after which it is thought to be silent."""

_SELECT = """
SELECT s.path, max(b.last_ts), min(b.first_ts), sum(b.events)
FROM sources s CROSS JOIN blocks b ON b.source = s.id
WHERE s.id IN (SELECT max(id) FROM sources GROUP BY path)
GROUP BY s.id ORDER BY 2
"""


@dataclass(frozen=True, slots=True)
class SilentSource:
    """A log that used to speak more often."""

    path: str
    last: int
    """Time of its latest record (µs UTC)."""
    behind: int
    """Microseconds between that and the latest record of all logs."""


def silent(connection: sqlite3.Connection) -> list[SilentSource]:
    """Logs whose latest record lies far behind that of all logs, the longest silent first.

    Far is an hour, and thirty times what lies between two of its records on average.
    """
    rows = connection.execute(_SELECT).fetchall()
    newest = max((last for _, last, _, _ in rows), default=0)
    return [
        SilentSource(path, last, newest - last)
        for path, last, first, events in rows
        if newest - last > max(_HOUR, _GAPS * (last - first) // max(1, events - 1))
    ]

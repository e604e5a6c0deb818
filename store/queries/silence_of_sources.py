"""Sources that have fallen silent while others went on."""

import sqlite3
from dataclasses import dataclass

from store.rotation import log_name

_QUIET = 6 * 3_600_000_000
_GAPS = 100
"""Mean gaps between two records of a source after which it is thought to be silent."""

_SELECT = """
SELECT s.path, max(b.last_ts), min(b.first_ts), sum(b.events)
FROM sources s CROSS JOIN blocks b ON b.source = s.id
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

    Far is six hours, and a hundred times what lies between two of its records on average. A log is
    one with what was rotated away from it: `auth.log`, `auth.log.1`, `auth.log.2.gz`.
    """
    logs: dict[str, tuple[str, int, int, int]] = {}
    for path, last, first, events in connection.execute(_SELECT):
        name = log_name(path)
        before = logs.get(name, (path, last, first, 0))
        logs[name] = (path, last, min(first, before[2]), events + before[3])
    newest = max((last for _, last, _, _ in logs.values()), default=0)
    return [
        SilentSource(path, last, newest - last)
        for path, last, first, events in logs.values()
        if newest - last > max(_QUIET, _GAPS * (last - first) // max(1, events - 1))
    ]

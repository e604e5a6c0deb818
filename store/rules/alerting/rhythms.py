"""How regularly logs are written that are read as they grow, and which have fallen silent.

How long a log may be silent is learned from itself: once it has been known for a week, twice as
long as it ever was within four weeks, and an hour at least.
"""

import re
import sqlite3
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from store.rules.spans import SECOND

_HOUR = 3600 * SECOND
_DAY = 24 * _HOUR
_WEEK = 7 * _DAY
_WEEKS = 4
_LEAST = _HOUR
"""Silence that no log is blamed for."""

_DATED = re.compile(r"[0-9]{4}(?:[-_.]?[0-9]{2})+")
"""What makes the name of a day's log another one than that of the day before."""

_SILENT = """
SELECT log, last FROM (
    SELECT log, min(first) AS first, max(last) AS last, max(2 * max(longest), :least) AS allowed
    FROM rhythms WHERE week >= :week GROUP BY log
) WHERE last - first >= :known AND last + allowed < :now AND NOT EXISTS (
    SELECT 1 FROM alert_groups g JOIN alerts a ON a.id = g.alert
    WHERE g.field = 'log.file.path' AND g.value = log AND a.condition = 'no_data'
)
"""
_ENTER = """
INSERT INTO rhythms (log, week, first, last, longest) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (log, week) DO UPDATE SET first = min(first, excluded.first),
    last = max(last, excluded.last), longest = max(longest, excluded.longest)
"""


class Silent(NamedTuple):
    """A log that gets no more records."""

    log: str
    """Its path, without the date in its name."""
    since: int
    """Time of its last record (µs UTC)."""


def note(
    connection: sqlite3.Connection, name: str, times: Sequence[int], now: int
) -> Silent | None:
    """Note that a log got records; those of long ago say nothing of how it is written now.

    Args:
        connection: In the transaction that enters them.
        name: Of the log, as it is stored.
        times: Of the records (µs UTC).
        now: The clock.

    Returns:
        Of a log that was silent for long when the first of them came, its name and that time.
    """
    if max(times) <= now - _DAY or not name.startswith("/"):
        return None
    fresh = sorted(ts for ts in times if now - _DAY < ts <= now + _HOUR)
    if not fresh:
        return None
    log = log_of(name)
    known = connection.execute(
        "SELECT min(first), max(last), max(longest) FROM rhythms WHERE log = ? AND week >= ?",
        (log, now // _WEEK - _WEEKS),
    ).fetchone()
    last = fresh[0] if known[1] is None else known[1]
    new = [ts for ts in fresh if ts > last]
    longest = max((later - ts for ts, later in pairwise([last, *new])), default=0)
    learned = longest
    if known[1] is not None and known[1] - known[0] >= _WEEK:
        learned = min(longest, max(2 * known[2], _LEAST))  # an outage is not what is usual
    connection.execute(_ENTER, (log, fresh[-1] // _WEEK, fresh[0], fresh[-1], learned))
    return Silent(log, new[0]) if longest >= _LEAST else None


def log_of(name: str) -> str:
    """What stays the same when a log goes on under the name of another day."""
    folder, slash, file = name.rpartition("/")
    return f"{folder}{slash}{_DATED.sub('#', file)}"


def silent(connection: sqlite3.Connection, now: int) -> list[Silent]:
    """Logs that have been silent for too long by now (µs UTC), and have no alert about that."""
    rows = connection.execute(
        _SILENT,
        {"least": _LEAST, "week": now // _WEEK - _WEEKS, "known": _WEEK, "now": now},
    )
    return [Silent(*row) for row in rows]

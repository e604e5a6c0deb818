"""How many alerts went on when: the bars above the list of alerts."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from store.model import Severity
from store.queries.where import Where

_OVERLAPS = ("a.merged_into IS NULL", "a.last_seen >= w.first", "a.first_seen < w.until")

SHORTEST = 60_000_000
"""Microseconds that are shown at least."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time."""

    first: int
    """Microseconds since 1970 UTC."""
    end: int
    """The first microsecond that is no longer in it."""

    @property
    def length(self) -> int:
        """In microseconds."""
        return self.end - self.first


@dataclass(frozen=True, slots=True)
class Buckets:
    """Alerts by the time at which they went on: one that lasted counts in each bucket."""

    first: int
    """Where the first bucket begins (µs UTC)."""
    step: int
    """Microseconds of each bucket."""
    totals: tuple[int, ...]
    by_severity: Mapping[Severity, tuple[int, ...]]


def extent(connection: sqlite3.Connection, where: Where) -> Span | None:
    """From where to where the alerts of a filter reach; None without alerts."""
    first, last = connection.execute(
        f"SELECT min(a.first_seen), max(a.last_seen) FROM alerts a "
        f"{where.clause('a.merged_into IS NULL')}",
        where.parameters,
    ).fetchone()
    return None if first is None else Span(first, max(last + 1, first + SHORTEST))


def going_on(connection: sqlite3.Connection, where: Where, span: Span, buckets: int) -> Buckets:
    """Count the alerts of a filter that went on in each part of a span.

    A bucket counts exactly the alerts that a filter for its time, `since:` and `until:`, wants.

    Args:
        connection: With the SQL functions of `store.database.connection.reader`.
        where: Over `alerts a`.
        span: What is looked at.
        buckets: Into how many parts it is cut, at least one.
    """
    step = max(1, -(-span.length // buckets))
    rows = connection.execute(
        "WITH w (first, step, buckets, until) AS (SELECT ?, ?, ?, ?) SELECT a.severity, "
        "max(0, (a.first_seen - first) / step), min(buckets, (a.last_seen - first) / step + 1), "
        f"count(*) FROM w CROSS JOIN alerts a {where.clause(*_OVERLAPS)} GROUP BY 1, 2, 3",
        (span.first, step, buckets, span.first + step * buckets, *where.parameters),
    )
    changes: dict[Severity, list[int]] = {}
    for severity, begin, end, count in rows:
        of_one = changes.setdefault(Severity(severity), [0] * (buckets + 1))
        of_one[begin] += count
        of_one[end] -= count
    found = {one: tuple(accumulate(steps))[:buckets] for one, steps in changes.items()}
    totals = tuple(map(sum, zip(*found.values(), strict=True))) if found else (0,) * buckets
    return Buckets(span.first, step, totals, found)

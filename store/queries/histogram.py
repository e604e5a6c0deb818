"""How many events there were when: exact counts in spans of equal length."""

import sqlite3
from typing import NamedTuple

from store.queries.where import Where, all_of

_SECOND = 1_000_000
_STEPS = tuple(
    seconds * _SECOND
    for seconds in (
        *(1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800),
        *(3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 31_536_000),
    )
)
"""Lengths of a span that people count in."""


class Scale(NamedTuple):
    """Spans of time, one after the other."""

    first: int
    """Where the first begins (µs UTC)."""
    step: int
    """Length of each (µs)."""
    number: int

    @property
    def end(self) -> int:
        """Where the last one ends."""
        return self.first + self.step * self.number

    def bounds(self, at: int) -> tuple[int, int]:
        """Where a span begins, and where the next one does."""
        return self.first + at * self.step, self.first + (at + 1) * self.step


def scale(first: int, last: int, most: int) -> Scale:
    """The finest scale of at most so many spans that holds both times."""
    span = max(1, last - first)
    for step in _STEPS:
        begin = first - first % step
        if (last - begin) // step < most:
            return Scale(begin, step, (last - begin) // step + 1)
    step = -(-span // most) + 1
    return Scale(first, step, most)


def during(first: int, end: int) -> Where:
    """Events from `first` on and before `end` (µs UTC)."""
    return Where(
        "e.ts >= ? AND e.ts < ?", (first, end), "b.last_ts >= ? AND b.first_ts < ?", (first, end)
    )


def histogram(connection: sqlite3.Connection, where: Where, within: Scale) -> list[int]:
    """The number of events in each span.

    Args:
        connection: For reading.
        where: Over `events e`; where it leaves nothing out, blocks that lie within one span are
            not looked into.
        within: The spans; events outside of them do not count.
    """
    counts = [0] * within.number
    found = _filtered(connection, where, within) if where.sql else _whole(connection, within)
    for at, events in found:
        counts[at] += events
    return counts


def _filtered(connection: sqlite3.Connection, where: Where, within: Scale) -> list[tuple[int, int]]:
    wanted = all_of([where, during(within.first, within.end)]).of_events()
    return connection.execute(
        f"SELECT (e.ts - ?) / ? AS at, count(*) {wanted.sql} GROUP BY at",
        (within.first, within.step, *wanted.parameters),
    ).fetchall()


_IN_ONE = (
    "b.first_ts >= :first AND b.last_ts < :end "
    "AND (b.first_ts - :first) / :step = (b.last_ts - :first) / :step"
)


def _whole(connection: sqlite3.Connection, within: Scale) -> list[tuple[int, int]]:
    """All events: by blocks as far as these lie within one span, the others one by one."""
    values = {"first": within.first, "step": within.step, "end": within.end}
    blocks = connection.execute(
        "SELECT (b.first_ts - :first) / :step AS at, sum(b.events) FROM blocks b "
        f"WHERE {_IN_ONE} GROUP BY at",
        values,
    ).fetchall()
    singles = connection.execute(
        "SELECT (f.second * 1000000 + f.micro - :first) / :step AS at, count(*) "
        "FROM blocks b CROSS JOIN facts f "
        "ON f.id BETWEEN b.first_event AND b.first_event + b.events - 1 "
        f"WHERE b.last_ts >= :first AND b.first_ts < :end AND NOT ({_IN_ONE}) "
        "AND f.second * 1000000 + f.micro >= :first AND f.second * 1000000 + f.micro < :end "
        "GROUP BY at",
        values,
    ).fetchall()
    return [*blocks, *singles]

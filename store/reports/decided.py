"""Alerts of a report, and how long it took to find them and to decide about them."""

import math
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from store.queries import alerts
from store.queries.alerts import AlertRow
from store.queries.shown import SHOWN
from store.queries.where import Where
from store.reports.frame import SECOND, Frame

_FIRST = """
SELECT a.alert, a.after ->> 'status' AS status, min(a.at), max(a.at) FROM actions a
WHERE status IN ('acknowledged', 'closed') AND NOT EXISTS (
    SELECT 1 FROM actions u WHERE u.undo_of = a.id
) GROUP BY a.alert, status
"""
"""By what became of an alert, whatever that was called; what was taken back does not count."""


@dataclass(frozen=True, slots=True)
class Decided:
    """An alert and when it was decided about."""

    row: AlertRow
    taken_up: int | None
    """When it was first acknowledged or closed (µs UTC)."""
    closed: int | None
    """When it was last closed; None unless it is closed."""

    @property
    def is_grave(self) -> bool:
        """Whether it is high or critical."""
        return self.row.severity in ("high", "critical")

    def was_open(self, at: int) -> bool:
        """Whether it had begun, and nobody had closed it."""
        if self.row.first_seen >= at:
            return False
        return self.row.status != "closed" or (self.closed is not None and self.closed >= at)


def began(connection: sqlite3.Connection, frame: Frame) -> list[Decided]:
    """The alerts that began in either period, those that silences hide among them."""
    where = Where(
        "a.last_seen >= ? AND a.first_seen >= ? AND a.first_seen < ?",
        (frame.before.since, frame.before.since, frame.period.until),
    )
    return _decided(connection, where)


def left_open(connection: sqlite3.Connection, frame: Frame) -> list[Decided]:
    """Earlier alerts that are open, or were closed since the end of the period before."""
    closed = "SELECT alert FROM actions WHERE after ->> 'status' = 'closed' AND at >= ?"
    where = Where(
        f"a.first_seen < ? AND {SHOWN} AND (a.status <> 'closed' OR a.id IN ({closed}))",
        (frame.before.since, frame.before.until),
    )
    return _decided(connection, where)


def to_detect(decided: Iterable[Decided]) -> list[int]:
    """Seconds from the first event of each alert to the alert."""
    return [max(0, each.row.opened_at - each.row.first_seen) // SECOND for each in decided]


def to_acknowledge(decided: Iterable[Decided]) -> list[int]:
    """Seconds from each alert until somebody took it up."""
    return [
        max(0, each.taken_up - each.row.opened_at) // SECOND
        for each in decided
        if each.taken_up is not None
    ]


def to_close(decided: Iterable[Decided]) -> list[int]:
    """Seconds from each alert until it was closed for the last time."""
    return [
        max(0, each.closed - each.row.opened_at) // SECOND
        for each in decided
        if each.closed is not None
    ]


def rank(values: Sequence[int], percent: int) -> int | None:
    """A percentile by nearest rank: one of the values; None of none."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def _decided(connection: sqlite3.Connection, where: Where) -> list[Decided]:
    acknowledged: dict[int, int] = {}
    closed: dict[int, int] = {}
    for alert, status, first, last in connection.execute(_FIRST):
        acknowledged[alert] = min(first, acknowledged.get(alert, first))
        if status == "closed":
            closed[alert] = last
    return [
        Decided(row, acknowledged.get(row.id), closed.get(row.id) if _is_closed(row) else None)
        for row in alerts.listing(connection, where, newest_first=False)
    ]


def _is_closed(row: AlertRow) -> bool:
    return row.status == "closed"

"""Answers 404, day by day and address by address."""

import sqlite3
from dataclasses import dataclass
from datetime import date, tzinfo

from store.reports.periods import Day, Period, days
from store.reports.traffic import Limits

_SECOND = 1_000_000

_BY_ADDRESS = """
SELECT ifnull(a.text, '-'), count(*) AS answers
FROM blocks b CROSS JOIN facts f ON f.id BETWEEN b.first_event AND b.first_event + b.events - 1
LEFT JOIN addresses a ON a.id = f.address
WHERE b.last_ts >= :since AND b.first_ts < :until AND f.second >= :first AND f.second < :end
AND f.stem IN (SELECT s.id FROM stems s JOIN kinds k ON k.id = s.kind AND k.status = 404)
GROUP BY 1 ORDER BY answers DESC, 1 DESC
"""


@dataclass(frozen=True, slots=True)
class MissingDay:
    """The answers 404 of a day."""

    day: date
    limit: int
    addresses: tuple[tuple[str, int], ...]
    """Who got them, and how many; most first. Texts are the log's own."""

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, count in self.addresses)

    @property
    def is_over(self) -> bool:
        """Whether that is more than nothing to speak of."""
        return self.total > self.limit


def missing(
    connection: sqlite3.Connection, period: Period, zone: tzinfo, limits: Limits | None = None
) -> list[MissingDay]:
    """The answers 404 of every day of a period, in the zone's calendar."""
    allowed = limits or Limits()
    return [
        MissingDay(day.date, allowed.of(day), _addresses(connection, day))
        for day in days(period, zone)
    ]


def _addresses(connection: sqlite3.Connection, day: Day) -> tuple[tuple[str, int], ...]:
    values = {
        "since": day.since,
        "until": day.until,
        "first": day.since // _SECOND,
        "end": day.until // _SECOND,
    }
    return tuple(connection.execute(_BY_ADDRESS, values).fetchall())

"""The two stretches of time that a report compares, and their facts in SQL."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import tzinfo
from typing import NamedTuple

from store.reports.periods import Instant, Period, before

SECOND = 1_000_000

FACTS = (
    "FROM blocks b CROSS JOIN facts f "
    "ON f.id BETWEEN b.first_event AND b.first_event + b.events - 1 "
    "WHERE b.last_ts >= :since AND b.first_ts < :until AND f.second >= :first AND f.second < :end"
)
"""The facts `f` of both periods: only blocks that may hold any are looked into."""

_QUARTER = 900
"""Seconds: the clocks of all zones differ by whole quarters of an hour today."""


class Frame(NamedTuple):
    """What a report is about."""

    period: Period
    before: Period
    zone: tzinfo
    as_of: Instant

    @property
    def values(self) -> dict[str, int]:
        """The values of `FACTS`, and `cut`, the second at which the period begins."""
        since, until = self.before.since, self.period.until
        return {
            "since": since,
            "until": until,
            "first": since // SECOND,
            "end": until // SECOND,
            "cut": self.period.since // SECOND,
        }


class Buckets:
    """Stretches of time, one after the other."""

    def __init__(self, starts: Sequence[int], end: int) -> None:
        """Lay them out.

        Args:
            starts: Where each begins (µs UTC), rising.
            end: Where the last one ends.
        """
        self._starts = list(starts)
        self._end = end
        whole = [start // SECOND for start in [*starts, end]]
        self.step = math.gcd(_QUARTER, *whole)
        """Seconds of which every stretch is a multiple, on the clock of UTC."""

    def of(self, at: int) -> int | None:
        """The number of the stretch that an instant (µs UTC) lies in; None: it lies in none."""
        if not self._starts or not self._starts[0] <= at < self._end:
            return None
        return bisect_right(self._starts, at) - 1

    def of_step(self, step: int) -> int | None:
        """The number of the stretch that a step (of `step` seconds since 1970) lies in."""
        return self.of(step * self.step * SECOND)


def frame(period: Period, zone: tzinfo, now: int) -> Frame:
    """What a report on a period is about; `now` (µs UTC) ends one that is still going on."""
    return Frame(period, before(period, zone), zone, Instant(min(now, period.until)))

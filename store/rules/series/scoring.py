"""How far a count lies from what is usual at that hour of the week.

Counts of buckets become y = 2 * sqrt(x + 3/8), which makes the variance of a Poisson count about 1
(Anscombe 1948). A bucket is compared with the median and the median absolute deviation of earlier
ones at the same hour of the week, or of the same sort of day where these are too few yet.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from enum import IntEnum
from math import sqrt
from typing import NamedTuple, TypeAlias

from store.rules.expectations import Baseline

HOUR = 3_600_000_000
_DAYS = 14 * 24 * HOUR
_SPREAD = 1.4826
"""Median absolute deviation to standard deviation, of normal values."""
_LEAST_SPREAD = 1.0
"""The Poisson noise itself."""
_PROVISIONAL_Z = 6.0


class Level(IntEnum):
    """How much is known of what is usual."""

    LEARNING = 0
    PROVISIONAL = 1
    """From the same hour of other days of that sort."""
    FULL = 2
    """From the same hour of the week."""


class Usual(NamedTuple):
    """What is usual for a bucket."""

    level: Level
    median: float
    """Of y."""
    spread: float
    known: int
    """Buckets that it was learned from."""

    def band(self, z: float) -> tuple[float, float]:
        """The counts that are not unusual."""
        low, high = self.median - z * self.spread, self.median + z * self.spread
        return max((max(low, 0) / 2) ** 2 - 0.375, 0), max((high / 2) ** 2 - 0.375, 0)


class Score(NamedTuple):
    """A bucket, compared with what is usual."""

    bucket: int
    """Its number, from 1970 on."""
    n: int
    """Its hits."""
    level: Level
    z: float
    """0 while learning."""


Hours: TypeAlias = tuple[int, int]
"""The hour of the week (0 to 167), and of the sort of day (0 to 47)."""
Calendar: TypeAlias = Callable[[int], Hours]
"""These of an instant (µs UTC)."""


def calendar(zone: tzinfo) -> Calendar:
    """How hours are told apart on the wall clock of a zone."""
    known: dict[int, Hours] = {}

    def hours(instant: int) -> Hours:
        found = known.get(instant)
        if found is None:
            local = datetime.fromtimestamp(instant // 1_000_000, zone)
            day, hour = local.weekday(), local.hour
            found = known[instant] = day * 24 + hour, (day > 4) * 24 + hour
        return found

    return hours


def scores(
    counts: Mapping[int, int],
    buckets: Sequence[int],
    asked: Baseline,
    hours: Calendar,
    since: int,
    incidents: Collection[int] = (),
) -> Iterator[Score]:
    """Compare the buckets from one on with those before them.

    Args:
        counts: Hits by the number of their bucket; what is not there is 0.
        buckets: Those that are known as a whole, in order; from as long before as is looked back.
        asked: What the rule says.
        hours: Tells hours apart.
        since: The first bucket that is wanted.
        incidents: Buckets from which nothing is to be learned.
    """
    past = _Past(asked)
    first = bisect_left(buckets, since)
    for bucket, at in _alike(buckets[:first], buckets[first:], asked.bucket, hours):
        count = counts.get(bucket, 0)
        y = transformed(count)
        if bucket >= since:
            usual = past.usual(bucket, at)
            is_known = usual.level is not Level.LEARNING
            z = (y - usual.median) / usual.spread if is_known else 0.0
            yield Score(bucket, count, usual.level, z)
        if bucket not in incidents:
            past.learn(bucket, at, y)


def _alike(
    before: Sequence[int], wanted: Sequence[int], width: int, hours: Calendar
) -> Iterator[tuple[int, Hours]]:
    """Buckets with their hours: of those before the wanted ones what these are compared with."""
    known = [(bucket, hours(bucket * width)) for bucket in wanted]
    weeks, days = {week for _, (week, _) in known}, {day for _, (_, day) in known}
    for bucket in before:
        at = hours(bucket * width)
        if at[1] in days or at[0] in weeks:
            yield bucket, at
    yield from known


def usual_at(
    counts: Mapping[int, int],
    buckets: Iterable[int],
    asked: Baseline,
    hours: Calendar,
    bucket: int,
) -> Usual:
    """What is usual for a bucket, by those before it; as `scores`."""
    past = _Past(asked)
    for each in buckets:
        past.learn(each, hours(each * asked.bucket), transformed(counts.get(each, 0)))
    return past.usual(bucket, hours(bucket * asked.bucket))


def transformed(count: int) -> float:
    """A count, made so that its variance does not depend on it."""
    return 2 * sqrt(count + 0.375)


class _Past:
    """Earlier buckets by their hour."""

    def __init__(self, asked: Baseline) -> None:
        self._asked = asked
        self._an_hour = HOUR // asked.bucket
        self._weekly: defaultdict[int, tuple[list[int], list[float]]]
        self._weekly = defaultdict(lambda: ([], []))
        self._daily: defaultdict[int, tuple[list[int], list[float]]]
        self._daily = defaultdict(lambda: ([], []))

    def learn(self, bucket: int, at: Hours, y: float) -> None:
        week, day = at
        for numbers, values in (self._weekly[week], self._daily[day]):
            numbers.append(bucket)
            values.append(y)

    def usual(self, bucket: int, at: Hours) -> Usual:
        """What is usual; the bucket lies behind all that were learned."""
        week, day = at
        values = self._since(self._weekly[week], bucket, self._asked.history)
        if len(values) >= 2 * self._an_hour:
            return _usual(Level.FULL, values)
        values = self._since(self._daily[day], bucket, _DAYS)
        if len(values) >= 3 * self._an_hour:
            return _usual(Level.PROVISIONAL, values)
        return Usual(Level.LEARNING, 0.0, _LEAST_SPREAD, len(values))

    def _since(
        self, some: tuple[list[int], list[float]], bucket: int, history: int
    ) -> Sequence[float]:
        numbers, values = some
        return values[bisect_left(numbers, bucket - history // self._asked.bucket) :]


def _usual(level: Level, values: Sequence[float]) -> Usual:
    middle = _median(values)
    spread = _SPREAD * _median([abs(value - middle) for value in values])
    return Usual(level, middle, max(spread, _LEAST_SPREAD), len(values))


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def needed(asked: Baseline, level: Level) -> float:
    """How many deviations away is unusual: little is known, so more has to be asked."""
    return asked.z if level is Level.FULL else max(asked.z, _PROVISIONAL_Z)

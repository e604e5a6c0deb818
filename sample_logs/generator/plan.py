"""The week that the sample logs tell of: its days, its clock and how busy its hours are."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

DAYS = range(9, 17)
"""Days of November 2026, Monday the 9th to Monday the 16th."""

HOURS = (2, 1, 1, 1, 1, 2, 4, 7, 11, 14, 15, 14, 12, 13, 15, 15, 14, 13, 12, 12, 11, 9, 6, 4)
"""How busy each hour (UTC) is, compared with the others."""

WEEKEND = 0.55
"""How busy a Saturday or Sunday is, compared with a working day."""

MICROSECOND = timedelta(microseconds=1)


def dice(name: str) -> Random:
    """Random numbers of one part of the generator, independent of every other part."""
    return Random(f"sample logs 2026-11: {name}")


def at(day: int, clock: str) -> datetime:
    """A moment of the week: day of November and `HH:MM` or `HH:MM:SS`, UTC."""
    return datetime.fromisoformat(f"2026-11-{day:02}T{clock}+00:00")


def load(day: int) -> float:
    """How busy a day is, compared with an ordinary working day."""
    return WEEKEND if datetime(2026, 11, day, tzinfo=UTC).weekday() >= 5 else 1.0


def later(moment: datetime, rng: Random, low: float, high: float) -> datetime:
    """A moment `low` to `high` seconds after another, to the microsecond."""
    return moment + MICROSECOND * round(1e6 * (low + (high - low) * rng.random()))


def moments(rng: Random, day: int, count: int) -> list[datetime]:
    """`count` moments of a day in order, more of them in its busy hours."""
    hours = rng.choices(range(24), weights=HOURS, k=count)
    start = at(day, "00:00")
    return sorted(later(start + timedelta(hours=hour), rng, 0, 3600) for hour in hours)


def every(rng: Random, day: int, minutes: int, jitter: float) -> Iterator[datetime]:
    """The moments of something that a day repeats by the clock, `jitter` seconds late at most."""
    start = at(day, "00:00")
    for step in range(0, 24 * 60, minutes):
        yield later(start + timedelta(minutes=step), rng, 0, jitter)

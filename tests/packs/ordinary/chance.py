"""The day, its hours, and who takes part in it."""

from datetime import UTC, datetime, timedelta
from random import Random

DAY = datetime(2026, 3, 10, tzinfo=UTC)
"""A Tuesday."""
_HOURS = (2, 1, 1, 1, 1, 2, 4, 7, 11, 14, 15, 14, 12, 13, 15, 15, 14, 13, 12, 12, 11, 9, 6, 4)
"""How busy each hour is, compared with the others."""
_WORK = 9 * 3600, 17 * 3600
"""When people are at work, in seconds of the day."""


def dice(name: str) -> Random:
    """Random numbers of one part of the day, the same every time."""
    return Random(f"ordinary day: {name}")  # noqa: S311 - nothing secret


def moments(rng: Random, count: int) -> list[datetime]:
    """Moments of the day in order, more of them in its busy hours."""
    hours = rng.choices(range(24), weights=_HOURS, k=count)
    return sorted(DAY + timedelta(hours=hour, seconds=3600 * rng.random()) for hour in hours)


def spread(rng: Random, count: int) -> list[datetime]:
    """Moments of the day, as far apart as so many can be, none quite at its time."""
    step = 86_400 / count
    return [DAY + timedelta(seconds=step * (at + 0.8 * rng.random())) for at in range(count)]


def at_work(rng: Random, count: int) -> list[datetime]:
    """Moments of the working hours, as far apart as so many can be."""
    begin, end = _WORK
    step = (end - begin) / count
    return [DAY + timedelta(seconds=begin + step * (at + rng.random())) for at in range(count)]


def visitor(rng: Random) -> str:
    """Some address of the Internet; the same comes back now and then."""
    if rng.random() < 0.3:
        return f"{rng.choice(['198.51.100', '203.0.113'])}.{rng.randint(1, 254)}"
    return f"2001:db8:{rng.randint(1, 400):x}:{rng.randint(1, 20):x}::{rng.randint(1, 9):x}"


def stranger(rng: Random) -> str:
    """An address that is not met twice."""
    return f"2001:db8:bad:{rng.getrandbits(16):x}::{rng.getrandbits(16):x}"


def colleague(rng: Random) -> str:
    """An address of the company's own network."""
    return f"192.0.2.{rng.randint(20, 120)}"

"""Which windows have enough in them for the wall clock at which they end."""

from collections.abc import Callable, Iterable
from datetime import tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from store.rules.calendars.calendar import Calendar
from store.rules.calendars.hours import HOURS, hours
from store.rules.reading.fields import calendar
from store.rules.windows import Span


def kept(asked: Calendar, spans: Iterable[Span]) -> list[Span]:
    """The windows in which there is enough for the instants at which they end.

    Args:
        asked: The limits; their zone is known.
        spans: The windows.
    """
    least = _least_at(asked)
    return [span for span in spans if span.peak >= least(span.last)]


def zone(name: str) -> tzinfo:
    """A zone by its IANA name.

    Raises:
        ValueError: There is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no zone {name!r}") from None


@lru_cache(maxsize=256)
def _least_at(asked: Calendar) -> Callable[[int], int]:
    """What says how many are enough at a point in time (µs UTC)."""
    by_hour = [asked.otherwise] * HOURS
    for each in reversed(asked.limits):
        for hour in hours(each.when or "mon-sun"):
            by_hour[hour] = each.least
    if asked.zone is None:
        raise ValueError("the rule's zone is not known yet")
    where = zone(asked.zone) if isinstance(asked.zone, str) else asked.zone.zone
    weekday, hour_of = calendar("weekday", where), calendar("hour", where)

    def least(time: int) -> int:
        day, hour = weekday(time), hour_of(time)
        if isinstance(day, int) and isinstance(hour, int):
            return by_hour[day * 24 + hour]
        return asked.otherwise  # before the year 1 or after 9999

    return least

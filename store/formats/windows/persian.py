"""Dates of the Persian (Solar Hijri) calendar, by which Windows in Persian counts.

Source: the 33-year cycle of leap years, which agrees with the calendar's astronomical rule from
1244 to 1472 (1865 to 2093).
"""

from datetime import date, timedelta

YEARS = range(1369, 1430)
"""Years that are told by their number alone: 1990 to 2050. Those of the Islamic calendar, by which
Windows in Saudi Arabia counts, have been later ones since 2009."""

_FIRST = date(1990, 3, 21)
"""The first day of 1369."""
_CYCLE = 33
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""Years of a cycle that have a day more."""
_LONG = 6
"""Months of 31 days; the others have 30, and the last one 29 but in leap years."""


def day_of(year: int, month: int, day: int) -> date:
    """The day that a Persian date means.

    Args:
        year: One of `YEARS`.
        month: 1 to 12.
        day: 1 to 31.

    Raises:
        ValueError: There is no such day.
    """
    if year not in YEARS or not 1 <= month <= 12 or not 1 <= day <= _days(year, month):
        raise ValueError(f"no day of the Persian calendar: {year}-{month}-{day}")
    before = sum(365 + _is_leap(past) for past in range(YEARS.start, year))
    before += sum(_days(year, past) for past in range(1, month))
    return _FIRST + timedelta(days=before + day - 1)


def _is_leap(year: int) -> bool:
    return year % _CYCLE in _LEAP


def _days(year: int, month: int) -> int:
    """Days of a month."""
    if month <= _LONG:
        return 31
    return 30 if month < 12 or _is_leap(year) else 29

"""Count the turns of the year in a source whose time stamps name none."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, TypeAlias

from store.formats.syslog.header import MONTHS

Day: TypeAlias = int
"""Day of a leap year, 0 for 1 January."""

YEARS = range(1970, 9999)
"""Years that are taken for true."""

_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_STARTS = tuple(sum(_LENGTHS[:month]) for month in range(12))
_NUMBERS = {name: number for number, name in enumerate(MONTHS, start=1)}
_LEAP_DAY: Day = 59
_HALF_YEAR = 180
_LATE = 363
"""A jump ahead by this many days is a line from before the turn that came late by a day or two."""
_LINE_START = re.compile(
    rb"^(?:<\d{1,3}>)?(?:\[?("
    + "|".join(MONTHS).encode()
    + rb") +(\d{1,2}) +(?:(\d{4}) +)?((?:[01]\d|2[0-3]):[0-5]\d):(?:[0-5]\d|60)"
    rb"|(\d{4})-([01]\d)-([0-3]\d)[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60))",
    re.MULTILINE,
)
_LONGEST_STAMP = 64
_Groups: TypeAlias = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes]


class YearlessDate(NamedTuple):
    """A date and time that lacks its year."""

    month: int
    day: int
    clock: str
    """Hour and minute, `HH:MM`."""

    @property
    def day_of_year(self) -> Day:
        """The day's place in a leap year."""
        return day_of(self.month, self.day)

    @property
    def exists(self) -> bool:
        """Whether any year has it."""
        return 1 <= self.day <= _LENGTHS[self.month - 1]

    def in_year(self, year: int) -> datetime | None:
        """The wall time in a year, or None where the year has no such day."""
        hour, minute = int(self.clock[:2]), int(self.clock[3:])
        try:
            return datetime(year, self.month, self.day, hour, minute)  # noqa: DTZ001
        except ValueError:
            return None


class Walk(NamedTuple):
    """What a walk through a source showed."""

    anchor: int | None
    """The first stamp's year where a later stamp names its year, else None."""
    last: YearlessDate | None
    """The last stamp, where none names its year."""
    turns: int
    """Turns of the year from the first stamp to the last."""
    leap_turns: frozenset[int]
    """Turns before each 29 February."""

    def first_year(self, last_year: int, earliest: int) -> int:
        """The first stamp's year, so that the last is in `last_year`.

        If a 29 February asks for it, the last is in one of the seven years before.
        """
        first = last_year - self.turns
        for candidate in range(first, first - 8, -1):
            if all(_is_leap(candidate + turns) for turns in self.leap_turns):
                return max(earliest, candidate)
        return max(earliest, first)


def day_of(month: int, day: int) -> Day:
    """A date's place in a leap year."""
    return _STARTS[month - 1] + day - 1


def yearless(month: str, day: str, clock: str) -> YearlessDate:
    """A date from the words of RFC 3164 4.1.2."""
    return YearlessDate(_NUMBERS[month], int(day), clock)


def turn(before: Day, after: Day) -> int:
    """How many years later a stamp is than the one before it: 1, 0, or -1 for a late line."""
    if after < before - _HALF_YEAR:
        return 1
    return -1 if after - before >= _LATE else 0


def walk(chunks: Iterator[bytes]) -> Walk:
    """Walk a source up to its first stamp with a year, or to its end."""
    before: Day | None = None
    last: YearlessDate | None = None
    turns = 0
    leaps: set[int] = set()
    for groups in _stamps(chunks):
        date, year = _read(groups)
        if date is None:
            continue
        here = date.day_of_year
        turns += 0 if before is None else turn(before, here)
        if year is not None:
            return Walk(year - turns, None, turns, frozenset(leaps))
        before, last = here, date
        if here == _LEAP_DAY:
            leaps.add(turns)
    return Walk(None, last, turns, frozenset(leaps))


def _stamps(chunks: Iterator[bytes]) -> Iterator[_Groups]:
    """The stamps at the starts of lines: the last of every run that shares a day."""
    found: _Groups | None = None
    rest = b""
    for chunk in chunks:
        head, end, tail = (rest + chunk).rpartition(b"\n")
        rest = tail[:_LONGEST_STAMP]
        for groups in _LINE_START.findall(head + end):
            if found is not None and (found[:3] != groups[:3] or groups[4]):
                yield found
            found = groups
    if found is not None:
        yield found
    yield from _LINE_START.findall(rest)


def _read(groups: _Groups) -> tuple[YearlessDate | None, int | None]:
    """A stamp's date, and its year if it has one; no date where the calendar has none."""
    month, day, old_year, clock, new_year, number, new_day = groups
    year = int(old_year or new_year) if old_year or new_year else None
    if month:
        date = YearlessDate(_NUMBERS[month.decode()], int(day), clock.decode())
    else:
        date = YearlessDate(int(number), int(new_day), "00:00")
    possible = date.exists if year is None else date.in_year(year) is not None
    return (date, year) if possible and (year is None or year in YEARS) else (None, None)


def _is_leap(year: int) -> bool:
    """Whether a year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)

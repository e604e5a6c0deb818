"""Count the turns of the year in a source whose time stamps name none."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple, TypeAlias

from store.formats.clock import YEARS
from store.formats.syslog.envelopes.header import MONTHS
from store.formats.syslog.envelopes.months import PATTERN, english

Day: TypeAlias = int
"""Day of a leap year, 0 for 1 January."""

_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_STARTS = tuple(sum(_LENGTHS[:month]) for month in range(12))
_NUMBERS = {name: number for number, name in enumerate(MONTHS, start=1)}
_LEAP_DAY: Day = 59
_HALF_YEAR = 180
_LATE = 363
"""A jump ahead by this many days is a line from before the turn that came late by a day or two."""
_MONTH = b"[A-Z][a-z][a-z]|(?:" + PATTERN.encode() + rb")\.?"
_DATE = (
    rb"\n(?:<\d{1,3}>(?:\d{1,3} )?)?"
    rb"(\[?(?:" + _MONTH + rb") +\d{1,2} +(?:\d{4} +)?|\d{4}-[01]\d-[0-3]\d[Tt ])"
)
_CLOCK = rb"(?:[01]\d|2[0-3]):[0-5]\d"
_SECOND = rb":(?:[0-5]\d|60)"
_DATES = re.compile(_DATE + _CLOCK + _SECOND)
_TIMES = re.compile(_DATE + b"(" + _CLOCK + b")" + _SECOND)
_BLOCK = 64 * 1024
"""Bytes of lines that are looked through at once; where all have one date, one look will do."""
_LONGEST_STAMP = 64
_TAIL = 64 * 1024


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
    """A date from the words of RFC 3164 4.1.2; the month in English."""
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
    for text in _dates(chunks):
        date, year = _read(text)
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


def _dates(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The dates at the starts of lines, one for each run of the same; the last with its time."""
    rest, latest = b"\n", b""
    known: bytes | None = None
    for chunk in chunks:
        data = rest + chunk
        end = data.rfind(b"\n")
        rest = data[end : end + _LONGEST_STAMP]
        dates = list(_dates_in(data, end))
        latest = data[max(0, end - _TAIL) : end] if dates else latest
        for date, _ in groupby(dates):
            if date != known:
                yield date
            known = date
    for date, clock in (_TIMES.findall(latest) + _TIMES.findall(rest))[-1:]:
        yield date + clock


def _dates_in(data: bytes, end: int) -> Iterator[bytes]:
    """The dates at the starts of lines, or one for a block of lines that all have the same."""
    at = 0
    while at < end:
        begin, at = at, data.find(b"\n", at + _BLOCK, end)
        at = end if at < 0 else at
        found = _DATES.search(data, begin, at)
        if found is None:
            continue
        another = re.compile(rb"\n(?!%b\d\d:)" % re.escape(found[1]))
        if another.search(data, found.start(), at) is None:
            yield found[1]
        else:
            yield from _DATES.findall(data, found.start(), at)


def _read(text: bytes) -> tuple[YearlessDate | None, int | None]:
    """A stamp's date, and its year if it has one; no date where the calendar has none."""
    words = text.decode().lstrip("[").split()
    month = english(words[0])
    if words[0][0].isdigit():
        date = YearlessDate(int(text[5:7]), int(text[8:10]), "00:00")
        year: int | None = int(text[:4])
    elif month is not None:
        clock = words.pop() if ":" in words[-1] else "00:00"
        date = yearless(month, words[1], clock)
        year = int(words[2]) if len(words) > 2 else None
    else:
        return None, None
    possible = date.exists if year is None else date.in_year(year) is not None
    return (date, year) if possible and (year is None or year in YEARS) else (None, None)


def _is_leap(year: int) -> bool:
    """Whether a year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)

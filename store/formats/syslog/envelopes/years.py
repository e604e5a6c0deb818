"""Find the year of the first stamp of a source whose stamps name none."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from store.formats.clock import YEARS
from store.formats.syslog.envelopes.course import MOST_VOTES, Course, Day, Place
from store.formats.syslog.envelopes.header import MONTHS
from store.formats.syslog.envelopes.months import PATTERN, english

_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_STARTS = tuple(sum(_LENGTHS[:month]) for month in range(12))
_NUMBERS = {name: number for number, name in enumerate(MONTHS, start=1)}
_LEAP_DAY: Day = 59
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
_ENOUGH = 2 * MOST_VOTES
"""Lines of one date of which more make no difference."""
_FEW = 8 * 1024
"""Bytes that mostly hold as many lines."""
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
    """The last stamp that was not out of order, where none names its year."""
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


class _LeapDays:
    """Notes in which years a source was in order on a 29 February."""

    def __init__(self) -> None:
        self.years: set[int] = set()
        self._here: Place | None = None
        """The 29 February that the source is at and came to in order."""
        self._lines = 0
        """How many lines it has."""
        self._furthest: Place | None = None

    def look(self, course: Course, day: Day, lines: int) -> None:
        """Look at where the source is after some more lines of one day."""
        place = course.place
        if place is None:
            return
        if self._here is not None and place != self._here:
            if place > self._here or not course.is_few(self._lines):
                self.years.add(self._here.year)
            self._here, self._lines = None, 0
        before = self._furthest
        in_order = before is None or place >= before or not course.is_few(lines)
        if day == place.day == _LEAP_DAY and (in_order or self._here):
            self._here, self._lines = place, self._lines + lines
        if in_order:
            self._furthest = place

    def end(self, course: Course) -> None:
        """The source ends: a few lines of the last day do not say what year it is."""
        if self._here is not None and not course.is_few(self._lines):
            self.years.add(self._here.year)


def walk(chunks: Iterator[bytes], reference: Day) -> Walk:
    """Walk a source up to its first stamp with a year, or to its end.

    Args:
        chunks: The source.
        reference: Day of the reference instant.
    """
    course, leaps = Course(reference, None), _LeapDays()
    final: YearlessDate | None = None
    for text, lines in _runs(chunks):
        date, year = _read(text)
        if date is None:
            continue
        place = Place(course.year_of(date.day_of_year), date.day_of_year)
        if lines:
            course.note(place, lines)
            leaps.look(course, place.day, lines)
        if year is not None and course.away is None:
            return Walk(year - place.year, None, place.year, frozenset(leaps.years))
        final = date
    course.settle()
    leaps.look(course, final.day_of_year if final else 0, 0)
    leaps.end(course)
    here = course.place
    if here is not None and here.day == _LEAP_DAY and here.year not in leaps.years:
        here = here._replace(day=_LEAP_DAY - 1)
    return Walk(
        None, here and _date(here.day, final), here.year if here else 0, frozenset(leaps.years)
    )


def _date(day: Day, final: YearlessDate | None) -> YearlessDate:
    """A day as a date; with the time only if it is that of the last stamp."""
    if final is not None and final.day_of_year == day:
        return final
    month = max(at for at in range(12) if _STARTS[at] <= day)
    return YearlessDate(month + 1, day - _STARTS[month] + 1, "00:00")


def _runs(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """The dates at the starts of lines, and how many lines in a row have each.

    At the end the last date with its time; again, so for no line, where it is that of a whole line.
    """
    rest, latest = b"\n", b""
    known, lines = b"", 0
    for chunk in chunks:
        data = rest + chunk
        end = data.rfind(b"\n")
        rest = data[end : end + _LONGEST_STAMP]
        found = False
        for date, count in _runs_in(data, end):
            found = True
            if date != known and lines:
                yield known, lines
                lines = 0
            known, lines = date, lines + count
        latest = data[max(0, end - _TAIL) : end] if found else latest
    if lines:
        yield known, lines
    begun = _TIMES.findall(rest)
    for date, clock in (_TIMES.findall(latest) + begun)[-1:]:
        yield date + clock, len(begun)


def _runs_in(data: bytes, end: int) -> Iterator[tuple[bytes, int]]:
    """The dates at the starts of lines, with how many have each; at most `_ENOUGH` of a block."""
    at = 0
    while at < end:
        begin, at = at, data.find(b"\n", at + _BLOCK, end)
        at = end if at < 0 else at
        found = _DATES.search(data, begin, at)
        if found is None:
            continue
        another = re.compile(rb"\n(?!%b\d\d:)" % re.escape(found[1]))
        start = found.start()
        if another.search(data, start, at) is not None:
            yield from (
                (date, len(list(some))) for date, some in groupby(_DATES.findall(data, start, at))
            )
            continue
        lines = len(_DATES.findall(data, start, min(at, start + _FEW)))
        yield found[1], lines if lines >= _ENOUGH else len(_DATES.findall(data, start, at))


@lru_cache(maxsize=1024)
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

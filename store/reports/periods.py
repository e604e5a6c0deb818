"""Days, weeks, months and other spans of time, in the zone in which somebody reads of them.

A week begins on Monday and has 167 or 169 hours where the clocks change; it is one week all the
same, for its ends are midnights of the zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple

Kind = Literal["day", "week", "month", "span"]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_DAY = timedelta(days=1)
_LONGEST_BY_DAYS = 62
"""Days of a period up to which it is drawn day by day."""
_FEWEST_DAYS = 3
"""Days of a period from which on it is drawn day by day; shorter ones hour by hour."""


class Instant(int):
    """A point in time: microseconds since 1970 UTC."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time."""

    kind: Kind
    """`span`: one without a name of its own."""
    since: Instant
    until: Instant
    """The first instant that no longer belongs to it."""

    @property
    def seconds(self) -> int:
        """How long it lasts."""
        return (self.until - self.since) // _SECOND


class Slot(NamedTuple):
    """A part of a period."""

    since: Instant
    until: Instant


class Day(NamedTuple):
    """A calendar day, or as much of it as lies in a period."""

    date: date
    since: Instant
    until: Instant


def containing(kind: Kind, at: int, zone: tzinfo) -> Period:
    """The day, week or month that an instant (µs UTC) lies in.

    Raises:
        ValueError: It lies where calendars end.
    """
    first = _first_day(kind, _date(at, zone))
    return Period(kind, _midnight(first, zone), _midnight(_next(kind, first), zone))


def over(kind: Kind, at: int, zone: tzinfo) -> Period:
    """The latest day, week or month that is over at an instant (µs UTC)."""
    return before(containing(kind, at, zone), zone)


def before(period: Period, zone: tzinfo) -> Period:
    """What a period is compared with: the one before it, as long where it is no calendar's."""
    if period.kind == "span":
        length = period.until - period.since
        return Period("span", Instant(period.since - length), period.since)
    return containing(period.kind, period.since - 1, zone)


def after(period: Period, zone: tzinfo) -> Period:
    """The day, week or month that follows one."""
    return containing(period.kind, period.until, zone)


def days(period: Period, zone: tzinfo) -> Iterator[Day]:
    """The days of a period in the zone's calendar; the first and the last may be parts of days."""
    day, since = _date(period.since, zone), period.since
    while since < period.until:
        until = min(_midnight(day + _DAY, zone), period.until)
        if since < until:  # a zone that goes over the date line leaves a day out
            yield Day(day, since, until)
        day, since = day + _DAY, until


def slots(period: Period, zone: tzinfo) -> list[Slot]:
    """The parts of a period that a chart has a bar for: hours, days, or some sixty equal ones."""
    length = timedelta(seconds=period.seconds)
    if length <= timedelta(days=_FEWEST_DAYS - 1, hours=1):
        return _equal(period, 3600 * _SECOND)
    if length <= timedelta(days=_LONGEST_BY_DAYS):
        return [Slot(day.since, day.until) for day in days(period, zone)]
    whole_days = -(-period.seconds // (_LONGEST_BY_DAYS * 86_400))
    return _equal(period, whole_days * 86_400 * _SECOND)


def local(at: int, zone: tzinfo) -> datetime:
    """An instant (µs UTC) on a zone's clocks."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(zone)


def at_clock(day: date, clock: time, zone: tzinfo) -> Instant:
    """The instant at which a zone's clocks show a time."""
    moment = datetime.combine(day, clock, zone)
    return Instant((moment - _EPOCH) // timedelta(microseconds=1))


def _equal(period: Period, length: int) -> list[Slot]:
    starts = range(period.since, period.until, length)
    return [Slot(Instant(at), Instant(min(at + length, period.until))) for at in starts]


def _date(at: int, zone: tzinfo) -> date:
    try:
        return local(at, zone).date()
    except OverflowError as wrong:
        raise ValueError("beyond the calendar") from wrong


def _first_day(kind: Kind, day: date) -> date:
    if kind == "month":
        return day.replace(day=1)
    return day - _DAY * day.weekday() if kind == "week" else day


def _next(kind: Kind, first: date) -> date:
    """The first day of the next day, week or month."""
    if kind == "month":
        return (first + 31 * _DAY).replace(day=1)
    return first + (7 * _DAY if kind == "week" else _DAY)


def _midnight(day: date, zone: tzinfo) -> Instant:
    return at_clock(day, time(), zone)

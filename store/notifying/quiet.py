"""Quiet hours: when somebody is not to be told, by the clock on the wall."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(?:([a-z]{3}(?:[ ,]+[a-z]{3})*)[ ,]+)?(\d\d):(\d\d)-(\d\d):(\d\d)")
_MOST_SPANS = 400
"""Spans in a row that are followed; who is quiet for longer is asked again then."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the day, on some days of the week."""

    days: frozenset[int]
    """On which it begins; Monday is 0."""
    begin: time
    end: time
    """Not after `begin`: on the next day. Midnight: the end of the day."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Stretches of quiet in one place."""

    spans: tuple[Span, ...] = ()
    zone: tzinfo = UTC

    def until(self, now: int) -> int | None:
        """When the quiet ends (µs UTC); None where it is not quiet now."""
        end = now
        for _ in range(_MOST_SPANS):
            later = max((high for low, high in self._around(end) if low <= end < high), default=end)
            if later == end:
                break
            end = later
        return end if end > now else None

    def _around(self, moment: int) -> Iterator[tuple[int, int]]:
        """The stretches that may hold a moment."""
        today = datetime.fromtimestamp(moment / 1_000_000, self.zone).date()
        for day in (today - timedelta(1), today):
            for span in self.spans:
                if day.weekday() in span.days:
                    last = day if span.begin < span.end else day + timedelta(1)
                    yield self._instant(day, span.begin), self._instant(last, span.end)

    def _instant(self, day: date, clock: time) -> int:
        return round(datetime.combine(day, clock, self.zone).timestamp()) * 1_000_000


def read(texts: Sequence[str]) -> tuple[Span, ...]:
    """Stretches as they are written: `22:00-07:00`, or `sat sun 00:00-24:00`.

    Raises:
        ValueError: One is none.
    """
    return tuple(map(_span, texts))


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(
            f"{text!r} is no stretch of time, such as '22:00-07:00' or 'sat sun 00:00-24:00'"
        )
    days = found[1].replace(",", " ").split() if found[1] else _DAYS
    if not set(days) <= set(_DAYS):
        raise ValueError(f"{text!r}: the days are {', '.join(_DAYS)}")
    begin, end = _clock(text, found[2], found[3]), _clock(text, found[4], found[5])
    return Span(frozenset(map(_DAYS.index, days)), begin, end)


def _clock(text: str, hour: str, minute: str) -> time:
    if (hour, minute) == ("24", "00"):
        return time(0, 0)
    try:
        return time(int(hour), int(minute))
    except ValueError as wrong:
        raise ValueError(f"{text!r}: {hour}:{minute} is no time of day") from wrong

"""Give syslog time stamps their instant, also where they name no year and no zone.

A year-less source is walked once to count its turns of the year (`years.Walk`); from then on each
stamp takes its year from where the source is (`course.Course`), or the next if the date falls back
by about half a year or more. No year-less stamp is read as later than the reference instant plus a
day.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeAlias

from store.formats.clock import YEARS, Instant, LocalClock, microseconds
from store.formats.interface import LookAhead, State
from store.formats.syslog.envelopes.course import Course, Place
from store.formats.syslog.envelopes.header import Header
from store.formats.syslog.envelopes.years import YearlessDate, day_of, walk, yearless
from store.model import Context, TimeFlag

_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_TOLERANCE = 24 * 3600 * _SECOND
_LATEST = microseconds(datetime(YEARS.stop - 1, 1, 1, tzinfo=UTC))
_AMBIGUOUS, _LEAP_SECOND = int(TimeFlag.AMBIGUOUS), int(TimeFlag.LEAP_SECOND)
_YEAR_ASSUMED = int(TimeFlag.YEAR_ASSUMED)
_HOURS = {
    name: hours
    for hours, names in (
        (0, "UTC GMT WET"),
        (1, "BST CET WAT WEST"),
        (2, "CAT CEST EET SAST"),
        (3, "EAT EEST MSK"),
        (5, "PKT"),
        (7, "WIB"),
        (8, "AWST HKT WITA"),
        (9, "JST KST"),
        (10, "AEST"),
        (11, "AEDT"),
        (12, "NZST"),
        (13, "NZDT"),
        (-4, "EDT"),
        (-5, "CDT EST"),
        (-6, "MDT"),
        (-7, "MST PDT"),
        (-8, "AKDT PST"),
        (-9, "AKST"),
        (-10, "HST"),
    )
    for name in names.split()
}
"""Hours that abbreviations of zones stand for; not of those that two large countries use."""
_SECONDS = {f"{second:02}": second * _SECOND for second in range(60)}
_LEAP = _MINUTE - 1
"""Where in its minute a leap second is put."""
_DISORDER = _MINUTE
"""Lines may be out of order by this much; a clock that was put back goes back further."""


class _Minute(NamedTuple):
    """A minute that was resolved."""

    time: int
    flags: int
    naive: datetime | None
    """Wall time, where the clock has to be asked again for every second of the minute."""
    place: Place
    """The day, as the source's course sees it."""


class _Hour(NamedTuple):
    """An hour that several minutes of were met."""

    start: _Minute | None
    """Its beginning, from which all of its minutes follow; None where they do not."""


_Key: TypeAlias = tuple[str, str | None, int]
"""What a stamp's instant follows from: its text, its zone, and where the source is."""


class Stamps:
    """Resolves the stamps of one source, in the order of its lines."""

    def __init__(self, context: Context, state: State, look_ahead: LookAhead) -> None:
        self._source_zone = context.zone
        self._clock = LocalClock(context.zone)
        self._limit = min(max(context.reference, 0) + _TOLERANCE, _LATEST)
        self._look_ahead = look_ahead
        self._last: int | None = state.get("last")
        self._minute_key: _Key = ("", None, 0)
        self._minute: _Minute | None = None
        self._hour_key: _Key = ("", None, 0)
        self._hour = _Hour(None)
        latest = self._day_at(self._limit)
        self._latest_year = latest.year
        self._reference = self._day_at(self._limit - _TOLERANCE).day
        self._course = Course(self._reference, latest, state)
        self._first: int | None = None
        """Year of the source's first stamp, once it was looked for."""

    def state(self) -> State:
        """What the next reader of the source has to know."""
        return {**self._course.state(), "last": self._last}

    def read(self, stamp: Header) -> Instant | None:
        """The instant of the next line's stamp, or None where there is no such date."""
        minute = self._at(stamp.minute, stamp.zone)
        if minute is None:
            return None
        time, flags, naive, place = minute
        self._course.note(place)
        part = _SECONDS.get(stamp.second, _LEAP)
        if part == _LEAP:
            flags |= _LEAP_SECOND
        elif stamp.fraction:
            part += int(stamp.fraction.ljust(6, "0")[:6])
        if naive is None:
            time += part
        else:
            time = self._local(naive + timedelta(microseconds=part)).time
        self._last = time
        return Instant(time, flags)

    def hour(self, text: str, zone: str | None) -> Instant | None:
        """The instant at which an hour begins, in the order of the lines.

        Args:
            text: Date and hour as `Header.minute` begins, with the colon.
            zone: As `Header.zone`.

        Returns:
            None where every stamp of the hour has to be read: there is no such date, or the clock
            is changed in it.
        """
        start = self._hour_of(text, zone).start
        return start and Instant(start.time, start.flags)

    def passed(self, time: int, lines: int) -> None:
        """Note lines of the hour that `hour` was asked for last.

        Args:
            time: Of the last of them.
            lines: How many.
        """
        self._last = time
        if self._hour.start is not None:
            self._course.note(self._hour.start.place, lines)

    def _at(self, text: str, zone: str | None) -> _Minute | None:
        """The minute of the next line's stamp."""
        key = text, zone, self._course.version
        if key != self._minute_key:
            self._minute = self._of_hour(text, zone) or self._resolve(text, zone)
            self._minute_key = key
        return self._minute

    def _of_hour(self, text: str, zone: str | None) -> _Minute | None:
        """A minute of the same hour as the one before it; None where there is more to it.

        An hour at whose beginning and end the clock shows the same has no change in it.
        """
        before = self._minute_key
        if text[:-2] != before[0][:-2] or zone != before[1]:
            return None
        start = self._hour_of(text[:-2], zone).start
        return start and start._replace(time=start.time + int(text[-2:]) * _MINUTE)

    def _hour_of(self, text: str, zone: str | None) -> _Hour:
        """An hour; the same as before where neither text nor day has changed."""
        key = text, zone, self._course.version
        if key != self._hour_key:
            self._hour = self._even(text, zone)
            self._hour_key = key
        return self._hour

    def _even(self, hour: str, zone: str | None) -> _Hour:
        """An hour by what a stamp has before the minutes."""
        first, last = (self._resolve(hour + minute, zone) for minute in ("00", "59"))
        is_even = (
            first is not None
            and last is not None
            and first.naive is last.naive is None
            and first.flags == last.flags
            and last.time - first.time == 59 * _MINUTE
        )
        return _Hour(first if is_even else None)

    def _local(self, naive: datetime) -> Instant:
        """Wall time to UTC, in the order of the lines."""
        earliest = None if self._last is None else self._last - _DISORDER
        return self._clock.utc(naive, not_before=earliest)

    def _resolve(self, text: str, zone: str | None) -> _Minute | None:
        """A minute's instant."""
        if text[0].isdecimal():
            year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
            return self._in_year(year, month, day, text[11:], zone)
        parts = text.split()
        if len(parts) == 4:
            month = yearless(parts[0], parts[1], parts[3]).month
            return self._in_year(int(parts[2]), month, int(parts[1]), parts[3], zone)
        return self._yearless(yearless(*parts))

    def _in_year(
        self, year: int, month: int, day: int, clock: str, zone: str | None
    ) -> _Minute | None:
        """The minute of a stamp that has a year."""
        try:
            naive = datetime(year, month, day, int(clock[:2]), int(clock[3:]))  # noqa: DTZ001
        except ValueError:
            return None
        if year not in YEARS:
            return None
        place = Place(year, day_of(month, day))
        if zone is None:
            return self._shown(naive, place)
        if zone[0].isalpha() and len(zone) > 1:
            return self._named(naive, zone, place)
        time = microseconds(naive.replace(tzinfo=UTC)) - _offset(zone)
        return _Minute(time, 0, None, place)

    def _named(self, naive: datetime, zone: str, place: Place) -> _Minute:
        """The minute of a clock that tells its zone by an abbreviation.

        These are no zones: `IST` is three of them. The source's own zone may use it; else it is
        read if it means the same nearly everywhere.
        """
        for fold in (0, 1):
            moment = naive.replace(tzinfo=self._source_zone, fold=fold)
            if moment.tzname() == zone:
                return _Minute(microseconds(moment), 0, None, place)
        if zone in _HOURS:
            ahead = _HOURS[zone] * 60 * _MINUTE
            time = microseconds(naive.replace(tzinfo=UTC)) - ahead
            return _Minute(time, 0, None, place)
        return self._shown(naive, place)

    def _shown(self, naive: datetime, place: Place, assumed: int = 0) -> _Minute:
        """The minute that a clock of the source's zone shows."""
        instant = self._local(naive)
        again = naive if instant.flags & _AMBIGUOUS else None
        return _Minute(instant.time, instant.flags | assumed, again, place)

    def _yearless(self, date: YearlessDate) -> _Minute | None:
        """The minute of a stamp without year."""
        if not date.exists:
            return None
        if self._course.place is None:
            year = self._first_year()
        else:
            year = self._course.year_of(date.day_of_year)
        naive = self._at_most(date, year)
        place = Place(year, date.day_of_year)
        return None if naive is None else self._shown(naive, place, _YEAR_ASSUMED)

    def _at_most(self, date: YearlessDate, year: int) -> datetime | None:
        """The date in the latest year up to `year` that has it and is not beyond the limit."""
        for candidate in range(min(year, self._latest_year), YEARS.start - 1, -1):
            naive = date.in_year(candidate)
            if naive is not None and self._clock.utc(naive).time <= self._limit:
                return naive
        return date.in_year(year) or date.in_year(2000)

    def _day_at(self, time: int) -> Place:
        """The day on which an instant is in the source's zone."""
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time)
        local = moment.astimezone(self._source_zone)
        return Place(local.year, day_of(local.month, local.day))

    def _first_year(self) -> int:
        """The year of the source's first stamp; the source is walked through once for it."""
        if self._first is None:
            self._first = self._found_year()
        return self._first

    def _found_year(self) -> int:
        """The year of the source's first stamp, from what its last must be."""
        seen = walk(self._look_ahead(), self._reference)
        if seen.anchor is not None:
            return max(YEARS.start, seen.anchor)
        if seen.last is None:
            return self._latest_year
        final = self._at_most(seen.last, self._latest_year)
        last_year = final.year if final is not None else self._latest_year
        return seen.first_year(last_year, YEARS.start)


def _offset(zone: str) -> int:
    """Microseconds that an RFC 3339 zone is ahead of UTC."""
    if zone in ("Z", "z"):
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return (-minutes if zone[0] == "-" else minutes) * 60 * _SECOND

"""Points in time as people type them: `2h`, `yesterday`, `14:30`, `2026-11-20`, `20 Nov 2026`."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SPAN = re.compile(r"(\d{1,6})([smhdw])", re.IGNORECASE | re.ASCII)
_CLOCK = re.compile(r"\d{1,2}:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)
_ISO_LIKE = re.compile(r"\d{4}-\d\d", re.ASCII)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = 64
"""Characters of a time; the date reader is not made for hostile lengths."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_PROBES = (datetime.fromisoformat("2000-01-01T00:00"), datetime.fromisoformat("2004-02-02T01:01"))
"""Two defaults with nothing in common: where two readings differ, the text did not say it."""


def read(text: str, now: int, zone: tzinfo, *, end: bool = False) -> int:
    """The instant that a text means.

    Args:
        text: A time, or how long ago.
        now: Microseconds since 1970 UTC.
        zone: Of times that do not name one.
        end: The text ends a period: a day without time of day then includes that day.

    Returns:
        Microseconds since 1970 UTC; with `end` the first one that no longer belongs.

    Raises:
        ValueError: It is no time; the message says what would be.
    """
    word = text.strip().lower()
    ago = _span(word)
    if ago is not None:
        return now - ago
    if word == "now":
        return now
    try:
        return (_placed(word, now, zone, end=end) - _EPOCH) // timedelta(microseconds=1)
    except OverflowError as error:
        raise ValueError(_expected(word)) from error


def doubt(text: str, now: int, zone: tzinfo, *, end: bool = False) -> str | None:
    """What is strange about the time that a text means: clocks showed it twice, or never.

    Args, and errors, are those of `read`. None: nothing, as of nearly all times.
    """
    word = text.strip().lower()
    if word == "now" or _span(word) is not None:
        return None
    placed = _placed(word, now, zone, end=end)
    first, second = (placed.replace(fold=fold).utcoffset() for fold in (0, 1))
    if first is None or second is None or first == second:
        return None
    twice = "Clocks showed that twice, the first is taken:"
    return twice if first > second else "Clocks left that out, what it would have been is taken:"


def _placed(word: str, now: int, zone: tzinfo, *, end: bool) -> datetime:
    """The time that a word means, in the zone it names, else in another."""
    today = (_EPOCH + timedelta(microseconds=now)).astimezone(zone).replace(tzinfo=None)
    moment, whole_day = _moment(word, today)
    if end and whole_day:
        moment = _next_day(moment)
    return moment.replace(tzinfo=moment.tzinfo or zone)


def ahead(text: str, now: int, zone: tzinfo) -> int:
    """The instant at which something ends: spans are counted from now on, a day ends with itself.

    Args, returned value and errors are those of `read`.
    """
    span = _span(text.strip().lower())
    return read(text, now, zone, end=True) if span is None else now + span


def _span(word: str) -> int | None:
    """Microseconds of a span such as `2h`; None for any other word."""
    found = _SPAN.fullmatch(word)
    return int(found[1]) * _SECONDS[found[2]] * 1_000_000 if found else None


def _next_day(moment: datetime) -> datetime:
    """The same time a day later; of the last day that there is, its end."""
    try:
        return moment + _DAY
    except OverflowError:
        return datetime.max.replace(tzinfo=moment.tzinfo)


def _moment(word: str, today: datetime) -> tuple[datetime, bool]:
    """A time, with zone only where the text names one, and whether it stands for a whole day."""
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    if word in ("today", "yesterday"):
        return midnight - _DAY * (word == "yesterday"), True
    for number, name in enumerate(_WEEKDAYS):
        if word in (name, name[:3]):
            return midnight - _DAY * ((today.weekday() - number) % 7), True
    if _CLOCK.fullmatch(word):
        return _of_day(midnight, word), False
    return _date(word, today)


def _of_day(midnight: datetime, clock: str) -> datetime:
    padded = clock if clock[2] == ":" else f"0{clock}"
    try:
        return datetime.fromisoformat(f"{midnight.date()} {padded}")
    except ValueError as error:
        raise ValueError(_expected(clock)) from error


def _date(word: str, today: datetime) -> tuple[datetime, bool]:
    """A date with or without a time, in whatever order its parts stand."""
    if not 4 <= len(word) <= _LONGEST:
        raise ValueError(_expected(word))
    first, second = _readings(word)
    if (first.month, first.day) != (second.month, second.day):
        raise ValueError(_expected(word))
    whole_day = first.hour != second.hour
    moment = first.replace(hour=0, minute=0) if whole_day else first
    if first.year != second.year:
        moment = _nearest_past(moment, today)
    return moment, whole_day


def _nearest_past(moment: datetime, today: datetime) -> datetime:
    """A day without year: this year's, or last year's where this year's is yet to come."""
    for year in range(today.year, today.year - 8, -1):
        try:
            placed = moment.replace(year=year)
        except ValueError:
            continue  # 29 February
        if placed.replace(tzinfo=None) <= today + _DAY:
            return placed
    raise ValueError(_expected(str(moment.date())))


def _readings(word: str) -> tuple[datetime, datetime]:
    """The text read with each of the two defaults."""
    day_first = not _ISO_LIKE.match(word)
    first, second = (_parsed(word, probe, day_first=day_first) for probe in _PROBES)
    if day_first and "." not in word and first != _parsed(word, _PROBES[0], day_first=False):
        raise ValueError(f"{word!r} could be two days; write it as YYYY-MM-DD")
    return first, second


def _parsed(word: str, default: datetime, *, day_first: bool) -> datetime:
    # Imported here: most filters hold no date, and the reader costs as much as the whole command.
    from dateutil import parser  # noqa: PLC0415

    try:
        found = parser.parse(word.upper(), default=default, dayfirst=day_first, tzinfos=_zone)
    except (ValueError, OverflowError) as error:
        raise ValueError(_expected(word)) from error
    return found


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """A zone that a text names: an offset or UTC; other abbreviations mean several zones each."""
    if name is None and offset is None:
        return None
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name in ("UTC", "GMT", "Z"):
        return UTC
    raise ValueError(f"unknown zone {name}")


def _expected(word: str) -> str:
    return f"{word[:_LONGEST]!r} is no time; try 2h, 7d, today, 14:30 or 2026-11-20T14:30"

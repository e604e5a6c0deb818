"""Read the times of Apache's logs.

Sources: mod_log_config `%t` (`10/Oct/2000:13:55:36 -0700`), server/log.c `%t`, `%{u}t` (apr_ctime,
with microseconds) and `%{cu}t` (ISO 8601).
"""

import re
from datetime import UTC, datetime, tzinfo

from store.formats.apache.memo import Memo
from store.formats.clock import YEARS, Instant, LocalClock, microseconds
from store.model import TimeFlag

STAMP = (
    rb"(?:\d{1,2}/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,6})? ?(?:[+-]\d{4})?"
    rb"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?)"
)
"""Pattern of the time in an access line, without its brackets; also as nginx's `$time_iso8601`."""
SECONDS = {b"%02d" % second: second * 1_000_000 for second in range(60)}
"""Microseconds of the seconds, as logged."""

_ACCESS = re.compile(
    rb"(?P<day>\d{1,2})/(?P<month>[A-Z][a-z]{2})/(?P<year>\d{4}):(?P<clock>\d\d:\d\d:\d\d)"
    rb"(?:\.(?P<fraction>\d{1,6}))? ?(?P<zone>[+-]\d{4})?"
)
_MINUTE = re.compile(rb"\[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d):([0-5]\d):( [+-]\d{4})\] ")
_MICROSECONDS = 60 * 1_000_000
"""Of a minute."""
_CTIME = re.compile(
    rb"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) (?P<clock>\d\d:\d\d:\d\d)"
    rb"(?:\.(?P<fraction>\d{1,9}))? (?P<year>\d{4})(?P<zone>)"
)
_ISO = re.compile(
    rb"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[ T](?P<clock>\d\d:\d\d:\d\d)"
    rb"(?:[.,](?P<fraction>\d{1,9}))?(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
_NAMES = b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}


class Stamps:
    """Reads times as one source writes them."""

    def __init__(self, zone: tzinfo) -> None:
        self._clock = LocalClock(zone)
        self._hours: Memo[int] = Memo(self._hour)
        """The same for an hour, by its first second; a log that spans a week has few of them."""
        self.minutes: Memo[int] = Memo(self._minute)
        """Microseconds UTC at which a minute begins, by time in its usual form without the seconds
        (`[10/Oct/2000:13:55: -0700] `); a KeyError for what is no such time."""

    def access(self, stamp: bytes, previous: int | None) -> Instant | None:
        """The time of an access line.

        Args:
            stamp: What `STAMP` matches.
            previous: Time (µs UTC) of the record before.

        Returns:
            The instant, or None where the calendar has no such time.
        """
        return self._instant(_ACCESS.fullmatch(stamp) or _ISO.fullmatch(stamp), previous)

    def error(self, stamp: bytes, previous: int | None) -> Instant | None:
        """The time of an error line, in either form; as `access`."""
        return self._instant(_CTIME.fullmatch(stamp) or _ISO.fullmatch(stamp), previous)

    def _minute(self, minute: bytes) -> int:
        """The beginning of a minute."""
        found = _MINUTE.fullmatch(minute)
        if not found:
            raise KeyError(minute)
        hour, past, zone = found.groups()
        return self._hours[b"%b:00:00%b" % (hour, zone)] + int(past) * _MICROSECONDS

    def _hour(self, first: bytes) -> int:
        """The time of the first second of an hour."""
        instant = self.access(first, None)
        if instant is None:
            raise KeyError(first)
        return instant.time

    def _instant(self, found: re.Match[bytes] | None, previous: int | None) -> Instant | None:
        """The instant of a matched time."""
        if found is None:
            return None
        try:
            wall, flags = _wall(found)
            zone: bytes | None = found["zone"]
            if not zone:
                instant = self._clock.utc(wall, not_before=previous)
                return Instant(instant.time, instant.flags | flags)
            return Instant(microseconds(wall.replace(tzinfo=UTC)) - _offset(zone), flags)
        except ValueError:
            return None


def _wall(found: re.Match[bytes]) -> tuple[datetime, int]:
    """What the clock on the wall showed; a leap second is the last moment of its minute.

    Raises:
        ValueError: There is no such time.
    """
    year, month, day = found["year"], found["month"], found["day"]
    if int(year) not in YEARS:
        raise ValueError(year)
    hour, minute, second = (int(part) for part in found["clock"].split(b":"))
    micro = int((found["fraction"] or b"0")[:6].ljust(6, b"0"))
    flags = 0
    if second == 60:
        second, micro, flags = 59, 999_999, int(TimeFlag.LEAP_SECOND)
    number = _MONTHS.get(month) or int(month)
    return datetime(int(year), number, int(day), hour, minute, second, micro), flags  # noqa: DTZ001


def _offset(zone: bytes) -> int:
    """Microseconds that a zone's clocks are ahead of UTC.

    Raises:
        ValueError: No clock is that far off.
    """
    if zone == b"Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 23 or minutes > 59:
        raise ValueError(zone)
    ahead = (hours * 60 + minutes) * 60_000_000
    return -ahead if zone[:1] == b"-" else ahead

"""Local time to UTC, with what had to be assumed on the way.

The rules of daylight saving are PEP 495's: a time that occurs twice is told apart by `fold`, one
that never occurs is read as if the clock had not yet been changed.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from store.model import TimeFlag

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEARS = range(1970, 2200)
"""Years that are taken for true. One time of the year 9999, which an attacker or a broken clock can
write, would be the latest of its log for ever: no silence would be noticed, nothing would age."""
_AMBIGUOUS, _NONEXISTENT = int(TimeFlag.AMBIGUOUS), int(TimeFlag.NONEXISTENT)
"""As plain numbers, which are reckoned with at a tenth of the price."""
_MICROSECOND = timedelta(microseconds=1)


class Instant(NamedTuple):
    """A point in time, and what was assumed."""

    time: int
    """Microseconds since 1970 UTC."""
    flags: int = 0
    """`TimeFlag` values, added up."""


def microseconds(moment: datetime) -> int:
    """An aware datetime as microseconds since 1970 UTC."""
    return (moment - _EPOCH) // _MICROSECOND


LATEST = microseconds(datetime(YEARS.stop, 1, 1, tzinfo=UTC))
"""The end of the years that are taken for true, in microseconds since 1970 UTC."""


def credible(time: int) -> bool:
    """Whether an instant (µs since 1970 UTC) lies in years that are taken for true."""
    return 0 <= time < LATEST


class LocalClock:
    """Reads the wall clock of one zone."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._minute = lru_cache(maxsize=4096)(self._read_minute)

    def utc(self, naive: datetime, *, not_before: int | None = None) -> Instant:
        """The instant at which the zone's clocks show `naive`.

        Args:
            naive: Wall time without zone.
            not_before: Time (µs UTC) of the record before this one. A time that occurs twice is
                taken the second time if the first would lie before it.

        Returns:
            The instant with `ZONE_ASSUMED`, and `AMBIGUOUS` or `NONEXISTENT` where that is so.
        """
        minute = naive.replace(second=0, microsecond=0)
        first, second, flags = self._minute(minute)
        rest = naive.second * 1_000_000 + naive.microsecond
        if flags & _AMBIGUOUS and not_before is not None and first + rest < not_before:
            return Instant(second + rest, flags)
        return Instant(first + rest, flags)

    def _read_minute(self, minute: datetime) -> tuple[int, int, int]:
        """First and second instant of a wall-clock minute, and its flags."""
        early = minute.replace(tzinfo=self._zone, fold=0)
        late = minute.replace(tzinfo=self._zone, fold=1)
        before, after = early.utcoffset(), late.utcoffset()
        flags = int(TimeFlag.ZONE_ASSUMED)
        if before is not None and after is not None and before != after:
            flags |= _AMBIGUOUS if before > after else _NONEXISTENT
        base = minute.replace(tzinfo=UTC)
        offset, later = before or timedelta(), after or timedelta()
        return microseconds(base - offset), microseconds(base - later), flags

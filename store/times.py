"""Points in time as the whole program counts and writes them: microseconds since 1970 UTC."""

import time
from datetime import datetime, timedelta, tzinfo
from functools import cache

DAY = 86_400_000_000
"""Microseconds of a day."""

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - all times are UTC; naive ones print without a zone


def now() -> int:
    """The machine's clock, in microseconds since 1970 UTC."""
    return time.time_ns() // 1000


@cache
def machine_zone() -> tzinfo:
    """The zone of this machine."""
    from dateutil.tz import gettz, tzlocal  # noqa: PLC0415 - many runs have no time to read

    return gettz() or tzlocal()


def iso(moment: int) -> str:
    """A time (µs since 1970 UTC) as `2026-11-20T14:30:00.000000Z`."""
    return f"{_read(moment).isoformat(timespec='microseconds')}Z"


def read_iso(text: str) -> int:
    """The time (µs since 1970 UTC) that `iso` wrote."""
    return (datetime.fromisoformat(text[:-1]) - _EPOCH) // timedelta(microseconds=1)


def clock(moment: int) -> str:
    """A time (µs since 1970 UTC) to the second, as `2026-11-20 14:30:00`."""
    return _read(moment).isoformat(" ", timespec="seconds")


def _read(moment: int) -> datetime:
    return _EPOCH + timedelta(microseconds=moment)

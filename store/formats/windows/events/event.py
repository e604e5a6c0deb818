"""A Windows event as data: what `System` and the event data say, whatever it was read from."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from store.formats.clock import credible, microseconds

_SYSTEM_TIME = re.compile(
    r"\s*(\d{4}-\d\d-\d\d[T ]\d\d:\d\d):(\d\d)(?:\.(\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?\s*", re.ASCII
)


Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
"""Any JSON value."""
_NOTHING: dict[str, Value] = {}


class Event(NamedTuple):
    """One event; texts as logged, `""` where there is none."""

    provider: str
    """`System/Provider/@Name`."""
    code: str
    """The event id, digits."""
    channel: str
    computer: str
    record_id: str
    """`System/EventRecordID`."""
    time: int | None
    """Microseconds since 1970 UTC."""
    level: str
    """A number: 1 critical, 2 error, 3 warning, 4 information, 5 verbose, 0 always."""
    task: str
    opcode: str
    keywords: str
    """A 64-bit mask in hexadecimal."""
    pid: str
    """The process that logged the event."""
    thread: str
    sid: str
    """The account in whose name the event was logged."""
    data: dict[str, str]
    """Event data by name, none of it empty; values without a name are `param1`, `param2`, …"""
    message: str = ""
    """The text that the exporting machine rendered."""
    level_text: str = ""
    """The level as the exporting machine rendered it, perhaps translated."""


def object_of(value: Value) -> dict[str, Value]:
    """The value if it is an object, else an empty one, which is not to be changed."""
    return value if isinstance(value, dict) else _NOTHING


class EventData:
    """Collects event data; a name that is taken gets `_1`, `_2`, … behind it."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        """What was collected."""
        self._taken: dict[str, int] = {}
        """The last number that was put behind a name: looking for it anew each time would take
        ages where somebody writes one name many thousand times."""

    def add(self, name: str, value: str) -> None:
        """Put a value under a name; nothing is put where there is no more than white space."""
        if not value.strip():
            return
        free = name
        while free in self.values:
            number = self._taken.get(name, 0) + 1
            self._taken[name] = number
            free = f"{name}_{number}"
        self.values[free] = value


def system_time(text: str) -> int | None:
    """Read `TimeCreated/@SystemTime`: UTC with 0 to 9 decimals, with or without `Z`.

    Args:
        text: For example `2024-05-01T10:00:00.1234567Z` or `2024-05-01 10:00:00.123456`.

    Returns:
        Microseconds since 1970 UTC (further decimals are cut off), or None where it is no time. So
        is 1601-01-01, the clock's zero, which stands where a record has no time.
    """
    found = _SYSTEM_TIME.fullmatch(text)
    if found is None:
        return None
    minute, second, decimals, zone = found.groups()
    start = _minute(minute, zone or "Z")
    if start is None or second > "59":
        return None
    time = start + int(second) * 1_000_000 + int(((decimals or "") + "000000")[:6])
    return time if credible(time) else None


@lru_cache(maxsize=4096)
def _minute(minute: str, zone: str) -> int | None:
    """The begin of a minute in microseconds since 1970 UTC."""
    try:
        moment = datetime.fromisoformat(f"{minute}{'+00:00' if zone == 'Z' else zone}")
        return microseconds(moment.astimezone(UTC))
    except (ValueError, OverflowError):
        return None

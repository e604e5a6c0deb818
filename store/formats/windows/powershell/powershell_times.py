"""Read the times that PowerShell writes in JSON and CLIXML: they do not depend on the language."""

import re
from datetime import datetime

from store.formats.clock import YEARS, Instant, LocalClock, credible
from store.formats.windows.events.event import Value, system_time

_DATE = re.compile(r"\\?/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\\?/", re.ASCII)
"""Milliseconds since 1970 UTC (`JavaScriptSerializer`); an offset behind them changes nothing."""
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?", re.ASCII)


def time_of(value: Value, clock: LocalClock) -> Instant | None:
    """Read a time.

    Args:
        value: `/Date(ms)/`, or ISO 8601 with or without an offset; or an object that holds it.
        clock: Reads times without offset.

    Returns:
        The instant, with what had to be assumed; None where it is no time.
    """
    if isinstance(value, dict):
        value = value.get("value", value.get("DateTime"))
    if not isinstance(value, str):
        return None
    text = value.strip()
    if found := _DATE.fullmatch(text):
        number = int(found[1])
        return Instant(number * 1000) if credible(number * 1000) else None
    if found := _LOCAL.fullmatch(text):
        return _local(found, clock)
    time = system_time(text)
    return None if time is None else Instant(time)


def _local(found: re.Match[str], clock: LocalClock) -> Instant | None:
    """The instant of a time without offset."""
    day, wall, decimals = found.groups()
    try:
        naive = datetime.fromisoformat(f"{day}T{wall}")
        micros = int(((decimals or "") + "000000")[:6])
        return clock.utc(naive.replace(microsecond=micros)) if naive.year in YEARS else None
    except (ValueError, OverflowError):
        return None

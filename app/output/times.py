"""Times as tables show them: UTC, to the second."""

from store import times


def clock(time: int | None) -> str:
    """A time (µs since 1970 UTC) as `2026-11-20 14:30:00`; empty where there is none."""
    return "" if time is None else times.clock(time)

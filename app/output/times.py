"""Times as tables show them: UTC, to the second."""

from datetime import datetime, timedelta

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001


def clock(time: int | None) -> str:
    """A time (µs since 1970 UTC) as `2026-11-20 14:30:00`; empty where there is none."""
    if time is None:
        return ""
    return (_EPOCH + timedelta(seconds=time // 1_000_000)).isoformat(" ")

"""What the program runs in: Python, SQLite, the clock."""

import platform
import sqlite3
import time
from collections.abc import Iterator

from app import __version__
from app.doctor.finding import Finding, Patient, good, warning
from app.output.times import clock
from store.times import DAY

AREA = "machine"
_MINUTE = 60_000_000
_FIXED = ((3, 44, 6), (3, 45, 0)), ((3, 50, 7), (3, 51, 0)), ((3, 51, 3), (4, 0, 0))
"""Versions of SQLite that do not damage a write-ahead log which two programs reset at once."""


def check(patient: Patient) -> Iterator[Finding]:
    """What there is to say of the machine."""
    yield good(AREA, f"Blotter {__version__}, Python {platform.python_version()}")
    yield _sqlite()
    yield from _clock(patient)


def _sqlite() -> Finding:
    """Whether SQLite is sound where two programs write."""
    version = sqlite3.sqlite_version
    if any(low <= sqlite3.sqlite_version_info < high for low, high in _FIXED):
        return good(AREA, f"SQLite {version}")
    safe = "its WAL-reset bug cannot happen while only Blotter writes to the database"
    return good(AREA, f"SQLite {version}: {safe}")


def _clock(patient: Patient) -> Iterator[Finding]:
    """Whether the clock can be right."""
    yield good(AREA, f"clock {clock(patient.now)} UTC, zone {time.tzname[0]}")
    if patient.connection is None:
        return
    last, newest = patient.connection.execute(
        "SELECT (SELECT max(last_import) FROM sources), (SELECT max(last_ts) FROM blocks)"
    ).fetchone()
    if last is not None and last > patient.now + _MINUTE:
        what = f"the clock was set back: an import is noted for {clock(last)} UTC"
        yield warning(AREA, what, "let it be set by NTP (timedatectl set-ntp true)")
    if newest is not None and newest > patient.now + DAY:
        what = f"there are events from the future, up to {clock(newest)} UTC"
        advice = "set tz for logs without a zone, and look at the clock of their machine"
        yield warning(AREA, what, f"{advice}: blotter events since:now")

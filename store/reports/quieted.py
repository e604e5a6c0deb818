"""What silences did in a period, and which of them deserve a second look."""

import sqlite3
from collections.abc import Sequence

from store import silences
from store.reports.figures import SilenceRow, Silences
from store.reports.frame import Frame
from store.reports.noted import TOP
from store.reports.periods import Instant
from store.silences import Silence

_HIDDEN = """
SELECT silence, count(*) FROM alerts WHERE silence IS NOT NULL AND merged_into IS NULL
AND first_seen >= ? AND first_seen < ? GROUP BY silence
"""


def quieted(connection: sqlite3.Connection, frame: Frame) -> Silences:
    """The silences that were in force in the period, or hide alerts of it."""
    since, until = frame.period.since, frame.period.until
    hidden = {int(a): int(b) for a, b in connection.execute(_HIDDEN, (since, until))}
    held = [
        each
        for each in silences.listing(connection)
        if hidden.get(each.id) or (each.created < until and _end(each) > since)
    ]
    rows = [_row(each, frame, hidden.get(each.id, 0)) for each in held]
    in_force = [each.is_in_force(frame.as_of) for each in held]
    return Silences(
        in_force=sum(in_force),
        begun=sum(since <= each.created < until for each in held),
        ended=sum(since <= _end(each) < frame.as_of for each in held),
        ending_soon=sum(row.ends_soon for row in rows),
        unused=sum(row.unused for row in rows),
        hidden=sum(hidden.values()),
        rows=tuple(_first(rows)),
    )


def _first(rows: Sequence[SilenceRow]) -> list[SilenceRow]:
    """Those to look at: they end, hide nothing, or hide most."""
    return sorted(rows, key=lambda row: (not row.ends_soon, not row.unused, -row.hidden, row.id))[
        :TOP
    ]


def _row(each: Silence, frame: Frame, hidden: int) -> SilenceRow:
    is_in_force = each.is_in_force(frame.as_of)
    soon = frame.as_of + (frame.period.until - frame.period.since)
    return SilenceRow(
        id=each.id,
        filter=each.filter,
        owner=each.owner,
        reason=each.reason,
        created=Instant(each.created),
        until=None if each.until is None else Instant(each.until),
        hidden=hidden,
        ends_soon=is_in_force and each.until is not None and each.until <= soon,
        unused=is_in_force and each.hidden == 0,
    )


def _end(each: Silence) -> float:
    """When it ended, or will."""
    ends = [at for at in (each.until, each.lifted) if at is not None]
    return min(ends, default=float("inf"))

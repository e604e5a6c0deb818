"""How far a report can be trusted: what was read, what is missing, what did not work."""

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from store.queries import sources
from store.queries.where import Where
from store.reports.alerting import percent
from store.reports.figures import Coverage, Gap, Mail, Quiet, Trouble
from store.reports.frame import Frame
from store.reports.noted import TOP
from store.reports.periods import Instant
from store.reports.traffic import Traffic, formats
from store.rotation import log_name

_NEWEST = """
SELECT s.path, max(b.last_ts) FROM blocks b JOIN sources s ON s.id = b.source
WHERE b.last_ts >= ? AND b.first_ts < ? GROUP BY s.id
"""


class _Source(NamedTuple):
    id: int
    path: str
    format: str | None
    lost: int
    error: str | None
    last_import: int | None


def coverage(connection: sqlite3.Connection, frame: Frame, traffic: Traffic) -> Coverage:
    """What was read, and what is missing."""
    known = {
        row[0]: _Source(*row)
        for row in connection.execute(
            "SELECT id, path, format, lost, error, last_import FROM sources"
        )
    }
    read = {source for (source, bucket), records in traffic.records.items() if bucket and records}
    present = [known[source] for source in read if source in known]
    silent = _silent(connection, frame)
    damaged = [Trouble(each.path, each.error) for each in known.values() if each.error]
    damaged.sort(key=lambda each: each.name)
    failed = _rule_errors(connection)
    return Coverage(
        sources=len(present),
        lines=traffic.events[0],
        unparsed=traffic.unparsed[0],
        unparsed_percent=percent(traffic.unparsed[0], traffic.events[0]),
        lost=sum(each.lost for each in present),
        last_import=_latest(known),
        last_record=_last_record(connection),
        formats=formats(traffic, {each.id: each.format or "none" for each in known.values()}),
        gaps=_gaps(connection, frame),
        silent=tuple(silent[:TOP]),
        silent_logs=len(silent),
        damaged=tuple(damaged[:TOP]),
        damaged_logs=len(damaged),
        rule_errors=tuple(failed[:TOP]),
        failed_rules=len(failed),
        mail=_mail(connection, frame),
    )


def _latest(known: Mapping[int, _Source]) -> Instant | None:
    times = [each.last_import for each in known.values() if each.last_import is not None]
    return Instant(max(times)) if times else None


def _last_record(connection: sqlite3.Connection) -> Instant | None:
    (time,) = connection.execute("SELECT max(last_ts) FROM blocks").fetchone()
    return None if time is None else Instant(time)


def _gaps(connection: sqlite3.Connection, frame: Frame) -> tuple[Gap, ...]:
    """Windows logs of which records of the period are missing, or that were emptied in it."""
    inside = Where("b.last_ts >= ? AND b.first_ts < ?", (frame.period.since, frame.period.until))
    rows = [each for each in sources.channels(connection, inside) if each.gaps or each.cleared]
    rows.sort(key=lambda row: (-row.missing, row.host or "", row.channel or ""))
    return tuple(
        Gap(row.host, row.channel, row.gaps, row.missing, row.cleared) for row in rows[:TOP]
    )


def _silent(connection: sqlite3.Connection, frame: Frame) -> list[Quiet]:
    """Logs that were written to since the period before, and no more in its last quarter."""
    newest: dict[str, int] = {}
    for path, last in connection.execute(_NEWEST, (frame.before.since, frame.as_of)):
        name = log_name(path)
        newest[name] = max(newest.get(name, 0), min(last, frame.as_of))
    limit = frame.as_of - (frame.as_of - frame.period.since) // 4
    quiet = [Quiet(name, Instant(last)) for name, last in newest.items() if last < limit]
    return sorted(quiet, key=lambda each: (each.last_record, each.log))


def _mail(connection: sqlite3.Connection, frame: Frame) -> Mail:
    """How the messages of the period fared."""
    span = frame.period.since, frame.period.until
    waiting, dead = connection.execute(
        "SELECT count(*) FILTER (WHERE d.state IN ('waiting', 'sending')), "
        "count(*) FILTER (WHERE d.state = 'dead') FROM messages m "
        "JOIN deliveries d ON d.message = m.id WHERE m.made >= ? AND m.made < ?",
        span,
    ).fetchone()
    last = connection.execute(
        "SELECT d.answer FROM messages m JOIN deliveries d ON d.message = m.id "
        "WHERE m.made >= ? AND m.made < ? AND d.state <> 'sent' AND d.answer IS NOT NULL "
        "ORDER BY m.made DESC, d.id DESC LIMIT 1",
        span,
    ).fetchone()
    return Mail(waiting, dead, last[0] if last else None)


def _rule_errors(connection: sqlite3.Connection) -> list[Trouble]:
    rows = connection.execute(
        "SELECT title, error FROM rules WHERE active AND error IS NOT NULL ORDER BY title, uuid"
    )
    return [Trouble(*row) for row in rows]

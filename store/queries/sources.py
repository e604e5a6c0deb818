"""The log files that were read, how far, and what is missing in them."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from store.queries.where import EVERYTHING, Where


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A log file."""

    path: str
    """Where it was last seen."""
    format: str | None
    """Name of its format; None: none fits."""
    size: int
    """Bytes of the file, compressed or not, when it was last read to its end."""
    offset: int
    """Bytes that are done with, after decompression."""
    events: int
    unparsed: int
    """Records that no format understood."""
    expected: int
    """Records that the file itself promised (binary formats; else 0)."""
    lost: int
    """Promised records that could not be found."""
    last_import: int | None
    """Microseconds since 1970 UTC."""
    error: str | None
    """Why it could not be read to its end."""
    compression: str
    """`none`, `gzip`, …"""
    repeated: int
    """Records that were left out because another file had given them."""
    gaps: int
    """How often the numbers of a Windows log leave some out just before a record of this file."""
    missing: int
    """How many numbers these are."""
    cleared: int
    """How often the file says that a Windows log was emptied."""
    copy_of: str | None = None
    """The log of which this file gave nothing new, so that its figures are zero; None: it is no
    copy."""


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A Windows log of one computer, over all files that hold a part of it."""

    host: str | None
    channel: str | None
    events: int
    gaps: int
    """How often numbers are missing between its lowest and its highest record id."""
    missing: int
    """How many numbers these are."""
    cleared: int
    """How often it was emptied, by its own account."""


@dataclass(frozen=True, slots=True)
class Totals:
    """All log files together, each log once."""

    sources: int
    events: int
    unparsed: int
    lost: int
    repeated: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything about the log files."""

    rows: list[SourceRow]
    """In the order of their paths. Archives are not among them, but the logs in them."""
    channels: list[ChannelRow]
    """Windows logs in the order of computers and names."""
    totals: Totals


@dataclass(frozen=True, slots=True)
class _Part:
    """What one file holds of one Windows log."""

    source: int
    log: int
    """The Windows log's number, in the order of computers and names."""
    host: str | None
    channel: str | None
    events: int
    gaps: int
    missing: int
    cleared: int


_PARTS = """
WITH named AS (
    SELECT s.id AS stem, s.source, h.text AS host, k.channel, k.action = 'log-cleared' AS cleared,
        dense_rank() OVER (ORDER BY lower(h.text), lower(k.channel)) AS log
    FROM stems s JOIN kinds k ON k.id = s.kind AND k.dataset = 'windows.eventlog'
    LEFT JOIN hosts h ON h.id = s.host
), spans AS MATERIALIZED (
    SELECT b.source, n.log, b.first_event, b.events AS held, max(n.host) AS host,
        max(n.channel) AS channel, count(*) AS events, sum(ifnull(n.cleared, 0)) AS cleared,
        min(f.record) AS low, max(f.record) AS high, count(DISTINCT f.record) AS numbers
    FROM (SELECT DISTINCT source FROM named) w
    CROSS JOIN blocks b ON b.source = w.source
    CROSS JOIN facts f ON f.id >= b.first_event AND f.id < b.first_event + b.events
    CROSS JOIN named n ON n.stem = f.stem
    {where} GROUP BY b.first_event, n.log
), pieces AS (
    SELECT source, log, low, high FROM spans WHERE high - low + 1 = numbers
    UNION ALL
    SELECT s.source, s.log, f.record, f.record FROM spans s
    CROSS JOIN facts f ON f.id >= s.first_event AND f.id < s.first_event + s.held
    CROSS JOIN named n ON n.stem = f.stem AND n.log = s.log
    WHERE s.high - s.low + 1 <> s.numbers AND f.record IS NOT NULL
), steps AS (
    SELECT source, log, low - 1 - max(high) OVER (
        PARTITION BY log ORDER BY low, high ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS missing
    FROM pieces
), gaps AS (
    SELECT source, log, count(*) AS gaps, total(missing) AS missing
    FROM steps WHERE missing > 0 GROUP BY source, log
)
SELECT s.source, s.log, max(s.host), max(s.channel), sum(s.events), ifnull(g.gaps, 0),
    ifnull(g.missing, 0), sum(s.cleared)
FROM spans s LEFT JOIN gaps g ON g.source = s.source AND g.log = s.log
GROUP BY s.log, s.source ORDER BY s.log, s.source
"""
"""A block whose numbers follow each other is one piece; of any other, each number is one. What lies
between a piece and all that is lower in the same log is missing. Computers and logs are the same in
any case of letters. `total` and not `sum`: a forged number must not overflow."""


_FILES = """
SELECT path, format, size, offset, events, unparsed, expected, lost, last_import, error,
    compression, repeated, NULL, id
FROM sources
UNION ALL
SELECT c.path, s.format, c.size, 0, 0, 0, 0, 0, s.last_import, NULL, s.compression, 0, s.path, s.id
FROM copies c JOIN sources s ON s.id = c.source
WHERE c.path <> s.path AND NOT EXISTS (
    SELECT 1 FROM sources m WHERE m.path >= c.path || '!/' AND m.path < c.path || '!0'
)
ORDER BY 1, 14 LIMIT ?
"""
"""An archive that was read whole stands among the copies as well, for whoever looks whether it has
changed: `0` follows `/`, so that those are left out in which a log lies."""


def listing(connection: sqlite3.Connection, limit: int | None = None) -> Listing:
    """All log files, with what is missing in them.

    Args:
        connection: Any connection to the database.
        limit: The most files to list; the channels and totals are always those of all.
    """
    parts = _parts(connection, EVERYTHING)
    return Listing(_rows(connection, parts, limit), _channels(parts), _totals(connection))


def channels(connection: sqlite3.Connection, where: Where) -> list[ChannelRow]:
    """Windows logs, as far as they lie in some blocks.

    Args:
        connection: Any connection to the database.
        where: Over `blocks b`.
    """
    return _channels(_parts(connection, where))


def _parts(connection: sqlite3.Connection, where: Where) -> list[_Part]:
    """What each file holds of each Windows log, as far as it lies in some blocks."""
    rows = connection.execute(_PARTS.format(where=where.clause()), where.parameters)
    return [
        _Part(source, log, host, channel, events, gaps, int(missing), cleared)
        for source, log, host, channel, events, gaps, missing, cleared in rows
    ]


def _rows(
    connection: sqlite3.Connection, parts: Iterable[_Part], limit: int | None
) -> list[SourceRow]:
    rows = connection.execute(_FILES, (-1 if limit is None else limit,)).fetchall()
    figures: dict[int, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for part in parts:
        gaps, missing, cleared = figures[part.source]
        added = (gaps + part.gaps, missing + part.missing, cleared + part.cleared)
        figures[part.source] = added
    return [
        SourceRow(*(*row[:-2], *((0, 0, 0) if row[-2] else figures[row[-1]]), row[-2]))
        for row in rows
    ]


def _channels(parts: Iterable[_Part]) -> list[ChannelRow]:
    """The parts put together, each log once."""
    found: dict[int, list[_Part]] = defaultdict(list)
    for part in parts:
        found[part.log].append(part)
    return [
        ChannelRow(
            held[0].host,
            held[0].channel,
            sum(part.events for part in held),
            sum(part.gaps for part in held),
            sum(part.missing for part in held),
            sum(part.cleared for part in held),
        )
        for held in found.values()
    ]


def _totals(connection: sqlite3.Connection) -> Totals:
    row = connection.execute(
        "SELECT count(*), ifnull(sum(events), 0), ifnull(sum(unparsed), 0), ifnull(sum(lost), 0), "
        "ifnull(sum(repeated), 0) FROM sources"
    ).fetchone()
    return Totals(*row)

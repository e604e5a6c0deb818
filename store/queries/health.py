"""Whether the watcher sees: how far it is behind, what it could not read, what its rules cost."""

import sqlite3
from dataclasses import dataclass

from store.queries.silence_of_sources import SilentSource, silent

MOST_SOURCES = 2_000
"""Log files that are told of."""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A log file, as far as one has to worry about it."""

    path: str
    """Where it was last seen."""
    format: str | None
    events: int
    unparsed: int
    lost: int
    last_record: int | None
    """Time of its latest record; microseconds since 1970 UTC, as all times here."""
    last_import: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class RuleHealth:
    """A rule in force that fails, or that costs."""

    title: str
    error: str | None
    """Why it was set aside."""
    failures: int
    """How often it overran its time limit."""
    cost: float | None
    """Microseconds of processor time for 1,000 events."""


@dataclass(frozen=True, slots=True)
class MailQueue:
    """Notifications that wait."""

    waiting: int
    failed: int
    """Those that could not be sent so far, or at all."""
    oldest: int | None
    """Since when the longest waiting one waits."""


@dataclass(frozen=True, slots=True)
class Health:
    """The whole program, at a glance."""

    sources: list[SourceHealth]
    """Those with errors first, then those with most that is unparsed or lost."""
    silent: list[SilentSource]
    rules: int
    """Rules in force."""
    broken: list[RuleHealth]
    """Those that were set aside, or overran their time."""
    costly: list[RuleHealth]
    """The rules that cost most."""
    bytes: int
    """Size of the database."""
    free: int
    """Bytes in it that are not used."""
    mail: MailQueue | None


def health(connection: sqlite3.Connection, costly: int = 5) -> Health:
    """Look at everything.

    Args:
        connection: Any connection to the database.
        costly: How many of the rules that cost most.
    """
    page, pages, free = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_size", "page_count", "freelist_count")
    )
    rules = _rules(connection)
    costs = sorted((each for each in rules if each.cost), key=lambda each: -(each.cost or 0))
    return Health(
        _sources(connection),
        silent(connection),
        len(rules),
        [each for each in rules if each.error or each.failures],
        costs[:costly],
        page * pages,
        page * free,
        mail_queue(connection),
    )


def mail_queue(connection: sqlite3.Connection) -> MailQueue | None:
    """The notifications that wait or failed; None: none was ever queued."""
    total, waiting, failed, oldest = connection.execute(
        "SELECT count(*), ifnull(sum(d.state IN ('waiting', 'sending')), 0), "
        "ifnull(sum(d.state = 'dead' OR (d.state = 'waiting' AND d.attempts > 0)), 0), "
        "min(iif(d.state IN ('waiting', 'sending'), m.made, NULL)) "
        "FROM deliveries d JOIN messages m ON m.id = d.message"
    ).fetchone()
    return MailQueue(waiting, failed, oldest) if total else None


def _sources(connection: sqlite3.Connection) -> list[SourceHealth]:
    rows = connection.execute(
        "SELECT path, format, events, unparsed, lost, "
        "(SELECT max(b.last_ts) FROM blocks b WHERE b.source = s.id), last_import, error "
        "FROM sources s ORDER BY error IS NULL, unparsed + lost DESC, path LIMIT ?",
        (MOST_SOURCES,),
    )
    return [SourceHealth(*row) for row in rows]


def _rules(connection: sqlite3.Connection) -> list[RuleHealth]:
    rows = connection.execute(
        "SELECT r.title, r.error, ifnull(c.failures, 0), "
        "CAST(c.time AS REAL) / nullif(max(ifnull(j.event, 0) - c.since, 0), 0) "
        "FROM rules r LEFT JOIN rule_costs c ON c.rule = r.id "
        "LEFT JOIN judged j ON j.rule = r.id WHERE r.active ORDER BY r.title"
    )
    return [RuleHealth(*row) for row in rows]

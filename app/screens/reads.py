"""Every question that the screens ask the store; each runs in a lane, on that lane's connection."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from app.screens import filtering
from store.database.evidence import readable
from store.database.newest import last_event
from store.errors import ActionError
from store.filters.grammar import Filter
from store.model import Severity
from store.queries import alerts as alert_queries
from store.queries import cases, events
from store.queries.alerts import AlertRow
from store.queries.conditions import alerts_where, events_where
from store.queries.documents import Document, document
from store.queries.events import EventRow
from store.queries.order import Key
from store.queries.where import Where
from store.times import machine_zone, now

if TYPE_CHECKING:
    from store.rules.telling.explaining import Explanation

MOST_ALERTS = 2_000
"""Alerts that the list shows: the most urgent ones."""
_STORY_RECORDS = 20


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record as it stands in its file, and what was read from it."""

    raw: bytes
    """Text in UTF-16 as UTF-8."""
    fields: Document
    cases: tuple[int, ...] = ()
    """Those that it is pinned to."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record that an alert rests on."""

    event: EventRow
    raw: bytes
    """Text in UTF-16 as UTF-8."""


@dataclass(frozen=True, slots=True)
class Window:
    """A run of events around a place."""

    rows: list[EventRow]
    at_start: bool
    """Nothing lies before it."""
    at_end: bool
    at: int = 0
    """Which of them is at the place: the first one that is not earlier."""


def _events(filter_: Filter) -> Where:
    return events_where(filter_, now(), UTC)


@dataclass(frozen=True, slots=True)
class Listed:
    """The most urgent alerts of a filter, and how many it has."""

    rows: list[AlertRow]
    total: int
    """Whether they are listed or not."""
    open: int
    """Of them those that are not closed."""


def alerts(connection: sqlite3.Connection, filter_: Filter) -> Listed:
    """The alerts of a filter: new ones first, the worst of them first, then the newest."""
    where = alerts_where(filter_, now(), UTC)
    rows = alert_queries.urgent(connection, where, MOST_ALERTS)
    return Listed(rows, *alert_queries.count(connection, where))


def evidence(connection: sqlite3.Connection, alert: int) -> list[Evidence]:
    """The first records that an alert rests on."""
    first = alert_queries.evidence(connection, alert)[:_STORY_RECORDS]
    return [
        Evidence(event, readable(connection, event.id)) for event in events.rows(connection, first)
    ]


def evidence_ids(connection: sqlite3.Connection, alert: int) -> list[int]:
    """The numbers of all events that an alert rests on."""
    return alert_queries.evidence(connection, alert)


def window(
    connection: sqlite3.Connection,
    filter_: Filter,
    around: Key | None,
    newest_first: bool,
    limit: int,
) -> Window:
    """The first page, or two pages around an event that belong together."""
    where = _events(filter_)
    if around is None:
        rows = events.page(connection, where, newest_first=newest_first, limit=limit)
        return Window(rows, at_start=True, at_end=len(rows) < limit)
    later = events.page(
        connection,
        where,
        after=Key(around.time, around.id - 1),
        newest_first=newest_first,
        limit=limit,
    )
    earlier = events.page(
        connection,
        where,
        before=Key(around.time, around.id),
        newest_first=newest_first,
        limit=limit,
    )
    above, below = (later, earlier) if newest_first else (earlier, later)
    at = max(0, len(above) - 1) if newest_first else len(above)
    return Window([*above, *below], len(above) < limit, len(below) < limit, at)


def alert_values(connection: sqlite3.Connection, alert: int) -> list[tuple[str, object]]:
    """What can be asked about an alert: its group's values, and its rule.

    Raises:
        ActionError: It is gone.
    """
    found = alert_queries.get(connection, alert)
    if found is None:
        raise ActionError(f"there is no alert {alert}")
    return [*found.group.items(), ("rule", found.rule_id)]


@dataclass(frozen=True, slots=True)
class Beyond:
    """Which page is wanted."""

    key: Key | None
    """The row next to it; None: it is the page at that end of the list."""
    below: bool
    """Further down the list, or its end; else further up, or its beginning."""
    newest_first: bool


def page(
    connection: sqlite3.Connection, filter_: Filter, beyond: Beyond, limit: int
) -> list[EventRow]:
    """One page of events, in the order of the list."""
    where = _events(filter_)
    if beyond.key is None:
        rows = events.page(
            connection, where, newest_first=beyond.newest_first != beyond.below, limit=limit
        )
        return rows[::-1] if beyond.below else rows
    later = beyond.below != beyond.newest_first
    side = {"after": beyond.key} if later else {"before": beyond.key}
    return events.page(connection, where, **side, newest_first=beyond.newest_first, limit=limit)


@dataclass(frozen=True, slots=True)
class Amount:
    """How much a filter leaves."""

    records: int
    attempts: int | None
    """That failed, as records tell of them by weight; None: the filter does not ask for these."""


def count(connection: sqlite3.Connection, filter_: Filter) -> Amount:
    """How many events a filter leaves."""
    where = _events(filter_)
    asked = any(term.key == "outcome" and not term.negated for term in filter_.terms)
    attempts = events.failures(connection, where) if asked else None
    return Amount(events.count(connection, where), attempts)


def record(connection: sqlite3.Connection, event: int) -> RawRecord:
    """One record.

    Raises:
        ActionError: It is gone.
    """
    fields = document(connection, event)
    if fields is None:
        raise ActionError(f"there is no record {event}")
    return RawRecord(readable(connection, event), fields, cases.pinned_to(connection, event))


@dataclass(frozen=True, slots=True)
class Explained:
    """A record, and how formats and rules stand to it."""

    record: RawRecord
    format: str | None
    """Of its file."""
    rules: "Explanation"


def explained(connection: sqlite3.Connection, event: int) -> Explained:
    """Judge a record again.

    Raises:
        ActionError: It is gone, or the rules in force are damaged.
    """
    # Imported here: what judges is needed by who asks for it alone.
    from store.rules.telling.explaining import explained as judged

    found = record(connection, event)
    try:
        rules = judged(connection, event, machine_zone())
    except (ValueError, TypeError, KeyError) as error:
        raise ActionError("the rules of this database cannot be read") from error
    if rules is None:
        raise ActionError(f"there is no record {event}")
    return Explained(found, events.format_of(connection, event), rules)


@dataclass(frozen=True, slots=True)
class Near:
    """Records around one, in its own file."""

    rows: list[EventRow]
    filter: Filter
    """All of that file."""


def around(connection: sqlite3.Connection, event: int, count: int) -> Near:
    """The records around one in its file, in the order of the file."""
    rows = events.around(connection, event, count)
    path = events.path_of(connection, event)
    return Near(rows, filtering.of_value("log.file.path", path or ""))


@dataclass(frozen=True, slots=True)
class Arrived:
    """Events that were stored lately."""

    last: int
    """The highest number there is, whether the filter leaves it or not."""
    rows: list[EventRow]
    """In the order in which they were stored."""
    alerts: Mapping[int, Severity]
    """How bad the worst alert is that rests on an event, where one does."""
    missed: int = 0
    """At least so many came besides and are not among them."""


def newest(
    connection: sqlite3.Connection, filter_: Filter, since: int | None, limit: int
) -> Arrived:
    """What was stored after event `since`; None: the events of the latest times."""
    last = last_event(connection)
    if since is None:
        rows = events.page(connection, _events(filter_), newest_first=True, limit=limit)
        return Arrived(last, rows[::-1], alert_queries.resting_on(connection, rows))
    if last <= since:
        return Arrived(last, [], {})
    first = max(since + 1, last - _SPAN)
    where = _events(filtering.arrived(filter_, first, last))
    came = events.latest(connection, where, limit)
    missed = last - since - len(came) if len(came) == limit or first > since + 1 else 0
    return Arrived(last, came, alert_queries.resting_on(connection, came), missed)


_SPAN = 20_000
"""Events that one look goes through: of a flood, only what came last can be watched anyway."""

"""What entity page and bars ask the store; each runs in a lane, on that lane's connection."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC

from app.screens import filtering
from store.filters import times
from store.filters.grammar import Filter
from store.queries import (
    alerts,
    entities,
    events,
    histogram,
    places,
    remarks,
    sessions,
    tops,
)
from store.queries.alerts import AlertRow
from store.queries.conditions import alerts_where, events_where
from store.queries.entities import EntityRow, Neighbourhood
from store.queries.events import EventRow
from store.queries.places import Place
from store.queries.remarks import Remark
from store.queries.sessions import Session
from store.queries.tops import TopRow
from store.times import now
from widgets.view_models import Bins

MOST_ALERTS = 500
MOST_EVENTS = 200
_EACH = 8
"""Related values of each kind."""

BY = {
    "source.ip": "ip",
    "source.domain": "ip",
    "user.name": "user",
    "user.target.name": "user",
    "host.name": "host",
    "user_agent.original": "agent",
    "url.path": "path",
}
"""The fields whose values have a page, and which kind of entity each is."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an entity at once."""

    row: EntityRow
    network: Neighbourhood | None
    place: Place | None
    """Of an address: what the user's own files say of it."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another value in an entity's events."""

    key: str
    """ECS key."""
    row: TopRow


def about(connection: sqlite3.Connection, key: str, value: str) -> About:
    """What tallies say of an entity."""
    by = BY[key]
    where = events_where(filtering.of_value(filtering.TOP_KEYS[by], value), now(), UTC)
    near = entities.neighbourhood(connection, value) if by == "ip" else None
    place = places.place(connection, value) if by == "ip" else None
    return About(entities.entity(connection, by, value, where), near, place)


def remarks_on(connection: sqlite3.Connection, key: str, value: str) -> list[Remark]:
    """What analysts wrote of an entity."""
    return remarks.remarks(connection, BY[key], value)


def seen(connection: sqlite3.Connection, key: str, value: str) -> tuple[int, int] | None:
    """When an entity was first and last seen."""
    row = about(connection, key, value).row
    if row.first_seen is None or row.last_seen is None:
        return None
    return row.first_seen, row.last_seen


def bars(
    connection: sqlite3.Connection, filter_: Filter, within: tuple[int, int] | None, most: int
) -> Bins:
    """How many events of a filter there were when.

    Args:
        connection: For reading.
        filter_: The filter.
        within: First and last time (µs UTC); None: those of all events, or of the filter's span.
        most: Most bars.
    """
    where = events_where(filter_, now(), UTC)
    span = within or bounds(connection, filter_)
    if span is None:
        return Bins(0, 1, ())
    scale = histogram.scale(*span, most)
    counts = histogram.histogram(connection, where, scale)
    return Bins(scale.first, scale.step, tuple(counts))


def bounds(connection: sqlite3.Connection, filter_: Filter) -> tuple[int, int] | None:
    """The time from the first event to the last, as far as the filter's span of time reaches."""
    whole = events.span(connection)
    if whole is None:
        return None
    first, last = whole
    for term in filter_.terms:
        if term.key == "since" and not term.negated:
            first = max(first, times.read(term.values[0].plain, now(), UTC))
        if term.key == "until" and not term.negated:
            last = min(last, times.read(term.values[0].plain, now(), UTC, end=True) - 1)
    return (first, last) if first <= last else None


def sessions_of(
    connection: sqlite3.Connection, filter_: Filter, *, beyond: bool = False
) -> list[Session]:
    """The sessions among the newest events of a filter; `beyond`: with ends that others tell of."""
    return sessions.sessions(connection, events_where(filter_, now(), UTC), beyond=beyond)


def alerts_of(connection: sqlite3.Connection, filter_: Filter) -> list[AlertRow]:
    """The alerts about an entity, or with evidence that is."""
    where = alerts_where(filter_, now(), UTC)
    return alerts.listing(connection, where, limit=MOST_ALERTS)


def events_of(connection: sqlite3.Connection, filter_: Filter) -> list[EventRow]:
    """The newest events of an entity."""
    where = events_where(filter_, now(), UTC)
    return events.page(connection, where, newest_first=True, limit=MOST_EVENTS)


def related(connection: sqlite3.Connection, filter_: Filter, by: str) -> list[Related]:
    """What else there is most of in an entity's events, of one kind."""
    where = events_where(filter_, now(), UTC)
    found = tops.top(connection, by, where, _EACH)
    return [Related(filtering.TOP_KEYS[by], row) for row in found]

"""What the Top tab asks the store; each runs in a lane, on that lane's connection."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC

from app.screens.entity_reads import bounds
from app.screens.top_words import SPARK
from store.filters.grammar import Filter
from store.queries import belongings, histogram, histories, networks, tops
from store.queries.belongings import BELONGINGS, BelongingOrder
from store.queries.conditions import events_where
from store.queries.histogram import Scale
from store.queries.histories import Occurred
from store.queries.tops import Order, TopRow
from store.times import now

NETWORKS = "net"
BY = ("ip", NETWORKS, *(by for by in tops.AXES if by != "ip"))
"""What there are always top lists of."""
DERIVED = frozenset({NETWORKS, *BELONGINGS})
"""What is told from addresses: alerts are not grouped by it, nor are pictures drawn."""
ORDERS: tuple[Order, ...] = ("failures", "events", "alerts", "bytes", "first_seen")


_NETWORK_ORDERS: dict[str, BelongingOrder] = {"events": "events", "first_seen": "first_seen"}
"""Of what such lists can be sorted by, all but failures."""


_TURNED = frozenset({"country", "asn", "list"})
"""Those of them that one comes to by turning from list to list."""


def orders(by: str) -> tuple[Order, ...]:
    """What a list can be sorted by."""
    return ("failures", "events", "first_seen") if by in DERIVED else ORDERS


def top(
    connection: sqlite3.Connection, by: str, filter_: Filter, order: Order, limit: int
) -> list[TopRow]:
    """Who or what there is most of."""
    where = events_where(filter_, now(), UTC)
    if by not in DERIVED:
        return tops.top(connection, by, where, limit, order)
    sorting = _NETWORK_ORDERS.get(order, "failures")
    if by == NETWORKS:
        return networks.networks(connection, where, limit, sorting)
    return belongings.belongings(connection, by, where, limit, sorting)


def kinds(connection: sqlite3.Connection) -> tuple[str, ...]:
    """What there are top lists of: those by countries and the like where files tell of them."""
    return (*BY, *(by for by in belongings.known(connection) if by in _TURNED))


def scale(connection: sqlite3.Connection, filter_: Filter) -> Scale | None:
    """The spans of the little pictures."""
    span = bounds(connection, filter_)
    return None if span is None else histogram.scale(*span, SPARK)


def occurred(
    connection: sqlite3.Connection,
    by: str,
    values: Sequence[str],
    filter_: Filter,
    within: tuple[int, int],
) -> list[Occurred]:
    """How often values occurred in one of the spans."""
    where = events_where(filter_, now(), UTC)
    return histories.occurred(connection, by, values, where, within)

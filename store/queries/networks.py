"""Networks by what came from their addresses: /24 of IPv4, /64 of IPv6."""

import sqlite3
from ipaddress import IPv6Address, IPv6Network, ip_network
from typing import Literal

from store.queries.tops import TopRow, by_address
from store.queries.where import Where

_MAPPED = IPv6Network("::ffff:0:0/96")
_ORDERS = {
    "events": "events DESC",
    "failures": "failures DESC, events DESC",
    "first_seen": "first_seen DESC",
}

NetworkOrder = Literal["events", "failures", "first_seen"]


def networks(
    connection: sqlite3.Connection,
    where: Where,
    limit: int | None,
    order: NetworkOrder = "failures",
) -> list[TopRow]:
    """The networks that most came from. Alerts are not grouped by networks, so none are counted.

    Args:
        connection: For reading.
        where: Over `events e`.
        limit: Most rows; None: all.
        order: What the first row has most of.
    """
    rows = by_address(connection, where)
    found = connection.execute(
        "SELECT iif(substr(packed, 1, 12) = x'00000000000000000000FFFF', substr(packed, 1, 15), "
        "substr(packed, 1, 8)) AS prefix, sum(c.events) AS events, sum(c.failures) AS failures, "
        "min(first) AS first_seen, max(last) "
        f"FROM ({rows.sql}) c JOIN addresses d ON d.id = c.number WHERE packed IS NOT NULL "
        f"GROUP BY prefix {sorting(order)}, prefix LIMIT ?",
        (*rows.parameters, -1 if limit is None else limit),
    )
    return [TopRow(*(_written(prefix), *counts, 0)) for prefix, *counts in found]


def sorting(order: NetworkOrder) -> str:
    """`ORDER BY`, to which what decides between equals has to be added."""
    return f"ORDER BY {_ORDERS[order]}"


def _written(prefix: bytes) -> str:
    """A network as filters take it."""
    first = IPv6Address(prefix.ljust(16, b"\0"))
    if first in _MAPPED:
        return str(ip_network(f"{first.ipv4_mapped}/24"))
    return str(ip_network(f"{first}/64"))

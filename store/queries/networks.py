"""Networks by what came from their addresses: /24 of IPv4, /64 of IPv6."""

import sqlite3
from ipaddress import IPv6Address, IPv6Network, ip_network

from store.queries.belongings import BelongingOrder, summed
from store.queries.tops import TopRow
from store.queries.where import Where

_MAPPED = IPv6Network("::ffff:0:0/96")
_PREFIXED = """
SELECT id AS number, iif(substr(packed, 1, 12) = x'00000000000000000000FFFF',
    substr(packed, 1, 15), substr(packed, 1, 8)) AS value
FROM addresses
"""


def networks(
    connection: sqlite3.Connection,
    where: Where,
    limit: int | None,
    order: BelongingOrder = "failures",
) -> list[TopRow]:
    """The networks that most came from. Alerts are not grouped by networks, so none are counted.

    Args:
        connection: For reading.
        where: Over `events e`.
        limit: Most rows; None: all.
        order: What the first row has most of.
    """
    found = summed(connection, _PREFIXED, where, limit, order)
    return [TopRow(*(_written(prefix), *counts, 0)) for prefix, *counts in found]


def _written(prefix: bytes) -> str:
    """A network as filters take it."""
    first = IPv6Address(prefix.ljust(16, b"\0"))
    if first in _MAPPED:
        return str(ip_network(f"{first.ipv4_mapped}/24"))
    return str(ip_network(f"{first}/64"))

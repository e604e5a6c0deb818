"""Top lists by what addresses belong to: countries, cities, networks (AS), lists, classes."""

import sqlite3
from collections.abc import Mapping

from store.queries.networks import NetworkOrder, sorting
from store.queries.tops import TopRow, by_address
from store.queries.where import Where

_PLACED = "SELECT address AS number, CAST({0} AS TEXT) AS value FROM address_places"
BELONGINGS: Mapping[str, str] = {
    **{name: _PLACED.format(name) for name in ("country", "city", "asn")},
    "org": _PLACED.format("organization"),
    "list": "SELECT DISTINCT n.address AS number, l.name AS value "
    "FROM listings n JOIN lists l ON l.id = n.list",
    "class": "SELECT id AS number, address_class(packed) AS value FROM addresses",
}
"""What can be counted by, as filters call it, and a select of which address belongs to what."""


def belongings(
    connection: sqlite3.Connection,
    by: str,
    where: Where,
    limit: int | None,
    order: NetworkOrder = "failures",
) -> list[TopRow]:
    """What most came from. An address on two lists counts for both; alerts are not counted.

    Args:
        connection: For reading.
        by: One of `BELONGINGS`.
        where: Over `events e`.
        limit: Most rows; None: all.
        order: What the first row has most of.
    """
    rows = by_address(connection, where)
    found = connection.execute(
        "SELECT value, sum(c.events) AS events, sum(c.failures) AS failures, "
        "min(first) AS first_seen, max(last) "
        f"FROM ({rows.sql}) c JOIN ({BELONGINGS[by]}) d ON d.number = c.number "
        f"WHERE value IS NOT NULL GROUP BY value COLLATE NOCASE {sorting(order)}, value LIMIT ?",
        (*rows.parameters, -1 if limit is None else limit),
    )
    return [TopRow(*(*row, 0)) for row in found]


def known(connection: sqlite3.Connection) -> tuple[str, ...]:
    """What the user's files tell of any address; classes need no file."""
    return tuple(
        by
        for by, select in BELONGINGS.items()
        if connection.execute(
            f"SELECT 1 FROM ({select}) WHERE value IS NOT NULL LIMIT 1"
        ).fetchone()
    )

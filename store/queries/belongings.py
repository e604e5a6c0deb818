"""Top lists by what addresses belong to: countries, cities, networks (AS), lists, classes."""

import sqlite3
from collections.abc import Mapping
from typing import Any, Literal

from store.queries.tops import TopRow, by_address
from store.queries.where import Where

_ORDERS = {
    "events": "events DESC",
    "failures": "failures DESC, events DESC",
    "first_seen": "first_seen DESC",
}

BelongingOrder = Literal["events", "failures", "first_seen"]

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
    order: BelongingOrder = "failures",
) -> list[TopRow]:
    """What most came from. An address on two lists counts for both; alerts are not counted.

    Args:
        connection: For reading.
        by: One of `BELONGINGS`.
        where: Over `events e`.
        limit: Most rows; None: all.
        order: What the first row has most of.
    """
    found = summed(connection, BELONGINGS[by], where, limit, order)
    return [TopRow(*(*row, 0)) for row in found]


def summed(
    connection: sqlite3.Connection,
    belonging: str,
    where: Where,
    limit: int | None,
    order: BelongingOrder,
) -> list[tuple[Any, ...]]:
    """Value, events, failures, first and last time (µs UTC) of what addresses belong to.

    Args:
        connection: For reading.
        belonging: A select of `number` (`addresses.id`) and `value`; NULL belongs nowhere.
        where: Over `events e`.
        limit: Most rows; None: all.
        order: What the first row has most of.
    """
    rows = by_address(connection, where)
    return connection.execute(
        "SELECT value, sum(c.events) AS events, sum(c.failures) AS failures, "
        "min(first) AS first_seen, max(last) "
        f"FROM ({rows.sql}) c JOIN ({belonging}) d ON d.number = c.number "
        "WHERE value IS NOT NULL GROUP BY value COLLATE NOCASE "
        f"ORDER BY {_ORDERS[order]}, value LIMIT ?",
        (*rows.parameters, -1 if limit is None else limit),
    ).fetchall()


def known(connection: sqlite3.Connection) -> tuple[str, ...]:
    """What the user's files tell of any address; classes need no file."""
    return tuple(
        by
        for by, select in BELONGINGS.items()
        if connection.execute(
            f"SELECT 1 FROM ({select}) WHERE value IS NOT NULL LIMIT 1"
        ).fetchone()
    )

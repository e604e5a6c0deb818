"""How often each of some values occurred when, for the little pictures beside them."""

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from store.queries.histogram import Scale, during
from store.queries.tops import AXES, CASELESS
from store.queries.where import Where, all_of, bindable


class Occurred(NamedTuple):
    """What a value has to do with a span of time."""

    value: str
    events: int
    bytes: int
    """Sent in answers."""


def occurred(
    connection: sqlite3.Connection,
    by: str,
    values: Sequence[str],
    where: Where,
    within: tuple[int, int],
) -> list[Occurred]:
    """How often each value occurred in a span of time; those that did not are left out.

    Args:
        connection: For reading.
        by: One of `AXES`.
        values: As top lists have them.
        where: Over `events e`.
        within: First time, and the first behind (µs UTC).
    """
    axis = AXES[by]
    collation = "NOCASE" if axis.table in CASELESS else "BINARY"
    numbers = (
        f"SELECT d.id FROM json_each(?) v JOIN {axis.table} d "
        f"ON d.text = v.value COLLATE {collation}"
    )
    listed = json.dumps([bindable(value) for value in values])
    mine = Where(f"e.{axis.column} IN ({numbers})", (listed,))
    wanted = all_of([where, during(*within), mine]).of_events()
    rows = connection.execute(
        "SELECT v.value, sum(c.events), sum(c.bytes) FROM ("
        f"SELECT e.{axis.column} AS number, count(*) AS events, ifnull(sum(e.size), 0) AS bytes "
        f"{wanted.sql} GROUP BY e.{axis.column}) c JOIN {axis.table} d ON d.id = c.number "
        f"JOIN json_each(?) v ON d.text = v.value COLLATE {collation} GROUP BY v.value",
        (*wanted.parameters, listed),
    )
    return [Occurred(*row) for row in rows]


def spans(scale: Scale) -> list[tuple[int, int]]:
    """The spans of a scale, the newest first."""
    return [scale.bounds(at) for at in reversed(range(scale.number))]

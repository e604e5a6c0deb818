"""Who and what there is most of: from running tallies, or counted for a filter."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from store.database.newest import last_event
from store.database.tallies import uncounted_from
from store.queries.shown import SHOWN
from store.queries.where import Where

Order = Literal["events", "failures", "alerts", "first_seen", "bytes"]
"""What the first row has most of."""


@dataclass(frozen=True, slots=True)
class TopRow:
    """A value and what is known of it."""

    value: str
    """The log's own text: not yet safe to draw."""
    events: int
    failures: int
    """Failed events, each by its weight."""
    first_seen: int
    """Microseconds since 1970 UTC."""
    last_seen: int
    alerts: int
    """Alerts that are grouped by this value, whatever the filter; hidden ones aside."""


class _Axis(NamedTuple):
    table: str
    column: str
    fields: tuple[str, ...]
    """Group-by fields of alerts that hold the same values."""


AXES = {
    "ip": _Axis("addresses", "address", ("source.ip", "source.domain")),
    "user": _Axis("accounts", "account", ("user.name",)),
    "path": _Axis("paths", "path", ("url.path",)),
    "agent": _Axis("agents", "agent", ("user_agent.original",)),
    "host": _Axis("hosts", "host", ("host.name",)),
}
"""What can be counted by."""


CASELESS = frozenset({"accounts", "hosts"})
"""Of which names that differ in letter case only are one, as they are in every filter."""


_UNINDEXED = frozenset({"alerts", "first_seen"})
"""Orders for which tallies have no index."""


_BY_ADDRESS = (
    "SELECT e.address AS number, count(*) AS events, sum(iif(e.failed, e.weight, 0)) AS failures, "
    "min(e.ts) AS first, max(e.ts) AS last"
)


def top(
    connection: sqlite3.Connection,
    by: str,
    where: Where | None = None,
    limit: int | None = None,
    order: Order = "events",
) -> list[TopRow]:
    """The values that occur most.

    Args:
        connection: For reading.
        by: One of `AXES`.
        where: Over `events e`; None, or one that leaves nothing out: all events.
        limit: Most rows; None: all.
        order: What is counted; the other count, then the value, decide between equals.
    """
    axis = AXES[by]
    wanted = -1 if limit is None else limit
    if where is not None and where.sql:
        rows = _sorted(connection, axis, _counted(axis, where), wanted, order)
    elif order == "bytes":
        rows = _sorted(connection, axis, _sized(axis), wanted, order)
    elif axis.table in CASELESS or order in _UNINDEXED or _is_behind(connection):
        rows = _sorted(connection, axis, _summed(connection, axis), wanted, order)
    else:
        rows = _tallied(connection, axis, wanted, order)
    alerts = _alerts(connection, axis, [row[0] for row in rows])
    return [TopRow(*(*row, alerts.get(row[0], 0))) for row in rows]


def _tallied(
    connection: sqlite3.Connection, axis: _Axis, limit: int, order: Order
) -> list[tuple[Any, ...]]:
    """From a dimension's tallies, along their indexes: those that failed, then the others."""
    columns = "text, events, failures, first_seen, last_seen"
    if order == "events":
        sql = f"SELECT {columns} FROM {axis.table} WHERE events > 0 {_sorting(order)} LIMIT ?"
        return connection.execute(sql, (limit,)).fetchall()
    failed = connection.execute(
        f"SELECT {columns} FROM {axis.table} WHERE failures > 0 {_sorting(order)} LIMIT ?",
        (limit,),
    ).fetchall()
    others = connection.execute(
        f"SELECT {columns} FROM {axis.table} WHERE failures = 0 AND events > 0 "
        f"{_sorting('events')} LIMIT ?",
        (limit if limit < 0 else limit - len(failed),),
    ).fetchall()
    return failed + others


def _sorted(
    connection: sqlite3.Connection, axis: _Axis, rows: Where, limit: int, order: Order
) -> list[tuple[Any, ...]]:
    """Of named rows those that are wanted most, without their bytes."""
    fields = json.dumps(axis.fields) if order == "alerts" else "[]"
    return connection.execute(
        "WITH alerted AS MATERIALIZED (SELECT g.value, count(DISTINCT a.id) AS alerts "
        "FROM alert_groups g JOIN alerts a ON a.id = g.alert "
        "WHERE g.field IN (SELECT value FROM json_each(?)) AND a.merged_into IS NULL "
        f"AND {SHOWN} GROUP BY g.value) "
        "SELECT text, events, failures, first_seen, last_seen "
        f"FROM ({rows.sql}) t LEFT JOIN alerted ON alerted.value = t.text "
        f"{_sorting(order)} LIMIT ?",
        (fields, *rows.parameters, limit),
    ).fetchall()


def _summed(connection: sqlite3.Connection, axis: _Axis) -> Where:
    """From tallies, and from the events that an import under way has not added to them yet.

    Accounts of one name in several domains are one user here, as they are in every filter.
    """
    grouping = _one_name("text", axis) if axis.table in CASELESS else "id"
    return Where(
        "SELECT text, sum(events) AS events, sum(failures) AS failures, "
        "min(first_seen) AS first_seen, max(last_seen) AS last_seen, 0 AS bytes FROM ("
        f"SELECT id, text, events, failures, first_seen, last_seen FROM {axis.table} "
        "WHERE events > 0 UNION ALL "
        "SELECT d.id, d.text, count(*), sum(iif(e.failed, e.weight, 0)), min(e.ts), max(e.ts) "
        f"FROM events e CROSS JOIN {axis.table} d ON d.id = e.{axis.column} WHERE e.id > ? "
        f"GROUP BY d.id) GROUP BY {grouping}",
        (uncounted_from(connection),),
    )


def _counted(axis: _Axis, where: Where) -> Where:
    """By going through the events that the filter wants."""
    wanted = where.of_events(Where(f"e.{axis.column} IS NOT NULL"))
    grouped = (
        f"SELECT e.{axis.column} AS number, count(*) AS events, "
        "sum(iif(e.failed, e.weight, 0)) AS failures, min(e.ts) AS first, max(e.ts) AS last, "
        f"ifnull(sum(e.size), 0) AS bytes {wanted.sql} GROUP BY e.{axis.column}"
    )
    return Where(
        "SELECT d.text AS text, sum(c.events) AS events, sum(c.failures) AS failures, "
        "min(c.first) AS first_seen, max(c.last) AS last_seen, sum(c.bytes) AS bytes "
        f"FROM ({grouped}) c JOIN {axis.table} d ON d.id = c.number "
        f"GROUP BY {_one_name('d.text', axis)}",
        wanted.parameters,
    )


def _sized(axis: _Axis) -> Where:
    """From tallies, with the bytes of all facts, also of those that are not in the tallies yet."""
    facts = "facts f" if axis.column != "host" else "facts f CROSS JOIN stems s ON s.id = f.stem"
    column = f"f.{axis.column}" if axis.column != "host" else "s.host"
    return Where(
        "SELECT d.text AS text, sum(d.events) AS events, sum(d.failures) AS failures, "
        "min(d.first_seen) AS first_seen, max(d.last_seen) AS last_seen, sum(c.bytes) AS bytes "
        f"FROM (SELECT {column} AS number, ifnull(sum(f.size), 0) AS bytes FROM {facts} "
        f"WHERE {column} IS NOT NULL GROUP BY {column}) c "
        f"JOIN {axis.table} d ON d.id = c.number WHERE d.events > 0 "
        f"GROUP BY {_one_name('d.text', axis)}"
    )


def by_address(connection: sqlite3.Connection, where: Where) -> Where:
    """A select of every address's number, events, failures, first and last time."""
    if where.sql:
        wanted = where.of_events(Where("e.address IS NOT NULL"))
        return Where(f"{_BY_ADDRESS} {wanted.sql} GROUP BY e.address", wanted.parameters)
    return Where(
        "SELECT id AS number, events, failures, first_seen AS first, last_seen AS last "
        "FROM addresses WHERE events > 0 "
        f"UNION ALL {_BY_ADDRESS} FROM events e WHERE e.id > ? GROUP BY e.address",
        (uncounted_from(connection),),
    )


def _is_behind(connection: sqlite3.Connection) -> bool:
    """Whether there are events that the tallies do not include."""
    return last_event(connection) > uncounted_from(connection)


def _sorting(order: Order) -> str:
    if order == "failures":
        return "ORDER BY failures DESC, events DESC, text"
    if order == "events":
        return "ORDER BY events DESC, text"
    return f"ORDER BY {order} DESC, failures DESC, events DESC, text"


def _one_name(column: str, axis: _Axis) -> str:
    return f"{column} COLLATE NOCASE" if axis.table in CASELESS else column


def _alerts(connection: sqlite3.Connection, axis: _Axis, values: Sequence[str]) -> dict[str, int]:
    """How many alerts are grouped by each value; hidden ones are not counted."""
    marks = ", ".join("?" * len(axis.fields))
    rows = connection.execute(
        "SELECT g.value, count(DISTINCT a.id) FROM json_each(?) wanted "
        f"JOIN alert_groups g ON g.field IN ({marks}) AND g.value = wanted.value "
        f"JOIN alerts a ON a.id = g.alert WHERE a.merged_into IS NULL AND {SHOWN} "
        "GROUP BY g.value",
        (json.dumps(values), *axis.fields),
    )
    return {value: int(number) for value, number in rows}

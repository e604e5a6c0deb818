"""Who and what there is most of: from running tallies, or counted for a filter."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from store.database.newest import last_event
from store.database.tallies import uncounted_from
from store.queries.where import Where

Order = Literal["events", "failures"]
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
    """Alerts that are grouped by this value, whatever the filter; silenced ones aside."""


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


_CASELESS = frozenset({"accounts", "hosts"})
"""Of which names that differ in letter case only are one, as they are in every filter."""


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
        rows = _counted(connection, axis, where, wanted, order)
    elif axis.table in _CASELESS or _is_behind(connection):
        rows = _summed(connection, axis, wanted, order)
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


def _summed(
    connection: sqlite3.Connection, axis: _Axis, limit: int, order: Order
) -> list[tuple[Any, ...]]:
    """From tallies, and from the events that an import under way has not added to them yet.

    Accounts of one name in several domains are one user here, as they are in every filter.
    """
    counted = uncounted_from(connection)
    return connection.execute(
        "SELECT text, sum(events) AS events, sum(failures) AS failures, min(first_seen), "
        "max(last_seen) FROM ("
        f"SELECT id, text, events, failures, first_seen, last_seen FROM {axis.table} "
        "WHERE events > 0 UNION ALL "
        "SELECT d.id, d.text, count(*), sum(iif(e.failed, e.weight, 0)), min(e.ts), max(e.ts) "
        f"FROM events e CROSS JOIN {axis.table} d ON d.id = e.{axis.column} WHERE e.id > ? "
        f"GROUP BY d.id) GROUP BY {_one_name('text', axis) if axis.table in _CASELESS else 'id'} "
        f"{_sorting(order)} LIMIT ?",
        (counted, limit),
    ).fetchall()


def _counted(
    connection: sqlite3.Connection, axis: _Axis, where: Where, limit: int, order: Order
) -> list[tuple[Any, ...]]:
    """By going through the events that the filter wants."""
    wanted = where.of_events(Where(f"e.{axis.column} IS NOT NULL"))
    grouped = (
        f"SELECT e.{axis.column} AS number, count(*) AS events, "
        "sum(iif(e.failed, e.weight, 0)) AS failures, min(e.ts) AS first, max(e.ts) AS last "
        f"{wanted.sql} GROUP BY e.{axis.column}"
    )
    return connection.execute(
        "SELECT d.text AS text, sum(c.events) AS events, sum(c.failures) AS failures, "
        f"min(c.first), max(c.last) FROM ({grouped}) c JOIN {axis.table} d ON d.id = c.number "
        f"GROUP BY {_one_name('d.text', axis)} {_sorting(order)} LIMIT ?",
        (*wanted.parameters, limit),
    ).fetchall()


def _is_behind(connection: sqlite3.Connection) -> bool:
    """Whether there are events that the tallies do not include."""
    return last_event(connection) > uncounted_from(connection)


def _sorting(order: Order) -> str:
    if order == "failures":
        return "ORDER BY failures DESC, events DESC, text"
    return "ORDER BY events DESC, text"


def _one_name(column: str, axis: _Axis) -> str:
    return f"{column} COLLATE NOCASE" if axis.table in _CASELESS else column


def _alerts(connection: sqlite3.Connection, axis: _Axis, values: Sequence[str]) -> dict[str, int]:
    """How many alerts are grouped by each value; those that a silence hides are not counted."""
    marks = ", ".join("?" * len(axis.fields))
    rows = connection.execute(
        "SELECT g.value, count(DISTINCT a.id) FROM json_each(?) wanted "
        f"JOIN alert_groups g ON g.field IN ({marks}) AND g.value = wanted.value "
        "JOIN alerts a ON a.id = g.alert WHERE a.merged_into IS NULL AND a.silence IS NULL "
        "GROUP BY g.value",
        (json.dumps(values), *axis.fields),
    )
    return {value: int(number) for value, number in rows}

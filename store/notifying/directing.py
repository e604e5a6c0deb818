"""Decide who is to be told of what happened, and from when on."""

import json
import sqlite3
from datetime import UTC

from store.filters.grammar import parse
from store.notifying.notices import Kind
from store.notifying.policy import Policy, Receiver
from store.notifying.repeated import forget_repeated
from store.queries.conditions import alerts_where
from store.queries.where import EVERYTHING, Where

_NEWS = (Kind.OPENED, Kind.REOPENED, Kind.WOKEN, Kind.RAISED)
"""What is told at once; an escalation begins with it."""


def direct(connection: sqlite3.Connection, policy: Policy, now: int) -> None:
    """Make of what happened what each receiver is to be told; forget receivers that there were.

    Args:
        connection: In a transaction of the writer, with the SQL functions of readers.
        policy: Who is to be told.
        now: The clock (µs UTC), for filters.

    Raises:
        FilterError: A receiver's filter cannot be understood.
    """
    forget_repeated(connection)
    for receiver in policy.receivers:
        wanted = filtered(receiver.filter, now)
        if receiver.is_escalation:
            _add(connection, receiver, wanted, _NEWS, Kind.UNACKNOWLEDGED, receiver.after)
        else:
            for kind in _NEWS:
                _add(connection, receiver, wanted, (kind,), kind, receiver.group_wait)
            _add_growth(connection, receiver, wanted)
        if receiver.recovered:
            for kind in (Kind.RECOVERED, Kind.WITHDRAWN):
                _add(connection, receiver, EVERYTHING, (kind,), kind, receiver.group_wait)
    names = json.dumps([each.name for each in policy.receivers])
    connection.execute(
        "DELETE FROM notices WHERE receiver NOT IN (SELECT value FROM json_each(?))", (names,)
    )


def filtered(text: str, now: int) -> Where:
    """The alerts `a` that a filter wants; without a filter all.

    Raises:
        FilterError: It cannot be understood.
    """
    return alerts_where(parse(text), now, UTC) if text else EVERYTHING


_ABOUT = (
    "FROM notices n CROSS JOIN alerts a ON a.id = n.alert "
    "LEFT JOIN told t ON t.alert = a.id AND t.receiver = ?"
)


def _add(
    connection: sqlite3.Connection,
    receiver: Receiver,
    wanted: Where,
    kinds: tuple[Kind, ...],
    told_as: Kind,
    wait: int,
) -> None:
    """Let a receiver be told of some kinds of notices; what is critical waits for nothing."""
    bypass = "" if told_as is Kind.UNACKNOWLEDGED else "AND a.severity <> 'critical'"
    clause = wanted.clause(
        "n.receiver = ''",
        "n.kind IN (SELECT value FROM json_each(?))",
        "a.severity IN (SELECT value FROM json_each(?))",
    )
    connection.execute(
        "INSERT OR IGNORE INTO notices (receiver, alert, kind, at, due) "
        f"SELECT ?, n.alert, ?, n.at, n.at + iif(1 {bypass}, ?, 0) {_ABOUT} {clause}",
        (
            receiver.name,
            told_as,
            wait,
            receiver.name,
            *wanted.parameters,
            json.dumps(kinds),
            json.dumps(receiver.severities),
        ),
    )


def _add_growth(connection: sqlite3.Connection, receiver: Receiver, wanted: Where) -> None:
    """Let a receiver be told again of what grows, and for the first time of what it never was."""
    clause = wanted.clause(
        "n.receiver = ''", "n.kind = 'updated'", "a.severity IN (SELECT value FROM json_each(?))"
    )
    repeated = "t.alert IS NOT NULL"
    connection.execute(
        "INSERT OR IGNORE INTO notices (receiver, alert, kind, at, due) "
        f"SELECT ?, n.alert, iif({repeated}, 'updated', 'opened'), n.at, "
        f"iif({repeated}, max(n.at, t.at + ?), n.at + ?) {_ABOUT} {clause} "
        f"AND (? OR NOT {repeated})",
        (
            receiver.name,
            receiver.repeat,
            receiver.group_wait,
            receiver.name,
            *wanted.parameters,
            json.dumps(receiver.severities),
            receiver.repeat > 0,
        ),
    )

"""What a message says to programs: the worst alerts as records, the others counted."""

import sqlite3
from dataclasses import asdict
from typing import Any

from app.notifying.counted import counted
from app.notifying.headlines import news
from store.notifying.planning import Unit
from store.notifying.waiting import Item
from store.queries import alerts
from store.queries.alerts import AlertRow
from store.times import iso

MOST_RECORDS = 200
"""Alerts that a program is told everything of."""


def row_of(connection: sqlite3.Connection, item: Item) -> AlertRow | None:
    """An alert as it stands; None for one that turned out to be none."""
    return None if item.is_none else alerts.get(connection, item.alert)


def data(connection: sqlite3.Connection, unit: Unit) -> dict[str, Any]:
    """The message for programs; the keys of an alert are those of `blotter alerts`."""
    worst = sorted(unit.items, key=lambda item: -item.severity.rank)
    found = {
        "severity": str(worst[0].severity),
        "total": len(unit.items),
        "earlier": unit.earlier,
    }
    if all(target.channel == "mail" for target in unit.receiver.targets):
        return found
    full = [] if unit.is_digest else worst[:MOST_RECORDS]
    rows = [
        (item, row)
        for item in full
        if (row := None if item.is_none else alerts.get(connection, item.alert))
    ]
    others = [item.alert for item in worst if item.alert not in {row.id for _, row in rows}]
    found["alerts"] = [{"news": news(item), **_record(row)} for item, row in rows]
    found["rest"] = [asdict(row) for row in counted(connection, others)]
    return found


_KEYS = (
    *("id", "rule_id", "rule_title", "severity", "condition", "status", "reason", "assignee"),
    *("group", "first_seen", "last_seen", "opened_at", "count", "peak", "techniques", "tags"),
    "evidence",
)


def _record(row: AlertRow) -> dict[str, Any]:
    said = asdict(row)
    times = {key: iso(said[key]) for key in ("first_seen", "last_seen", "opened_at")}
    return {key: times.get(key, said[key]) for key in _KEYS}

"""Alerts that a message does not tell in full, counted by rule."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.notifying.words import cut
from store.model import Severity
from store.text import safe

MOST_ROWS = 40
"""Rows; a last one holds what is left."""


@dataclass(frozen=True, slots=True)
class Row:
    """Alerts of one rule that are not told in full."""

    severity: str
    title: str
    alerts: int
    events: int


def counted(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[Row]:
    """Alerts counted by rule, the worst and most first; a last row holds what does not fit."""
    rows = connection.execute(
        "SELECT a.severity, ifnull(r.title, ''), count(*), sum(a.count) FROM json_each(?) w "
        "CROSS JOIN alerts a ON a.id = w.value LEFT JOIN rules r ON r.id = a.rule GROUP BY 1, 2",
        (json.dumps(list(ids)),),
    ).fetchall()
    rows.sort(key=lambda row: (-Severity(row[0]).rank, -row[2], row[1]))
    for severity, title, count, events in rows[:MOST_ROWS]:
        yield Row(severity, cut(safe(title)), count, events)
    left = rows[MOST_ROWS:]
    if left:
        yield Row("", f"{len(left)} more", sum(x[2] for x in left), sum(x[3] for x in left))

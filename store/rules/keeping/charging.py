"""Enter into the database what rules cost; one that fails again and again is set aside."""

import sqlite3
from collections.abc import Sequence

from store.rules.alerting import setting_aside
from store.rules.alerting.changes import Changes
from store.rules.matching.costs import Cost

_ENTER = """
INSERT INTO rule_costs (rule, since, time, hits, last_hit, failures) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (rule) DO UPDATE SET
    time = time + excluded.time,
    hits = hits + excluded.hits,
    last_hit = max(ifnull(last_hit, excluded.last_hit), ifnull(excluded.last_hit, last_hit)),
    failures = failures + excluded.failures
"""


def enter(connection: sqlite3.Connection, first: int, costs: Sequence[Cost], now: int) -> Changes:
    """Add what a batch cost.

    Args:
        connection: In the transaction that writes the batch's events.
        first: `events.id` of its first record.
        costs: What `Judging` said of the batch.
        now: The clock (µs UTC).

    Returns:
        The alerts about rules that were set aside for it.
    """
    connection.executemany(
        _ENTER,
        [(each.rule, first - 1, each.time, each.hits, each.last, each.failures) for each in costs],
    )
    changes = Changes()
    for each in costs:
        if each.failures:
            changes.add(setting_aside.consider(connection, each, now))
    return changes

"""How the rules of a database stand: what they hit, what they cost, and what became of them."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

_STANDINGS = """
SELECT r.uuid, r.error, c.hits, ifnull(a.alerts, 0),
    max(ifnull(c.last_hit, a.last_seen), ifnull(a.last_seen, c.last_hit)),
    CAST(c.time AS REAL) / nullif(max(ifnull(j.event, 0) - c.since, 0), 0), ifnull(c.failures, 0)
FROM rules r LEFT JOIN rule_costs c ON c.rule = r.id LEFT JOIN judged j ON j.rule = r.id
LEFT JOIN (
    SELECT rule, count(*) AS alerts, max(last_seen) AS last_seen FROM alerts
    WHERE merged_into IS NULL AND folds = 0 GROUP BY rule
) a ON a.rule = r.id
WHERE r.active
"""

_HITS = """
SELECT h.ts, g.key, sum(h.n) FROM rules r LEFT JOIN ledgers l ON l.rule = r.id
JOIN groups g ON g.rule = ifnull(l.keeper, r.id) JOIN hits h ON h.grp = g.id AND h.event > 0
WHERE g.id NOT IN (SELECT grp FROM alerts WHERE folds > 0) AND r.active AND r.uuid = ?
GROUP BY h.ts, g.id ORDER BY h.ts DESC, g.id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a rule in force."""

    error: str | None
    """Why it was set aside."""
    hits: int | None
    """Records; None: it was not measured."""
    alerts: int
    last_hit: int | None
    """Microseconds since 1970 UTC."""
    cost: float | None
    """Microseconds of processor time for 1,000 events."""
    failures: int
    """How often it overran its time limit."""


@dataclass(frozen=True, slots=True)
class HitRow:
    """What a rule counted at one instant in one group. Texts of the group are the log's own."""

    time: int
    """Microseconds since 1970 UTC."""
    group: Mapping[str, str | int]
    count: int


def standings(connection: sqlite3.Connection) -> dict[str, Standing]:
    """How each rule in force stands, by its uuid."""
    rows = connection.execute(_STANDINGS)
    return {uuid: Standing(*values) for uuid, *values in rows}


def last_hits(connection: sqlite3.Connection, uuid: str, limit: int) -> list[HitRow]:
    """What a rule counted last, the latest first; none of one that keeps no ledger."""
    rows = connection.execute(_HITS, (uuid, limit))
    return [HitRow(time, json.loads(key), count) for time, key, count in rows]

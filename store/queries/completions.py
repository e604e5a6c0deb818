"""Values that a filter may ask for, the frequent ones first."""

import sqlite3
from collections.abc import Iterator
from itertools import islice

from store.filters import keys
from store.filters.patterns import exactly
from store.queries.where import like

_LOOKED_AT = 20_000
"""Values of a dimension that are looked through: the most frequent."""
_SPANS = ("15m", "1h", "4h", "24h", "7d", "30d", "today", "yesterday")
_TABLES = {
    "ip": "addresses",
    "user": "accounts",
    "target": "accounts",
    "host": "hosts",
    "site": "hosts",
    "path": "paths",
    "agent": "agents",
}
_COLUMNS = frozenset(
    {
        *("action", "category", "dataset", "method", "code", "program"),
        *("level", "channel", "provider", "module", "status"),
    }
)
"""Keys that are columns of `kinds` of the same name."""
_SELECTS = {
    "source": "SELECT path FROM sources",
    "rule": "SELECT title FROM rules WHERE active",
    "group": "SELECT value FROM alert_groups",
    "assignee": "SELECT assignee FROM alerts",
    "reason": "SELECT reason FROM alerts",
}


def values(connection: sqlite3.Connection, key: str, prefix: str, limit: int) -> list[str]:
    """Values of a key: those that begin so, then those that contain it.

    Args:
        connection: For reading.
        key: The name of a filter's key.
        prefix: What was typed of the value.
        limit: Most values.
    """
    fixed = keys.KEYS[key].words or (_SPANS if key in ("since", "until") else ())
    if fixed:
        return [str(word) for word in fixed if str(word).startswith(prefix.lower())][:limit]
    select = _select(key)
    if select is None:
        return []
    pattern = exactly(prefix)
    found = dict.fromkeys(_matching(connection, select, f"{like(pattern)}%", limit))
    if len(found) < limit and prefix:
        found |= dict.fromkeys(_matching(connection, select, like(pattern, "%"), limit))
    return list(islice(found, limit))


def _select(key: str) -> str | None:
    if key in _TABLES:
        table = _TABLES[key]
        return f"SELECT text FROM {table} WHERE events > 0 ORDER BY events DESC LIMIT {_LOOKED_AT}"
    if key in _COLUMNS:
        return f"SELECT {key} FROM kinds"
    return _SELECTS.get(key)


def _matching(
    connection: sqlite3.Connection, select: str, pattern: str, limit: int
) -> Iterator[str]:
    """Each value once, in the order of the select as far as that has one."""
    rows = connection.execute(
        f"WITH some (value) AS ({select}), numbered AS MATERIALIZED "
        "(SELECT value, row_number() OVER () AS at FROM some) "
        "SELECT value FROM numbered WHERE value LIKE ? ESCAPE '\\' "
        "GROUP BY value ORDER BY min(at) LIMIT ?",
        (pattern, limit),
    )
    return (str(value) for (value,) in rows)

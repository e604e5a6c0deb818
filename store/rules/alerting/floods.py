"""Floods: many alerts of one rule that begin on one day are shown as one, which stands for all.

Whoever sends each request from another address makes an alert of each. From `MANY` on, those of a
day (UTC) are folded into one: lists leave them out, and it has their evidence. What is folded
depends on the alerts alone, not on when they came, and happens in their transaction. An alert that
somebody has decided about is shown all the same; one that a silence hides is no part of a flood.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from store.model import Severity
from store.rules.alerting.changes import Changes
from store.rules.ledgers.ledger import Groups

MANY = 50
"""Alerts of one rule and day that are a flood."""
KEY = "flood"
"""Stands in the group of a flood in the place of the fields that its alerts are told apart by."""
_DAY = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BEGINS = f"first_seen - (first_seen % {_DAY} + {_DAY}) % {_DAY}"
_MEMBERS = (
    f"rule = :rule AND first_seen >= :begins AND first_seen < :begins + {_DAY} "
    "AND merged_into IS NULL AND folds = 0 AND silence IS NULL"
)


class _Day(NamedTuple):
    """A day of a rule."""

    rule: int
    """`rules.id`"""
    begins: int
    """µs UTC"""


class _Flood(NamedTuple):
    """What alerts of a day come to."""

    first_seen: int
    last_seen: int
    counted: int
    folds: int
    peak: int
    """How many groups they are of."""


def fold(
    connection: sqlite3.Connection, touched: Collection[int], changes: Changes, now: int
) -> set[int]:
    """Fold alerts into floods, and bring these up to what happened.

    Args:
        connection: In the transaction in which it happened.
        touched: Alerts that were opened, grew, were put together, or were silenced.
        changes: What happened. Floods are added, and what is folded is taken away.
        now: The clock (µs UTC), for `opened_at`.

    Returns:
        The floods that were opened or grew, and the alerts that stand for themselves again.
    """
    days = _days(connection, touched) if touched else []
    floods: set[int] = set()
    for day in days:
        floods |= _settle(connection, day, touched, changes, now)
    if floods:
        hidden = _hidden(connection, changes.opened | changes.updated)
        changes.opened -= hidden
        changes.updated -= hidden
    return floods


def _hidden(connection: sqlite3.Connection, alerts: Collection[int]) -> set[int]:
    """Those of some alerts that lists leave out."""
    rows = connection.execute(
        "SELECT id FROM alerts WHERE id IN (SELECT value FROM json_each(?)) "
        "AND folded IS NOT NULL AND decision = 0",
        (_listed(alerts),),
    )
    return {number for (number,) in rows}


def _days(connection: sqlite3.Connection, alerts: Collection[int]) -> list[_Day]:
    """The days to which some alerts belong, or did, and that are a flood, or were."""
    rows = connection.execute(
        "WITH some AS MATERIALIZED (SELECT a.* FROM json_each(?) w JOIN alerts a ON a.id = w.value)"
        f"SELECT rule, {_BEGINS} FROM some WHERE evidence > 0 GROUP BY 1, 2 UNION "
        f"SELECT rule, {_BEGINS} FROM alerts WHERE id IN (SELECT folded FROM some)",
        (_listed(alerts),),
    )
    days = [_Day(*row) for row in rows.fetchall()]
    return [day for day in days if _is_flooded(connection, day) or _flood(connection, day)]


def _is_flooded(connection: sqlite3.Connection, day: _Day) -> bool:
    row = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM alerts WHERE {_MEMBERS} LIMIT {MANY})",
        day._asdict(),
    ).fetchone()
    return int(row[0]) >= MANY


def _flood(connection: sqlite3.Connection, day: _Day) -> int | None:
    """The alert that stands for a day's, if there is one."""
    row = connection.execute(
        f"SELECT id FROM alerts WHERE rule = :rule AND first_seen >= :begins "
        f"AND first_seen < :begins + {_DAY} AND merged_into IS NULL AND folds > 0",
        day._asdict(),
    ).fetchone()
    return int(row[0]) if row else None


def _settle(
    connection: sqlite3.Connection,
    day: _Day,
    touched: Collection[int],
    changes: Changes,
    now: int,
) -> set[int]:
    """Make the flood of one day what its alerts come to; gives it, or what was folded into it."""
    flood = _flood(connection, day)
    if not _is_flooded(connection, day):
        if flood is None:
            return set()
        changes.add(Changes(merged={flood}))
        return _end(connection, flood)
    is_new = flood is None
    if flood is None:
        flood = _begin(connection, day, now)
    _enter(connection, flood, _take_in(connection, day, flood, touched))
    regressed = _amount(connection, day, flood)
    changes.add(Changes(opened={flood}) if is_new or regressed else Changes(updated={flood}))
    return {flood}


def _begin(connection: sqlite3.Connection, day: _Day, now: int) -> int:
    """Open the alert that stands for a day's; what it counts is filled in behind it."""
    (spec,) = connection.execute("SELECT spec FROM rules WHERE id = ?", (day.rule,)).fetchone()
    fields: list[str] = json.loads(spec)["group_by"]
    what = "sources" if any(field.startswith("source.") for field in fields) else "groups"
    date = (_EPOCH + timedelta(microseconds=day.begins)).date()
    value = f"many {what} on {date.isoformat()}"
    numbered = Groups().numbers(connection, day.rule, [json.dumps({KEY: value})])
    (group,) = numbered.numbers
    connection.execute("DELETE FROM hits WHERE grp = ?", (group,))
    (flood,) = connection.execute(
        "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, peak, "
        "evidence, folds) SELECT id, ?1, severity, ?2, ?2, ?3, 0, 0, 0, 1 FROM rules WHERE id = ?4 "
        "RETURNING id",
        (group, day.begins, now, day.rule),
    ).fetchone()
    connection.execute(
        "INSERT INTO alert_groups (field, value, alert) VALUES (?, ?, ?)", (KEY, value, flood)
    )
    return int(flood)


def _end(connection: sqlite3.Connection, flood: int) -> set[int]:
    """Take back a flood that turned out to be none: gives its alerts, which stand alone."""
    freed = connection.execute(
        "UPDATE alerts SET folded = NULL WHERE folded = ? RETURNING id", (flood,)
    ).fetchall()
    connection.execute(
        "UPDATE alerts SET merged_into = 0, folds = 0, rev = rev + 1 WHERE id = ?", (flood,)
    )
    return {number for (number,) in freed}


def _take_in(
    connection: sqlite3.Connection, day: _Day, flood: int, touched: Collection[int]
) -> list[int]:
    """Fold a day's alerts; gives those whose evidence the flood may lack."""
    about = day._asdict() | {"flood": flood}
    gone = connection.execute(
        f"UPDATE alerts SET folded = NULL WHERE folded = :flood AND NOT ({_MEMBERS})", about
    ).rowcount
    fresh = connection.execute(
        f"UPDATE alerts SET folded = :flood WHERE {_MEMBERS} AND folded IS NOT :flood RETURNING id",
        about,
    ).fetchall()
    if gone:  # what they brought is not told from what others did
        connection.execute(
            "DELETE FROM hits WHERE grp = (SELECT grp FROM alerts WHERE id = ?)", (flood,)
        )
        rows = connection.execute("SELECT id FROM alerts WHERE folded = ?", (flood,))
        return [number for (number,) in rows]
    return [*touched, *(number for (number,) in fresh)]


def _enter(connection: sqlite3.Connection, flood: int, parts: Iterable[int]) -> None:
    """Enter the evidence of folded alerts into a flood's ledger."""
    connection.execute(
        "INSERT INTO hits (grp, ts, slot, event, n) "
        "SELECT f.grp, h.ts, h.slot, h.event, h.n FROM json_each(?) w "
        "CROSS JOIN alerts a ON a.id = w.value AND a.folded = ? "
        "CROSS JOIN hits h ON h.grp = a.grp AND h.ts BETWEEN a.first_seen AND a.last_seen "
        "AND h.event > 0 CROSS JOIN alerts f ON f.id = a.folded WHERE true "
        "ON CONFLICT (grp, ts, slot, event) DO UPDATE SET n = max(n, excluded.n)",
        (_listed(parts), flood),
    )


def _amount(connection: sqlite3.Connection, day: _Day, flood: int) -> bool:
    """Write down what a flood comes to; gives whether it was closed and is new again."""
    found = _Flood(
        *connection.execute(
            "SELECT min(first_seen), max(last_seen), sum(count), count(*), count(DISTINCT grp) "
            "FROM alerts WHERE folded = ?",
            (flood,),
        ).fetchone()
    )
    before = connection.execute(
        "SELECT first_seen, last_seen, count, folds, peak, status, grp FROM alerts WHERE id = ?",
        (flood,),
    ).fetchone()
    (reopen,) = connection.execute(
        "SELECT json_extract(spec, '$.reopen') FROM rules WHERE id = ?", (day.rule,)
    ).fetchone()
    regressed = bool(before[5] == "closed" and found.counted > before[2] and reopen != "extend")
    connection.execute(
        "UPDATE alerts SET first_seen = ?, last_seen = ?, count = ?, folds = ?, peak = ?, "
        "severity = ?, evidence = (SELECT count(DISTINCT event) FROM hits WHERE grp = ?), "
        "rev = rev + 1, status = iif(?, 'new', status), reason = iif(?, NULL, reason), "
        "reopened = reopened + ? WHERE id = ?",
        (*found, _severity(connection, flood), before[6], *[regressed] * 3, flood),
    )
    return regressed


def _severity(connection: sqlite3.Connection, flood: int) -> Severity:
    """How bad the worst of a flood is."""
    rows = connection.execute("SELECT DISTINCT severity FROM alerts WHERE folded = ?", (flood,))
    return max((Severity(text) for (text,) in rows), key=lambda each: each.rank)


def _listed(alerts: Iterable[int]) -> str:
    return json.dumps(sorted(set(alerts)))

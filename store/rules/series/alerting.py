"""Alerts about what is unusual, made the same as what was found, wherever that has changed."""

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from store.model import Severity
from store.rules.alerting.changes import Changes
from store.rules.compiled import CompiledRule, Reopen
from store.rules.counting.heard import Instant
from store.rules.ledgers import ledger


class Found(NamedTuple):
    """What an alert is about."""

    first: int
    """Microseconds since 1970 UTC."""
    last: int
    hits: int
    peak: int
    recovered: int | None
    """From when on all was well again; None: that has not come yet."""
    seen: Sequence[Instant] = ()
    """What was counted in it, as far as that is to be entered as evidence."""


class Stored(NamedTuple):
    """An alert as it is stored."""

    id: int
    first: int
    last: int
    hits: int
    peak: int
    recovered: int | None
    evidence: int
    status: str


class Group(NamedTuple):
    """Whose alerts they are."""

    number: int
    """`groups.id`"""
    rule: int
    """`rules.id`"""
    asked: CompiledRule


def stored(connection: sqlite3.Connection, group: int, since: int) -> list[Stored]:
    """The alerts of a group that end at some point in time or later, or go on, in order."""
    rows = connection.execute(
        "SELECT id, first_seen, last_seen, count, peak, recovered_at, evidence, status "
        "FROM alerts WHERE grp = ? AND merged_into IS NULL "
        "AND (last_seen >= ? OR recovered_at IS NULL) ORDER BY first_seen",
        (group, since),
    )
    return [Stored(*row) for row in rows]


def make(
    connection: sqlite3.Connection,
    group: Group,
    known: Sequence[Stored],
    found: Sequence[Found],
    now: int,
) -> Changes:
    """Make alerts the same as what was found; one that turns out to be none keeps its row.

    Args:
        connection: In a transaction.
        group: Whose they are.
        known: All alerts of the group where anything may have changed.
        found: All that there is there.
        now: The clock (µs UTC).
    """
    changes = Changes()
    rest = list(known)
    for each in found:
        parts = [alert for alert in rest if alert.first <= each.last and each.first <= alert.last]
        rest = [alert for alert in rest if alert not in parts]
        evidence = _enter(connection, group.number, each)
        if parts:
            _change(connection, changes, group, parts, each, evidence)
        else:
            changes.opened.add(_open(connection, group, each, evidence, now))
    connection.executemany(
        "UPDATE alerts SET merged_into = 0, rev = rev + 1 WHERE id = ?", [(a.id,) for a in rest]
    )
    changes.merged.update(alert.id for alert in rest)
    return changes


def _enter(connection: sqlite3.Connection, group: int, each: Found) -> int:
    """Enter hits as evidence; gives how many there are."""
    ledger.amend(connection, [(group, ts, 0, event, n, None, None) for ts, event, n in each.seen])
    (evidence,) = connection.execute(
        "SELECT count(DISTINCT event) FROM hits WHERE grp = ? AND ts BETWEEN ? AND ? AND event > 0",
        (group, each.first, each.last),
    ).fetchone()
    return int(evidence)


def _open(
    connection: sqlite3.Connection, group: Group, each: Found, evidence: int, now: int
) -> int:
    """Open an alert; gives `alerts.id`."""
    (alert,) = connection.execute(
        "INSERT INTO alerts (rule, grp, severity, opened_at, evidence, condition, first_seen, "
        "last_seen, count, peak, recovered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "RETURNING id",
        (
            *(group.rule, group.number, Severity(group.asked.level), now, evidence),
            *(_condition(each), *each[:5]),
        ),
    ).fetchone()
    (key,) = connection.execute("SELECT key FROM groups WHERE id = ?", (group.number,)).fetchone()
    connection.executemany(
        "INSERT INTO alert_groups (field, value, alert) VALUES (?, ?, ?)",
        [(name, str(value), alert) for name, value in json.loads(key).items()],
    )
    return int(alert)


def _change(
    connection: sqlite3.Connection,
    changes: Changes,
    group: Group,
    parts: Sequence[Stored],
    each: Found,
    evidence: int,
) -> None:
    """Make the oldest of some alerts what was found; the others become parts of it."""
    oldest = min(parts)
    for part in parts:
        if part.id != oldest.id:
            connection.execute(
                "UPDATE alerts SET merged_into = ?, rev = rev + 1 WHERE id = ?",
                (oldest.id, part.id),
            )
            changes.merged.add(part.id)
    if (*each[:5], evidence) == oldest[1:7]:
        return
    closed = oldest.status == "closed" and group.asked.reopen is not Reopen.EXTEND
    regressed = closed and (each.first < oldest.first or each.last > oldest.last)
    connection.execute(
        "UPDATE alerts SET first_seen = ?, last_seen = ?, count = ?, peak = ?, recovered_at = ?, "
        "evidence = ?, condition = ?, rev = rev + 1, status = iif(?, 'new', status), "
        "reason = iif(?, NULL, reason), reopened = reopened + ? WHERE id = ?",
        (*each[:5], evidence, _condition(each), *[regressed] * 3, oldest.id),
    )
    (changes.opened if regressed else changes.updated).add(oldest.id)


def _condition(each: Found) -> str:
    return "firing" if each.recovered is None else "recovered"

"""Who failed, and at whose account."""

import sqlite3
from typing import NamedTuple

from store.queries.tops import AXES
from store.reports.figures import Account, Offender, Offenders
from store.reports.frame import FAILED, Frame
from store.reports.periods import Instant

TOP = 10
"""Rows of a list."""

_OFFENDERS = f"""
WITH counted AS (
    SELECT f.address, sum(iif(f.second >= :cut, s.weight, 0)) AS now,
        sum(iif(f.second < :cut, s.weight, 0)) AS before
    {FAILED} AND f.address IS NOT NULL GROUP BY f.address
)
SELECT c.address, c.now, c.before, ifnull(a.first_seen, :born) FROM counted c
JOIN addresses a ON a.id = c.address
"""
"""An address that has no first time yet was first seen by the import that is at work."""

_NAMES = """
SELECT id, text FROM addresses WHERE id IN (SELECT value FROM json_each(?))
"""

_ACCOUNTS = f"""
WITH counted AS (
    SELECT f.account, f.address, sum(iif(f.second >= :cut, s.weight, 0)) AS now,
        sum(iif(f.second < :cut, s.weight, 0)) AS before
    {FAILED} AND f.account IS NOT NULL AND s.kind IN (
        SELECT id FROM kinds WHERE category = 'authentication' OR status = 401
    ) GROUP BY f.account, f.address
)
SELECT a.text, sum(c.now) AS tried, sum(c.before),
    count(DISTINCT iif(c.now, c.address, NULL))
FROM counted c JOIN accounts a ON a.id = c.account
GROUP BY a.text HAVING tried > 0 ORDER BY tried DESC, a.text LIMIT :top
"""
"""Accounts of one name in several domains are one here, as they are in every filter."""


class _Counted(NamedTuple):
    address: int
    now: int
    before: int
    first_seen: int


def offenders(connection: sqlite3.Connection, frame: Frame) -> Offenders:
    """The addresses that failed."""
    values = {**frame.values, "born": frame.period.since}
    found = [_Counted(*row) for row in connection.execute(_OFFENDERS, values)]
    present = [each for each in found if each.now]
    fresh = [each for each in present if each.first_seen >= frame.period.since]
    return Offenders(
        total=len(present),
        new=len(fresh),
        back=sum(each.before > 0 for each in present),
        gone=len(found) - len(present),
        top=_most(connection, frame, present),
        newest=_most(connection, frame, fresh),
    )


def accounts(connection: sqlite3.Connection, frame: Frame) -> tuple[Account, ...]:
    """The accounts with the most failed attempts to log in."""
    rows = connection.execute(_ACCOUNTS, {**frame.values, "top": TOP})
    return tuple(Account(*row) for row in rows)


def _most(
    connection: sqlite3.Connection, frame: Frame, counted: list[_Counted]
) -> tuple[Offender, ...]:
    """Those of some addresses with the most failures; the text decides between equals."""
    least = sorted((each.now for each in counted), reverse=True)[:TOP][-1:]
    near = [each for each in counted if least and each.now >= least[0]]
    numbers = f"[{','.join(str(each.address) for each in near)}]"
    names = dict(connection.execute(_NAMES, (numbers,)).fetchall())
    near.sort(key=lambda each: (-each.now, names[each.address]))
    return tuple(
        Offender(
            names[each.address],
            each.now,
            each.before,
            _alerts(connection, frame, names[each.address]),
            Instant(each.first_seen),
            each.first_seen >= frame.period.since,
        )
        for each in near[:TOP]
    )


def _alerts(connection: sqlite3.Connection, frame: Frame, address: str) -> int:
    """Alerts of the period that are grouped by an address."""
    fields = AXES["ip"].fields
    row = connection.execute(
        "SELECT count(DISTINCT a.id) FROM alert_groups g JOIN alerts a ON a.id = g.alert "
        f"WHERE g.field IN ({', '.join('?' * len(fields))}) AND g.value = ? "
        "AND a.merged_into IS NULL AND a.silence IS NULL AND a.first_seen >= ? "
        "AND a.first_seen < ?",
        (*fields, address, frame.period.since, frame.period.until),
    ).fetchone()
    return int(row[0])

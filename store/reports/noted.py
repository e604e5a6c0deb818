"""The records of note, looked up once: failures, answers from 400 on, and what nobody understood.

They are few, and all that a report counts but the number of all records is among them. To go
through the facts once and keep these aside takes half of the time of a pass for each count.
"""

import sqlite3
from typing import NamedTuple

from store.reports.frame import FACTS, Frame

TOP = 10
"""Rows of a list."""

_SQL = f"""
WITH noted AS MATERIALIZED (
    SELECT f.stem, f.second, f.address, f.account {FACTS} AND f.stem IN (
        SELECT s.id FROM stems s JOIN kinds k ON k.id = s.kind
        WHERE s.failed OR k.status >= 400 OR k.parse = 'none'
    )
), tried AS (
    SELECT n.account, n.address, sum(iif(n.second >= :cut, s.weight, 0)) AS now,
        sum(iif(n.second < :cut, s.weight, 0)) AS before
    FROM noted n CROSS JOIN stems s ON s.id = n.stem
    WHERE s.failed AND s.weight AND n.account IS NOT NULL AND s.kind IN (
        SELECT id FROM kinds WHERE category = 'authentication' OR status = 401
    ) GROUP BY n.account, n.address
)
SELECT 'stem', stem, second / :step, count(*), NULL FROM noted GROUP BY stem, second / :step
UNION ALL
SELECT 'address', n.address, sum(iif(n.second >= :cut, s.weight, 0)),
    sum(iif(n.second < :cut, s.weight, 0)), NULL
FROM noted n CROSS JOIN stems s ON s.id = n.stem
WHERE s.failed AND s.weight AND n.address IS NOT NULL GROUP BY n.address
UNION ALL
SELECT * FROM (
    SELECT 'account', a.text, sum(t.now) AS tries, sum(t.before),
        count(DISTINCT iif(t.now, t.address, NULL))
    FROM tried t JOIN accounts a ON a.id = t.account
    GROUP BY a.text HAVING tries > 0 ORDER BY tries DESC, a.text LIMIT :top
)
"""
"""The order of the joins is said, for the planner would rather read all facts once for each stem.
Accounts of one name in several domains are one here, as they are in every filter."""


class Failed(NamedTuple):
    """An address that failed in one of the periods."""

    address: int
    """`addresses.id`"""
    now: int
    before: int
    """Failures by weight, in the period and in the one before."""


class Tried(NamedTuple):
    """An account that somebody failed to log in to."""

    account: str
    now: int
    before: int
    addresses: int
    """From how many, in the period."""


class Noted(NamedTuple):
    """What is counted of the records of note."""

    stems: list[tuple[int, int, int]]
    """`stems.id`, the step of time, and how many records."""
    addresses: list[Failed]
    accounts: list[Tried]
    """Those with the most failures, most first."""


def noted(connection: sqlite3.Connection, frame: Frame, step: int) -> Noted:
    """Count the records of note.

    Args:
        connection: For reading.
        frame: Says of which time.
        step: Seconds that are counted together.
    """
    found = Noted([], [], [])
    values = {**frame.values, "step": step, "top": TOP}
    for what, first, second, third, fourth in connection.execute(_SQL, values):
        if what == "stem":
            found.stems.append((first, second, third))
        elif what == "address":
            found.addresses.append(Failed(first, second, third))
        else:
            found.accounts.append(Tried(first, second, third, fourth))
    return found

"""Alerts of which another one tells already: lists leave them out.

A rule says under `within` which others tell more of the same. While one of these has an alert of
the same group that begins no later, ends no earlier and is as bad at least, the rule's own alert is
folded into that. This depends on the alerts alone, not on the order in which they came. A flood
comes first, and an alert that somebody has decided about is shown all the same.
"""

import json
import sqlite3
from collections.abc import Collection

from store.database.flood_tables import IS_WITHIN
from store.database.severities import rank_of
from store.rules.alerting.changes import Changes

_COVER = f"""
SELECT b.id FROM covers c
JOIN rules rb ON rb.uuid = c.uuid LEFT JOIN ledgers l ON l.rule = rb.id
JOIN groups gb ON gb.rule = ifnull(l.keeper, rb.id) AND gb.key = g.key
JOIN alerts b ON b.grp = gb.id AND b.rule = rb.id
WHERE c.rule = a.rule AND a.merged_into IS NULL AND a.silence IS NULL
AND b.merged_into IS NULL AND b.silence IS NULL AND b.evidence > 0
AND b.first_seen <= a.first_seen AND b.last_seen >= a.last_seen
AND {rank_of("b.severity")} >= {rank_of("a.severity")}
ORDER BY c.place, b.first_seen, b.id LIMIT 1
"""
_COVERED = """
SELECT id FROM some WHERE rule IN (SELECT rule FROM covers)
UNION SELECT a.id FROM some s CROSS JOIN covers c ON c.uuid = s.uuid
CROSS JOIN groups g ON g.rule = c.ledger AND g.key = s.key
CROSS JOIN alerts a ON a.grp = g.id AND a.rule = c.rule
"""
"""Joined as it stands: SQLite would go through all groups of a rule that may be covered."""
_COVERING = f"""
WITH covers (uuid, rule, ledger, place) AS MATERIALIZED (
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(:covers)
), some AS MATERIALIZED (
    SELECT a.id, a.rule, r.uuid, g.key FROM json_each(:alerts) w JOIN alerts a ON a.id = w.value
    JOIN rules r ON r.id = a.rule JOIN groups g ON g.id = a.grp
)
SELECT a.id, a.folded, ({_COVER}) FROM ({_COVERED}) s JOIN alerts a ON a.id = s.id
JOIN groups g ON g.id = a.grp LEFT JOIN alerts f ON f.id = a.folded
WHERE ifnull(f.folds, 0) = 0 AND a.folds = 0
"""
"""Alerts, by what they are folded into and by what they should be."""


def cover(connection: sqlite3.Connection, touched: Collection[int], changes: Changes) -> None:
    """Fold alerts into those that tell of them already, or let them stand for themselves again.

    Args:
        connection: In the transaction in which something happened to alerts.
        touched: Those that were opened, grew, were put together, silenced, or let out of a flood.
        changes: What happened. What is folded is taken away; what stands for itself again is added
            as opened, for nobody could see it before.
    """
    covers = _covers(connection) if touched else []
    if not covers:
        return
    rows = connection.execute(
        _COVERING, {"alerts": json.dumps(sorted(touched)), "covers": json.dumps(covers)}
    ).fetchall()
    connection.executemany(
        "UPDATE alerts SET folded = ? WHERE id = ?",
        [(new, alert) for alert, old, new in rows if new != old],
    )
    _leave_out(connection, [alert for alert, _, new in rows if new is not None], changes)
    freed = [alert for alert, old, new in rows if old is not None and new is None]
    _show(connection, freed, changes)


def cover_again(connection: sqlite3.Connection, touched: Collection[int]) -> None:
    """As `cover`, where an analyst's silence began or ended: nobody needs to be told of that.

    Args:
        connection: In the transaction in which it did.
        touched: The alerts that it hides, or hid.
    """
    cover(connection, touched, Changes())


def _covers(connection: sqlite3.Connection) -> list[tuple[str, int, int, int]]:
    """Which rules' alerts may be told of by those of others: the rules in force.

    Returns:
        The other's uuid, the rule, its ledger, and which of the others that is, from 0.
    """
    return connection.execute(
        "SELECT w.value, r.id, ifnull(l.keeper, r.id), w.key "
        f"FROM (SELECT id, spec FROM rules INDEXED BY rules_within WHERE {IS_WITHIN}) r "
        "LEFT JOIN ledgers l ON l.rule = r.id "
        "CROSS JOIN json_each(r.spec, '$.within') w ORDER BY 1, 2"
    ).fetchall()


def _leave_out(connection: sqlite3.Connection, folded: Collection[int], changes: Changes) -> None:
    """Tell nobody of what lists leave out."""
    rows = connection.execute(
        "SELECT id FROM alerts WHERE id IN (SELECT value FROM json_each(?)) AND decision = 0",
        (json.dumps(sorted(folded)),),
    )
    hidden = {alert for (alert,) in rows}
    changes.opened -= hidden
    changes.updated -= hidden


def _show(connection: sqlite3.Connection, freed: Collection[int], changes: Changes) -> None:
    """Tell of what lists show again; what somebody has decided about they showed all along."""
    rows = connection.execute(
        "SELECT id FROM alerts WHERE id IN (SELECT value FROM json_each(?)) AND decision = 0 "
        "AND silence IS NULL AND merged_into IS NULL",
        (json.dumps(sorted(freed)),),
    )
    shown = {alert for (alert,) in rows}
    changes.opened |= shown
    changes.updated -= shown

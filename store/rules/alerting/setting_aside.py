"""Set rules aside that fail again and again, tell so by an alert, and end it when they are right.

Such a rule is not judged any more until its file changes. The alert is one of a rule of the
program's own, which no file holds and nothing judges.
"""

import json
import sqlite3

from store.rules.alerting.changes import Changes
from store.rules.alerting.own_rules import OwnRule, place
from store.rules.matching.costs import STRIKES, Cost

RULE = "b0b0d5f2-6f0e-4f6b-9d0a-52a7c0c8a001"
"""Id of the rule that such alerts belong to."""

_OWN = OwnRule(
    RULE,
    "Rule set aside",
    "medium",
    "A rule took longer than its time limit three times, or cannot be judged at all. It is not "
    "judged any more until its file changes, so what it looks for goes unseen; a log can be "
    "written to bring that about.\n"
    "Look next: what the rule asks for (`blotter rules explain` with the id in the note), and "
    "the records that came in at that time. When the file has changed, the rule looks at all "
    "stored events again, and this alert is closed.",
    ("A regular expression that is slow on ordinary records",),
)


def consider(connection: sqlite3.Connection, cost: Cost, now: int) -> Changes:
    """Set a rule aside that has failed, if that was once too often.

    Args:
        connection: In a transaction in which its failures have been entered.
        cost: Its failures, and why.
        now: The clock (µs UTC).

    Returns:
        The alert, if there is one now.
    """
    found = connection.execute(
        "UPDATE rules SET error = ? WHERE id = ? AND error IS NULL AND "
        "(SELECT failures FROM rule_costs WHERE rule = id) >= ? RETURNING uuid, title",
        (cost.why, cost.rule, STRIKES),
    ).fetchone()
    if found is None:
        return Changes()
    uuid, title = found
    return Changes(opened={_open(connection, uuid, f"{title} ({uuid}): {cost.why}", now)})


def recover(connection: sqlite3.Connection) -> None:
    """Close the alerts about rules that are judged again, or are no more.

    Args:
        connection: In the transaction that brings changed rules into force.
    """
    connection.execute(
        "UPDATE alerts SET condition = 'recovered', status = 'closed', reason = 'recovered', "
        "rev = rev + 1 WHERE condition = 'rule_error' AND NOT EXISTS ("
        "SELECT 1 FROM groups g JOIN rules r ON r.uuid = g.key ->> '$.rule' "
        "WHERE g.id = alerts.grp AND r.active AND r.error IS NOT NULL)"
    )


def _open(connection: sqlite3.Connection, uuid: str, note: str, now: int) -> int:
    """Open the alert about a rule; gives `alerts.id`."""
    (alert,) = connection.execute(
        "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, peak, "
        "evidence, condition, notes) VALUES (?, ?, ?, ?, ?, ?, ?, 1, 0, 'rule_error', ?) "
        "RETURNING id",
        (
            *place(connection, _OWN, {"rule": uuid}),
            *(_OWN.severity, now, now, now, STRIKES),
            json.dumps([note], ensure_ascii=False),
        ),
    ).fetchone()
    connection.execute(
        "INSERT INTO alert_groups (field, value, alert) VALUES ('rule', ?, ?)", (uuid, alert)
    )
    return int(alert)

"""Alerts about logs that are read as they grow, and get no more records.

That takes a clock, so it is asked when logs have been read: a log that nobody reads is not silent.
"""

import json
import sqlite3
from collections.abc import Sequence

from store.rules.alerting.changes import Changes
from store.rules.alerting.own_rules import OwnRule, place
from store.rules.alerting.rhythms import Silent

RULE = "b0b0d5f2-6f0e-4f6b-9d0a-52a7c0c8a002"
"""Id of the rule that such alerts belong to."""

_GROUP = "log.file.path"
_OWN = OwnRule(
    RULE,
    "Log fell silent",
    "medium",
    "A log that is read regularly gets no more records: whoever wrote it has stopped, or was "
    "stopped, or writes elsewhere; what happens there now goes unseen.\n"
    "Look next: whether the service and its logging run; the last records of the log; what else "
    "the machine logged at that time. The alert is over when the next record comes.",
    ("A machine that is switched off", "A log that was given up, or has another name now"),
)


def tell(connection: sqlite3.Connection, logs: Sequence[Silent], now: int) -> Changes:
    """Open alerts about logs.

    Args:
        connection: In a transaction.
        logs: Those that were looked at and found silent.
        now: The clock (µs UTC).
    """
    changes = Changes()
    for log, since in logs:
        (alert,) = connection.execute(
            "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, "
            "peak, evidence, condition) VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 'no_data') RETURNING id",
            (*place(connection, _OWN, {_GROUP: log}), _OWN.severity, since, now, now),
        ).fetchone()
        connection.execute(
            "INSERT INTO alert_groups (field, value, alert) VALUES (?, ?, ?)", (_GROUP, log, alert)
        )
        changes.opened.add(alert)
    return changes


def recover(connection: sqlite3.Connection, heard: Silent) -> None:
    """Mark that a log is heard of again.

    Args:
        connection: In a transaction.
        heard: The log, and the time of its first record after the silence.
    """
    connection.execute(
        "UPDATE alerts SET condition = 'recovered', recovered_at = ?, rev = rev + 1 "
        "WHERE condition = 'no_data' AND grp IN (SELECT g.id FROM groups g JOIN rules r "
        "ON r.id = g.rule WHERE r.uuid = ? AND g.key = ?)",
        (heard.since, RULE, json.dumps({_GROUP: heard.log}, ensure_ascii=False)),
    )

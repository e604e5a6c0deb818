"""Write down what happens to alerts, in the transaction in which it happens.

Triggers of one connection do that: whatever opens, raises or ends an alert through it needs to
know nothing of notifications, and cannot forget them. A connection that does not listen, as that
of a run which is to tell nobody, writes no notices.
"""

import sqlite3

from store.notifying.notices import Kind

_NOW = "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"
"""The clock, never ahead of `store.times.now`."""

_WORSE = " OR ".join(
    f"(new.severity = '{high}' AND old.severity IN ({lower}))"
    for high, lower in (
        ("critical", "'high', 'medium', 'low', 'informational'"),
        ("high", "'medium', 'low', 'informational'"),
        ("medium", "'low', 'informational'"),
        ("low", "'informational'"),
    )
)

_FIRES_AGAIN = "old.condition = 'recovered' AND new.condition <> 'recovered'"
_RECOVERS = "new.condition = 'recovered' AND old.condition <> 'recovered'"
_WAKES = "old.status = 'snoozed' AND new.status = 'new'"
_IS_SHOWN = "old.silence > 0 AND new.silence IS NULL"
_STANDS_ALONE = (
    "old.folded > 0 AND new.folded IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM told WHERE told.alert = new.id)"
)
"""Its opening was not told while another alert told of it."""

_TRIGGERS = (
    (Kind.OPENED, "INSERT ON alerts"),
    (Kind.REOPENED, "UPDATE OF reopened ON alerts WHEN new.reopened > old.reopened"),
    (Kind.REOPENED, f"UPDATE OF condition ON alerts WHEN {_FIRES_AGAIN}"),
    (Kind.RAISED, f"UPDATE OF severity ON alerts WHEN {_WORSE}"),
    (Kind.WOKEN, f"UPDATE OF status ON alerts WHEN {_WAKES}"),
    (Kind.OPENED, f"UPDATE OF silence ON alerts WHEN {_IS_SHOWN}"),
    (Kind.OPENED, f"UPDATE OF folded ON alerts WHEN {_STANDS_ALONE}"),
    (Kind.UPDATED, "UPDATE OF count ON alerts WHEN new.count > old.count"),
    (Kind.RECOVERED, f"UPDATE OF condition ON alerts WHEN {_RECOVERS}"),
    (Kind.WITHDRAWN, "UPDATE OF merged_into ON alerts WHEN new.merged_into = 0"),
)

_FOLLOW = """
CREATE TEMP TRIGGER notice_merged
AFTER UPDATE OF merged_into ON alerts WHEN new.merged_into > 0 BEGIN
    UPDATE OR IGNORE notices SET alert = new.merged_into WHERE alert = new.id;
    UPDATE OR IGNORE told SET alert = new.merged_into WHERE alert = new.id;
END
"""
"""What was to be told, and was told, of a part is about the whole."""


def listen(connection: sqlite3.Connection) -> None:
    """Let a connection write down what it does to alerts; takes some tenths of a millisecond."""
    for number, (kind, when) in enumerate(_TRIGGERS):
        connection.execute(
            f"CREATE TEMP TRIGGER notice_{number} AFTER {when} BEGIN "
            "INSERT OR IGNORE INTO notices (receiver, alert, kind, at, due) "
            f"VALUES ('', new.id, '{kind}', {_NOW}, {_NOW}); END"
        )
    connection.execute(_FOLLOW)

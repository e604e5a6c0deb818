"""Alerts that an earlier version of their rule had opened before: nobody is told of them again.

A rule that has changed, as many do with an update of the program, judges all stored records anew,
and what its former version had found becomes alerts of the new one. These are old news, unless they
are worse than before or have gone on since.
"""

import sqlite3

from store.database.severities import rank_of

_EARLIER = f"""
CREATE TEMP TABLE repeated AS
SELECT n.alert AS alert, max(o.id) AS earlier,
    {rank_of("a.severity")} > max({rank_of("o.severity")}) AS is_worse,
    a.count > max(o.count) AS has_grown
FROM notices n CROSS JOIN alerts a ON a.id = n.alert CROSS JOIN rules r ON r.id = a.rule
CROSS JOIN groups g ON g.id = a.grp CROSS JOIN rules p ON p.uuid = r.uuid AND p.id <> r.id
LEFT JOIN ledgers l ON l.rule = p.id
CROSS JOIN groups q ON q.rule = ifnull(l.keeper, p.id) AND q.key = g.key
CROSS JOIN alerts o ON o.grp = q.id AND o.rule = p.id AND o.id < a.id
    AND o.first_seen <= a.last_seen AND o.last_seen >= a.first_seen
WHERE n.receiver = '' AND n.kind = 'opened' AND o.merged_into IS NOT 0
GROUP BY n.alert
"""
_TOLD = """
INSERT OR IGNORE INTO told (alert, receiver, opening, at, count, reminders)
SELECT r.alert, t.receiver, t.opening, t.at, t.count, t.reminders
FROM temp.repeated r CROSS JOIN told t ON t.alert = r.earlier
"""
_FORGOTTEN = """
DELETE FROM notices WHERE receiver = '' AND kind = ? AND alert IN (
    SELECT alert FROM temp.repeated WHERE NOT (is_worse OR (has_grown AND ? = 'updated'))
)
"""


def forget_repeated(connection: sqlite3.Connection) -> None:
    """Forget notices of alerts that another version of their rule opened before.

    Who was told of the earlier alert counts as told of the later one, so that what comes after is
    told as its sequel.

    Args:
        connection: In a transaction of the writer.
    """
    connection.execute(_EARLIER)
    connection.execute(_TOLD)
    for kind in ("opened", "updated"):
        connection.execute(_FORGOTTEN, (kind, kind))
    connection.execute("DROP TABLE temp.repeated")

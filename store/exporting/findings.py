"""Alerts with all that a report, or another tool, wants to know of each."""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from store.queries import alerts, documents
from store.queries.alerts import ActionRow, AlertRow, RuleText
from store.queries.conditions import EVIDENCE
from store.queries.documents import Document
from store.queries.where import Where

_UNKNOWN_RULE = RuleText("", None, None, None, (), ())

_PARTIES = f"""
SELECT d.text, d.packed IS NULL, count(*), min(h.ts), max(h.ts)
FROM alerts a CROSS JOIN hits h ON {EVIDENCE}
CROSS JOIN events e ON e.id = h.event CROSS JOIN addresses d ON d.id = e.address
WHERE a.id = ? GROUP BY d.id ORDER BY count(*) DESC, d.text
"""


class Party(NamedTuple):
    """An address, or the name of a host, in an alert's evidence."""

    value: str
    is_name: bool
    events: int
    first_seen: int
    """Microseconds since 1970 UTC."""
    last_seen: int


class Finding(NamedTuple):
    """An alert and what it rests on."""

    alert: AlertRow
    rule: RuleText
    actions: tuple[ActionRow, ...]
    """What analysts did about it."""
    parties: tuple[Party, ...]
    """From where its evidence comes, most events first."""
    evidence: tuple[Document, ...]
    """Its first events."""


def findings(
    connection: sqlite3.Connection, where: Where, *, limit: int | None, records: int
) -> Iterator[Finding]:
    """Alerts in the order of time.

    Args:
        connection: For reading; no other thread may use it meanwhile.
        where: Over `alerts a`.
        limit: Most alerts; None: all.
        records: Most events of each.
    """
    rows = alerts.listing(connection, where, newest_first=False, limit=limit)
    return (_finding(connection, row, records) for row in rows)


def _finding(connection: sqlite3.Connection, row: AlertRow, records: int) -> Finding:
    wanted = alerts.evidence(connection, row.id)[:records]
    found = (documents.document(connection, event) for event in wanted)
    parties = connection.execute(_PARTIES, (row.id,))
    return Finding(
        row,
        alerts.rule_text(connection, row.id) or _UNKNOWN_RULE,
        tuple(alerts.actions(connection, row.id)),
        tuple(Party(value, bool(name), *counts) for value, name, *counts in parties),
        tuple(each for each in found if each is not None),
    )

"""Forget what nothing refers to any more, once the events are gone that it was made of.

The ledger of what rules counted is needed around alerts, and as far back as a rule's windows reach
from what is left. Paths and agents are what scanners invent; a message that was delivered long ago
is kept only while an alert's later messages go on from it. Addresses, accounts and hosts stay: that
they were seen before is what makes others new.
"""

import json
import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from store.database.connection import Writer

_HITS = """
DELETE FROM hits WHERE grp IN (SELECT id FROM groups WHERE rule = :ledger) AND ts < :before - :reach
AND NOT EXISTS (SELECT 1 FROM facts f WHERE f.id = hits.event)
AND NOT EXISTS (
    SELECT 1 FROM alerts a WHERE a.grp = hits.grp
    AND hits.ts BETWEEN a.first_seen - :reach AND a.last_seen + :reach
)
"""
_GROUPS = """
DELETE FROM groups WHERE id IN (
    SELECT id FROM groups EXCEPT SELECT grp FROM hits EXCEPT SELECT -event FROM hits WHERE event < 0
    EXCEPT SELECT grp FROM alerts EXCEPT SELECT grp FROM series EXCEPT SELECT grp FROM slots
    EXCEPT SELECT grp FROM instants EXCEPT SELECT grp FROM terms
)
"""
_MESSAGES = """
SELECT id FROM messages m WHERE made < ? AND NOT EXISTS (
    SELECT 1 FROM deliveries d WHERE d.message = m.id AND d.state NOT IN ('sent', 'dropped')
) EXCEPT SELECT opening FROM told
"""
_RULES = """
SELECT r.id, ifnull(l.keeper, r.id), uuid,
    ifnull(spec ->> '$.timespan', 0) + ifnull(spec ->> '$.cooldown', 0),
    ifnull(spec ->> '$.members', '[]'), spec ->> '$.novelty' IS NOT NULL
FROM rules r LEFT JOIN ledgers l ON l.rule = r.id
"""
_NAMES = {"paths": "path", "agents": "agent"}
"""Tables of texts that go when no event has them, and the columns that refer to them."""


class _Rule(NamedTuple):
    """What of a rule says how far back it looks."""

    number: int
    """`rules.id`"""
    ledger: int
    """Whose groups hold its hits: `rules.id` of the first rule noted to count the same."""
    uuid: str
    span: int
    """Microseconds of its own window, and between two that belong together."""
    members: str
    """JSON: uuids of the rules whose hits it counts."""
    is_new_terms: int


def forget(writer: Writer, before: int) -> None:
    """Forget what is older than some instant and serves nothing; each kind in its transaction.

    Args:
        writer: Of a database from which older events were removed.
        before: The instant (µs UTC).

    Raises:
        DatabaseBusy: Another writer would not let go.
    """
    for ledger, reach in _reaches(writer.connection).items():
        with writer.transaction() as connection:
            connection.execute(_HITS, {"ledger": ledger, "before": before, "reach": reach})
    with writer.transaction() as connection:
        connection.execute(_GROUPS)
    for table, column in _NAMES.items():
        _forget_names(writer, table, column, before)
    with writer.transaction() as connection:
        _forget_messages(connection, before)


def _reaches(connection: sqlite3.Connection) -> Mapping[int, int]:
    """By `groups.rule`: how far apart hits may lie and still count together for a rule (µs).

    What a flood repeats is kept by the rule itself, whoever keeps its ledger. The ledgers of rules
    that look for what is new are none of these: they say what was new.
    """
    rules = [_Rule(*row) for row in connection.execute(_RULES)]
    spans: dict[str, int] = {}
    members: dict[str, set[str]] = {}
    for each in rules:
        spans[each.uuid] = max(spans.get(each.uuid, 0), each.span)
        members.setdefault(each.uuid, set()).update(json.loads(each.members))

    def reach(uuid: str, above: frozenset[str]) -> int:
        """A hit may be a window of another rule, and begins where that does."""
        below = members[uuid] & spans.keys() - above - {uuid}
        return spans[uuid] + max((reach(each, above | {uuid}) for each in below), default=0)

    found: dict[int, int] = {}
    for each in rules:
        if each.is_new_terms:
            continue
        for keeper in (each.number, each.ledger):
            found[keeper] = max(found.get(keeper, 0), reach(each.uuid, frozenset()))
    return found


def _forget_names(writer: Writer, table: str, column: str, before: int) -> None:
    """Remove texts that no event has any more, and that were not seen since."""
    unused = writer.connection.execute(
        f"SELECT id FROM {table} WHERE last_seen < ? EXCEPT SELECT {column} FROM facts", (before,)
    ).fetchall()
    with writer.transaction() as connection:
        connection.executemany(f"DELETE FROM {table} WHERE id = ?", unused)


def _forget_messages(connection: sqlite3.Connection, before: int) -> None:
    """Remove messages that were delivered, and that no later one goes on from."""
    old = connection.execute(_MESSAGES, (before,)).fetchall()
    connection.executemany("DELETE FROM deliveries WHERE message = ?", old)
    connection.executemany("DELETE FROM messages WHERE id = ?", old)

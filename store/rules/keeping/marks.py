"""How far each rule is: the newest event that it has judged.

Apart from the rules: a rule's own row is several pages long and would be written anew with every
batch.
"""

import sqlite3
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a run with nothing new needs no rules
    from store.rules.compiled import CompiledRule

_OF_ACTIVE = "FROM rules r LEFT JOIN judged j ON j.rule = r.id WHERE r.active"


def marks(connection: sqlite3.Connection) -> dict[int, int]:
    """For every rule in force, by `rules.id`, the highest `events.id` that it has judged, or 0."""
    return dict(connection.execute(f"SELECT r.id, ifnull(j.event, 0) {_OF_ACTIVE}"))


def is_behind(connection: sqlite3.Connection, event: int) -> bool:
    """Whether a rule in force that is not set aside has yet to judge an event."""
    row = connection.execute(
        f"SELECT 1 {_OF_ACTIVE} AND r.error IS NULL AND ifnull(j.event, 0) < ? LIMIT 1", (event,)
    ).fetchone()
    return row is not None


def mark(connection: sqlite3.Connection, event: int, but: Collection[int] = ()) -> None:
    """Note that the rules in force have judged everything up to an event.

    Args:
        connection: In a transaction.
        event: `events.id`
        but: `rules.id` of those that have not.
    """
    others = ", ".join("?" * len(but))
    connection.execute(
        "INSERT INTO judged (rule, event) SELECT id, ? FROM rules "
        f"WHERE active AND id NOT IN ({others}) "
        "ON CONFLICT DO UPDATE SET event = max(event, excluded.event)",
        (event, *but),
    )


def begin_anew(connection: sqlite3.Connection, rules: Iterable["CompiledRule"]) -> None:
    """Let rules look at history again that have not made alerts until now; before they are stored.

    A rule may begin to because no correlation refers to it any more, its text the same.
    """
    connection.executemany(
        "UPDATE judged SET event = 0 WHERE rule = (SELECT id FROM rules "
        "WHERE uuid = ? AND hash = ? AND json_extract(spec, '$.alerts') < ?)",
        [(rule.uuid, rule.hash, rule.alerts) for rule in rules],
    )

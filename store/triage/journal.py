"""The one way to write a decision: the change and its row among the actions, in one transaction."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.database import chain
from store.database.connection import Writer, register
from store.times import now
from store.triage.deciding import ALERT, Actor, Columns, Thing

WAIT = 30.0
"""Seconds that a decision waits for another writer: an import holds the lock for milliseconds, but
for seconds where a machine has ten times the work that it can do."""


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A transaction that survives a power failure once it is through.

    Raises:
        DatabaseBusy: Another writer would not let go.
        DatabaseError: The disk is full, the file is damaged, …
    """
    with Writer(path, WAIT, durable=True) as writer, writer.transaction() as connection:
        register(connection)
        yield connection


class Journal:
    """Changes things and writes each change down, as one batch."""

    def __init__(self, connection: sqlite3.Connection, verb: str, actor: Actor) -> None:
        row = connection.execute("SELECT ifnull(max(id), 0) + 1 FROM actions").fetchone()
        self.batch: int = row[0]
        self._connection = connection
        self._verb = verb
        self.actor = actor
        self._at = now()

    def change(self, thing: Thing, columns: Columns, undo_of: int | None = None) -> None:
        """Set columns of a thing; what stays as it was is no part of the change."""
        columns = {name: new for name, new in columns.items() if thing.columns[name] != new}
        action = self.record(thing, columns, undo_of)
        sets = [f"{name} = ?" for name in columns] + ["decision = ?"]
        sets += ["rev = rev + 1"] if thing.kind.revised else []
        self._connection.execute(
            f"UPDATE {thing.kind.table} SET {', '.join(sets)} WHERE id = ?",
            (*columns.values(), action, thing.id),
        )

    def record(self, thing: Thing, columns: Columns, undo_of: int | None = None) -> int:
        """Write down a change.

        Args:
            thing: As it was before.
            columns: The changed columns as they became.
            undo_of: The action that this one takes back.

        Returns:
            `actions.id`
        """
        of_alert = thing.kind is ALERT
        cursor = self._connection.execute(
            "INSERT INTO actions (at, actor, host, tty, verb, alert, before, after, batch, "
            "undo_of, kind, number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(self._at, self.actor.name, self.actor.host, self.actor.tty, self._verb),
                thing.id if of_alert else 0,
                json.dumps({name: thing.columns[name] for name in columns}),
                json.dumps(dict(columns)),
                *(self.batch, undo_of, thing.kind.name, None if of_alert else thing.id),
            ),
        )
        action = int(cursor.lastrowid or 0)
        chain.add(self._connection, action)
        return action

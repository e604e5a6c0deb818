"""Notes on addresses, users, hosts, agents and paths: what the next analyst should know of them."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from store.errors import ActionError
from store.times import now
from store.triage.deciding import REMARK, Actor, Done, found
from store.triage.journal import Journal, writing

LONGEST = 10_000
"""Characters of a note."""


class Note(NamedTuple):
    """What a note says, on what, and who says so."""

    at: int
    """Microseconds since 1970 UTC."""
    owner: str
    kind: str
    """`ip`, `user`, `host`, `agent` or `path`."""
    value: str
    """Which of them."""
    text: str


def remark(path: Path, kind: str, value: str, text: str, actor: Actor) -> Done:
    """Write a note on an entity.

    Args:
        path: The database.
        kind: `ip`, `user`, `host`, `agent` or `path`.
        value: Which of them.
        text: The note.
        actor: Who writes it.

    Raises:
        ActionError: It says nothing, or too much.
        DatabaseBusy: Another writer would not let go.
    """
    if not text.strip():
        raise ActionError("an empty note says nothing")
    if len(text) > LONGEST:
        raise ActionError(f"a note has {LONGEST:,} characters at most")
    with writing(path) as connection:
        journal = Journal(connection, "remark", actor)
        enter(connection, journal, Note(now(), actor.name, kind, value, text.strip()))
        return Done("remark", (), journal.batch, value)


def enter(connection: sqlite3.Connection, journal: Journal, note: Note) -> None:
    """Enter a note, so that it can be taken back.

    Args:
        connection: In the journal's transaction.
        journal: Of the decision that it is part of.
        note: What is noted.
    """
    cursor = connection.execute(
        "INSERT INTO remarks (at, owner, kind, value, text, status) "
        "VALUES (?, ?, ?, ?, ?, 'withdrawn')",
        note,
    )
    thing = found(connection, REMARK, int(cursor.lastrowid or 0))
    journal.change(thing, {"status": "given"})


def strike(path: Path, number: int, actor: Actor) -> Done:
    """Take a note away that no longer holds; the audit keeps that it was there.

    Raises:
        ActionError: There is none of that number, or it was taken away already.
        DatabaseBusy: Another writer would not let go.
    """
    with writing(path) as connection:
        thing = found(connection, REMARK, number)
        if thing.columns["status"] != "given":
            raise ActionError(f"note {number} was taken away already")
        journal = Journal(connection, "strike", actor)
        journal.change(thing, {"status": "withdrawn"})
        return Done("strike", (), journal.batch, f"note {number}")

"""Notes on entities that analysts of another site wrote, taken over once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from store.database.connection import reader
from store.queries.remarks import KINDS
from store.triage.deciding import Actor
from store.triage.journal import Journal, writing
from store.triage.remarks import LONGEST, Note, enter

_AT_ONCE = 500
"""Notes of a transaction, and of a decision that can be taken back."""
_LONGEST_NAME = 65_536
"""Characters of what a note is on."""
_SOUND = f"""
SELECT at, owner, kind, value, text FROM remarks
WHERE status = 'given' AND kind IN ({", ".join(f"'{kind}'" for kind in KINDS)})
AND typeof(at) = 'integer' AND typeof(owner) = 'text' AND typeof(value) = 'text'
AND typeof(text) = 'text' AND length(text) BETWEEN 1 AND {LONGEST}
AND length(owner) <= 256 AND length(value) BETWEEN 1 AND {_LONGEST_NAME}
ORDER BY id
"""
"""What another database may hold that we would write ourselves."""


def take_over_remarks(path: Path, other: Path, site: str, actor: Actor) -> int:
    """Take over what is noted in another database; what was taken away here stays away.

    Args:
        path: The database that gets the notes.
        other: The one that they come from; it is only read.
        site: What the other one is called: its name stands beside that of who wrote.
        actor: Who takes them over.

    Returns:
        How many were new here.

    Raises:
        DatabaseError: One of them is none of this version.
        DatabaseBusy: Another writer would not let go.
    """
    with closing(reader(other)) as theirs:
        theirs.text_factory = lambda data: data.decode("utf-8", "replace")
        return sum(_adopt(path, some, site, actor) for some in _pages(theirs))


def _pages(theirs: sqlite3.Connection) -> Iterator[list[Note]]:
    cursor = theirs.execute(_SOUND)
    while rows := cursor.fetchmany(_AT_ONCE):
        yield [Note(*row) for row in rows]


def _adopt(path: Path, notes: list[Note], site: str, actor: Actor) -> int:
    """Write those that are new here; as one decision, so that it can be taken back."""
    with writing(path) as connection:
        fresh = [note for note in notes if not _is_known(connection, note)]
        journal = Journal(connection, "remark", actor)
        for note in fresh:
            owner = f"{note.owner} ({site})"
            enter(connection, journal, note._replace(owner=owner))
        return len(fresh)


def _is_known(connection: sqlite3.Connection, note: Note) -> bool:
    """Whether it is here, or was: whoever took it along may have come by several ways."""
    row = connection.execute(
        "SELECT 1 FROM remarks WHERE kind = ? AND value = ? COLLATE NOCASE AND at = ? AND text = ?",
        (note.kind, note.value, note.at, note.text),
    )
    return row.fetchone() is not None

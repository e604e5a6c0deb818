"""Copy the database while others write, and prove that the copy is whole."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from store.database.connection import Writer, reader
from store.errors import DatabaseBusy, DatabaseError
from store.times import now

_PAGES = 4096
"""Pages copied between two reports of progress."""
_MARK = "backup"
"""Key of the setting that tells of the latest backup."""
_WAIT = 1.0
"""Seconds that its note waits for another writer."""

Told = Callable[[int, int], None]
"""Told of progress: pages copied, and pages in all."""


class Backup(NamedTuple):
    """A backup that was made."""

    rows: Mapping[str, int]
    """How many rows each table holds."""
    size: int
    """In bytes."""


class Latest(NamedTuple):
    """The latest backup, as the database remembers it."""

    at: int
    """Microseconds since 1970 UTC."""
    path: str


def _nobody(_done: int, _total: int) -> None:
    """Nobody is told."""


def back_up(database: Path, draft: Path, told: Told = _nobody) -> Backup:
    """Copy the database as it is at one moment into an empty file, and verify the copy.

    Others read and write meanwhile; the copy has nothing of what they commit after that moment.

    Args:
        database: An up-to-date database.
        draft: An empty file, which is a database in one file afterwards.
        told: Told how far it is.

    Raises:
        DatabaseError: The database cannot be read, or the copy does not verify.
        sqlite3.Error: The copy cannot be written.
    """
    with closing(reader(database)) as source:
        source.execute("BEGIN")  # one moment: else a commit meanwhile would begin it all anew
        try:
            rows = _counts(source)
        except sqlite3.DatabaseError as wrong:
            raise _damaged(database, str(wrong)) from wrong
        _copy(source, draft, told)
    _verify(database, draft, rows)
    return Backup(rows, draft.stat().st_size)


def remember(database: Path, path: Path) -> None:
    """Note in the database that a backup was made, as far as it can be written just now."""
    note = json.dumps({"at": now(), "path": str(path.absolute())})
    with (
        suppress(DatabaseBusy, DatabaseError, sqlite3.Error),
        Writer(database, _WAIT) as writer,
        writer.transaction() as connection,
    ):
        connection.execute(
            "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (_MARK, note)
        )


def latest(connection: sqlite3.Connection) -> Latest | None:
    """The latest backup; None: there was none."""
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (_MARK,)).fetchone()
    if row is None:
        return None
    said = json.loads(row[0])
    return Latest(said["at"], said["path"])


def _copy(source: sqlite3.Connection, draft: Path, told: Told) -> None:
    """Copy all pages, and leave a file that needs no companions."""

    def progress(_status: int, remaining: int, total: int) -> None:
        told(total - remaining, total)

    with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA locking_mode = EXCLUSIVE")
        source.backup(copy, pages=_PAGES, progress=progress)
    with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
        copy.execute("PRAGMA locking_mode = EXCLUSIVE")
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()


def _verify(database: Path, draft: Path, rows: Mapping[str, int]) -> None:
    """Read the copy back from the disk, as a stranger would.

    Raises:
        DatabaseError: It is not what the database was.
    """
    uri = f"file:{quote(str(draft))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as copy:
            problems = [row[0] for row in copy.execute("PRAGMA integrity_check")]
            found = _counts(copy)
    except sqlite3.DatabaseError as wrong:
        problems, found = [str(wrong)], {}
    if problems != ["ok"]:
        raise _damaged(database, problems[0].splitlines()[0])
    if found != rows:
        wrong_table = next(name for name in rows if found.get(name) != rows[name])
        raise DatabaseError(f"{database}: the copy has other rows in the table {wrong_table}")


def _damaged(database: Path, how: str) -> DatabaseError:
    """The error that says how a database is damaged, and what to do."""
    return DatabaseError(f"{database}: damaged: {how}; blotter salvage saves what can be read")


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    """The rows of every table."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    ).fetchall()
    return {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
        for (name,) in names
    }

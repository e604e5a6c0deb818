"""What an import process is made to do: commit crumbs, begin a second process early, or die."""

import os
import signal
import sqlite3
from typing import Any

from store.database import connection
from store.importing import foreseeing, intake, reading, turns


def torment(chunk: int, long: int, statements: int) -> None:
    """Change this process.

    Args:
        chunk: Bytes that it commits at a time.
        long: Bytes from which on a log is read by a second process.
        statements: After so many statements of a writer it dies; 0: it does not.
    """
    reading.CHUNK = chunk
    foreseeing.LONG = long
    setattr(intake, "LONG", long)  # noqa: B010 - a name that it imports
    turns._TURN = 0.2
    if statements:
        connection._connect = _mortal(statements)


def _mortal(statements: int) -> Any:
    """Connects to a database so that the process dies before a certain statement."""
    left = iter(range(statements, 0, -1))

    def count() -> None:
        if next(left, 0) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    class Mortal(sqlite3.Connection):
        """Counts its statements."""

        def execute(self, *words: Any) -> sqlite3.Cursor:
            count()
            return super().execute(*words)

        def executemany(self, *words: Any) -> sqlite3.Cursor:
            count()
            return super().executemany(*words)

    def connect(path: object, wait: float) -> sqlite3.Connection:
        return sqlite3.connect(
            str(path), isolation_level=None, timeout=wait, check_same_thread=False, factory=Mortal
        )

    return connect

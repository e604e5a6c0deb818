"""Several pieces of a log in one transaction: a page that all of them change is written once."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from sqlite3 import Connection

from store.database.connection import Writer

_LONGEST = 0.3
"""Seconds after which what was written is to be committed: nobody sees it before, and a run that is
killed has to do it again."""


class Together:
    """A transaction that goes on from piece to piece."""

    def __init__(self, writer: Writer) -> None:
        """Begin nothing yet."""
        self._writer = writer
        self._open = ExitStack()
        self._until = 0.0

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A part of the open transaction, or of a new one; what fails in it undoes all its parts.

        Raises:
            DatabaseBusy, DatabaseError: As `Writer.transaction`.
        """
        connection = self._writer.connection
        with self._open as parts:
            if not connection.in_transaction:
                parts.enter_context(self._writer.transaction())
                self._until = time.monotonic() + _LONGEST
            yield connection
            self._open = parts.pop_all()

    @property
    def is_due(self) -> bool:
        """Whether it has been open for long enough, or somebody else wants to write."""
        return time.monotonic() >= self._until or self._writer.is_awaited

    def commit(self) -> bool:
        """Commit what has been written; returns whether there was anything.

        Raises:
            DatabaseError: It cannot be.
        """
        if not self._writer.connection.in_transaction:
            return False
        self._open.close()
        return True

"""Lanes: one thread and one read connection for each purpose, so that a query can be cancelled.

A query in a lane is awaited; when its task is cancelled, SQLite is interrupted and the lane is free
again within milliseconds. Thread workers of a pool could not be stopped and would hold up the exit.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from store.database.connection import reader

P = ParamSpec("P")
T = TypeVar("T")


class GivenUpError(Exception):
    """A query was given up before it began; nobody waits for it any more."""


class _Job:
    """One query that is queued or running."""

    def __init__(self) -> None:
        self.cancelled = False


class Lane:
    """Runs functions of a read connection, one after the other, in its own thread."""

    def __init__(self, database: Path, name: str) -> None:
        self._database = database
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=f"lane-{name}")
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._current: _Job | None = None
        self._closed = False

    async def run(
        self,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Await `function(connection, …)`; cancelling the wait interrupts the query.

        Raises:
            sqlite3.Error: As the query does, or where there is no database yet.
            BlotterError: As the query does.
        """
        job = _Job()
        call = asyncio.get_running_loop().run_in_executor(
            self._executor, lambda: self._call(job, lambda one: function(one, *args, **kwargs))
        )
        try:
            return await call
        except asyncio.CancelledError:
            self._cancel(job)
            raise

    def _call(self, job: _Job, function: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            self._connection = reader(self._database)
        with self._lock:
            if job.cancelled or self._closed:
                raise GivenUpError
            self._current = job
        try:
            return function(self._connection)
        finally:
            with self._lock:
                self._current = None

    def _cancel(self, job: _Job) -> None:
        with self._lock:
            job.cancelled = True
            if self._current is job and self._connection is not None:
                self._connection.interrupt()

    def close(self) -> None:
        """Stop what runs, and let the connection go when the thread is free."""
        with self._lock:
            self._closed = True
            if self._current is not None and self._connection is not None:
                self._connection.interrupt()
        self._executor.submit(self._disconnect)
        self._executor.shutdown(wait=False)

    def _disconnect(self) -> None:
        if self._connection is not None:
            with closing(self._connection):
                self._connection = None


class Lanes:
    """The lanes of the app."""

    def __init__(self, database: Path) -> None:
        self.pages = Lane(database, "pages")
        """Pages of lists."""
        self.details = Lane(database, "details")
        """What stands beside the cursor's row."""
        self.counts = Lane(database, "counts")
        """Counts and tops, which may take long."""
        self.pictures = Lane(database, "pictures")
        """The little pictures beside counts."""
        self.watch = Lane(database, "watch")
        """What changed since the last look."""

    def close(self) -> None:
        """Close all lanes."""
        for lane in (self.pages, self.details, self.counts, self.pictures, self.watch):
            lane.close()

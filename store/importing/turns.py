"""Take turns: one import at a time works on a database, and none keeps it from the others for long.

What an import remembers between two transactions (numbers of texts, counts, how far a log has been
read, the rules in force) is true only as long as nobody else imports. So an import works in turns
under one kernel lock. It passes the turn on, between two pieces of a log, as soon as somebody waits
for it, and trusts nothing that it remembered when its turn comes again. Who waits holds a second
lock, the queue, through which the one who has just let go has to pass too: nobody starves.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from store.database.connection import import_lock, import_queue
from store.database.lock import FileLock
from store.errors import DatabaseBusy

_TURN = 2.0
"""Seconds that a turn lasts at least: to begin one costs some of them."""

_PATIENCE = 600.0
"""Seconds that a run which has begun waits for its next turn."""

_MOMENT = 1.0
"""Seconds that everybody waits for the turn of an import that follows live logs."""

_BRIEF = b"brief\n"


class Turns:
    """One import's turns on a database; a context manager for the time it is at work."""

    def __init__(
        self, database: Path, wait: float, *, stop: Callable[[], bool] = lambda: False
    ) -> None:
        """Name the database; no turn is taken yet.

        Args:
            database: Its path.
            wait: Seconds to wait for the first turn.
            stop: Asked while waiting whether to give up.
        """
        self.brief = False
        """Whether the next turn lasts but a moment, as that of an import which follows live logs:
        everybody waits for it."""
        self._database = database
        self._wait = wait
        self._stop = stop
        self._held: FileLock | None = None
        self._began = 0.0

    def __enter__(self) -> "Turns":
        """Wait for the turn.

        Raises:
            DatabaseBusy: It did not come in time.
        """
        self._take(self._wait)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let others have their turn."""
        self._give_up()

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits, and this turn has lasted long enough."""
        if time.monotonic() - self._began < _TURN:
            return False
        try:
            with import_queue(self._database, 0):
                return False
        except DatabaseBusy:
            return True

    def pass_on(self) -> None:
        """Let those who wait have their turn, and wait for the next one.

        Raises:
            DatabaseBusy: It does not come again.
        """
        self._give_up()
        self._take(max(self._wait, _PATIENCE))

    def _take(self, wait: float) -> None:
        if wait < _MOMENT and _is_brief(import_lock(self._database, 0).path):
            wait = _MOMENT
        end = time.monotonic() + wait
        with import_queue(self._database, wait, self._stop):
            lock = import_lock(self._database, max(end - time.monotonic(), 0), self._stop)
            lock.__enter__()
        self._held = lock
        self._began = time.monotonic()
        lock.note(_BRIEF if self.brief else b"")

    def _give_up(self) -> None:
        if self._held is not None:
            self._held.__exit__(None, None, None)
            self._held = None


def _is_brief(lock: Path) -> bool:
    """Whether the one who has the turn says that it lasts but a moment."""
    with suppress(OSError):
        descriptor = os.open(lock, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            return os.read(descriptor, len(_BRIEF)) == _BRIEF
        finally:
            os.close(descriptor)
    return False

"""Look at the clock while SQLite does not: from a thread of its own."""

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")

_PAUSE = 0.25
"""Seconds between two looks."""


class Watch:
    """Tells when work goes on behind its deadline."""

    def __init__(self, deadline: float, overdue: Callable[[], None]) -> None:
        """Begin to watch.

        Args:
            deadline: As `time.monotonic` counts.
            overdue: Called once at most, in the thread.
        """
        self._deadline = deadline
        self._overdue = overdue
        self._works = False
        self._ended = Event()
        Thread(target=self._look, daemon=True).start()

    def during(self, work: Callable[[], T]) -> T:
        """Do some work, and be watched meanwhile."""
        self._works = True
        try:
            return work()
        finally:
            self._works = False

    def end(self) -> None:
        """Watch no longer."""
        self._ended.set()

    def _look(self) -> None:
        while not self._ended.wait(_PAUSE):
            if self._works and time.monotonic() > self._deadline:
                self._overdue()
                return

"""Wait for a server no longer than there is a reason to.

A server that accepts a connection and then says nothing has its whole time-out, once for each
answer; one that says a little now and then has no end to its answers, so all of them together have
a limit. Who is told to end meanwhile ends within seconds; what was under way is tried again later.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_GRACE = 2.0
"""Seconds that a conversation has to come to its end, once we are told to end."""
MOST = 300.0
"""Seconds that a conversation may take as a whole: less than a delivery is claimed for."""
_LOOK = 0.25
"""Seconds between two looks at whether it is over."""


class GivenUp(TimeoutError):  # noqa: N818 - a state of the wait
    """The wait was given up; whatever catches what sockets raise treats it as a lost connection."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.strerror = why


class Patience:
    """How long servers are waited for in a run."""

    def __init__(
        self, stop: Callable[[], bool], grace: float = _GRACE, most: float | None = None
    ) -> None:
        """Listen to who tells us to end.

        Args:
            stop: Whether we are told to end.
            grace: Seconds that a conversation goes on after that.
            most: Seconds that it has in any case; None: `MOST`.
        """
        self._stop = stop
        self._grace = grace
        self._most = MOST if most is None else most
        self._end = 0.0
        self._told: float | None = None

    def is_over(self) -> bool:
        """Whether nothing is waited for any more."""
        if not self._stop():
            return False
        now = time.monotonic()
        self._told = now if self._told is None else self._told
        return now - self._told >= self._grace

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Wait for servers within; a wait that is over raises where it waits.

        Only the main thread can be interrupted, and only where there are signals; elsewhere a
        server has its time-out.

        Raises:
            GivenUp: It is over.
        """
        if threading.current_thread() is not threading.main_thread() or not _HAS_TIMER:
            yield
            return
        self._end = time.monotonic() + self._most
        before = signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, _LOOK, _LOOK)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _look(self, *_: object) -> None:
        if self.is_over():
            raise GivenUp("given up: told to end")
        if time.monotonic() >= self._end:
            raise GivenUp(f"given up: it did not come to an end within {self._most:g} s")


def until(seconds: float) -> Patience:
    """The patience that has so many seconds."""
    return Patience(lambda: False, most=seconds)


_HAS_TIMER = hasattr(signal, "setitimer")

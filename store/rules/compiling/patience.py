"""An end to work on text that nobody vouches for: a parser may need for ever for a few kilobytes.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

LONGEST = 5.0
"""Seconds of processor time for one rule; a large one takes some hundredths."""


class TooSlow(BaseException):
    """Work has taken too long; no `except` of a library may take it for something else."""


@contextmanager
def limited(seconds: float = LONGEST) -> Iterator[None]:
    """Stop what runs within after some seconds of processor time, where the system can.

    Raises:
        TooSlow: It was stopped.
    """
    alarm = getattr(signal, "SIGVTALRM", None)
    if alarm is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(alarm, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(alarm, before)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow

"""When an import has to end early."""

import os
import signal
from collections.abc import Callable


class Stop:
    """Whether it is time to end: somebody said so by SIGTERM, or nobody is left to work for."""

    def __init__(self, *, with_parent: bool) -> None:
        """Listen.

        Args:
            with_parent: Whether to end when the process that started this one has.
        """
        self._said = False
        self._parent = os.getppid() if with_parent else None
        self.then: Callable[[], None] = lambda: None
        """Called as soon as it is said."""
        signal.signal(signal.SIGTERM, self._note)

    def __call__(self) -> bool:
        """Whether to end."""
        return self._said or self._parent not in (None, os.getppid())

    def _note(self, *_: object) -> None:
        self._said = True
        self.then()

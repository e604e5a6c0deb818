"""One line on a terminal's stderr that says how far something is, drawn anew in its place."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from store.text import safe

_WIDEST = 78
_START = "\r\x1b[K"
"""To the beginning of the line, and nothing in it."""


class StatusLine:
    """The line; for somebody who watches stderr."""

    def __init__(self, *, patience: float = 0.0, rest: float = 0.0) -> None:
        """Draw nothing yet.

        Args:
            patience: Seconds before it is drawn at all.
            rest: Seconds for which it stands before it is drawn anew.
        """
        self._rest = rest
        self._next = time.monotonic() + patience
        self._is_drawn = False

    def show(self, text: str) -> None:
        """Draw a text, unless it is too early."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + self._rest
        self._is_drawn = True
        click.echo(f"{_START}{safe(text)[:_WIDEST]}", nl=False, err=True, color=True)

    def clear(self) -> None:
        """Leave nothing of it behind."""
        if self._is_drawn:
            click.echo(_START, nl=False, err=True, color=True)


@contextmanager
def watched() -> Iterator[Callable[[str], None]]:
    """What shows somebody who watches stderr, and waits, how far something is."""
    line = StatusLine(patience=1.0, rest=0.2)
    try:
        yield line.show if sys.stderr.isatty() else _unseen
    finally:
        line.clear()


def _unseen(_text: str) -> None:
    """Nobody watches."""

"""How far a search in raw records is, for somebody who waits for it."""

import sys
from collections.abc import Iterable, Iterator

from app.output.status_line import StatusLine

_PATIENCE = 1.0
_REST = 0.2


class Searched:
    """A line on stderr that gives way to what is found; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._line = StatusLine(patience=_PATIENCE, rest=_REST) if sys.stderr.isatty() else None

    def told(self, searched: int) -> None:
        """Say how many bytes were searched."""
        if self._line is not None:
            self._line.show(f"searched {searched / 1e6:,.0f} MB of log text; Ctrl+C ends it")

    def between(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Output that the line stands in no way of."""
        try:
            for chunk in chunks:
                self.clear()
                yield chunk
        finally:
            self.clear()

    def clear(self) -> None:
        """Leave nothing of it."""
        if self._line is not None:
            self._line.clear()

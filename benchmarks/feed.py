"""A log that grows at a steady pace; each line says which it is, so that its way can be watched."""

import re
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

_PAUSE = 0.1
_NAME = re.compile(r"n(\d{8})")


class Feed:
    """Appends requests that are numbered."""

    def __init__(self, log: Path, rate: int) -> None:
        """Begin with an empty log.

        Args:
            log: The file.
            rate: Lines a second.
        """
        self._log, self._rate = log, rate
        log.write_bytes(b"")
        self._written: list[tuple[int, float]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return self._written[-1][0] if self._written else 0

    def __enter__(self) -> "Feed":
        """Begin to write."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Write no more."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        began = time.perf_counter()
        with self._log.open("ab", buffering=0) as log:
            while not self._stop.wait(_PAUSE):
                first = self.lines
                last = int((time.perf_counter() - began) * self._rate)
                log.write(lines(first, last))
                self._written.append((last, time.perf_counter()))

    def lags(self, seen: Sequence[tuple[int, float]], since: float, until: float) -> list[float]:
        """How long each piece took until its last line, or a later one, was on screen.

        Args:
            seen: The highest number on screen, and when; both rise.
            since: When somebody began to look: what was written before is left out.
            until: When they looked for the last time: what was not there yet took at least so long.
        """
        looks = iter([*seen, (self.lines, until)])
        found, shown, when = [], 0, 0.0
        for last, written in self._written:
            while shown < last:
                shown, when = next(looks)
            if since <= written <= until:
                found.append(when - written)
        return found


def lines(first: int, last: int) -> bytes:
    """Requests, numbered from `first` + 1 to `last` in their queries."""
    stamp = datetime.now(tz=UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
    return "".join(
        f'203.0.113.{number % 250 + 1} - - [{stamp}] "GET /p{number % 500}?n{number:08} HTTP/1.1" '
        f'200 {number % 9_000} "-" "Mozilla/5.0 (X11; Linux x86_64)"\n'
        for number in range(first + 1, last + 1)
    ).encode()


def highest(text: str) -> int:
    """The highest number of a line that stands in a text; 0: none."""
    return max((int(found) for found in _NAME.findall(text)), default=0)

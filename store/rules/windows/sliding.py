"""Move a window over hits, with two pointers: every hit enters it once and leaves it once."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Protocol

from store.rules.windows.hits import Hit, Span


class Tally(Protocol):
    """What a window holds at the moment."""

    def add(self, hit: Hit) -> None:
        """A hit has come into the window."""

    def drop(self, hit: Hit) -> None:
        """The oldest hit has left it."""

    def peak(self) -> int | float | None:
        """What is counted or measured in it; None where the condition does not hold."""


class Beginnings:
    """Where the story of a window begins, as it moves."""

    def __init__(self) -> None:
        self._begun: deque[tuple[int, int]] = deque()

    def add(self, hit: Hit) -> None:
        """A hit has come into the window.

        Hits before it that begin no earlier leave the window sooner and tell nothing more, so the
        first one kept always begins earliest.
        """
        begins, begun = hit.begins, self._begun
        while begun and begun[-1][1] >= begins:
            begun.pop()
        begun.append((hit.ts, begins))

    def earliest(self, low: int) -> int:
        """The earliest beginning of a hit at `low` or later; there is one, and `low` only grows."""
        while self._begun[0][0] < low:
            self._begun.popleft()
        return self._begun[0][1]


def slid(hits: Sequence[Hit], timespan: int, tally: Tally, since: int) -> Iterator[Span]:
    """Windows in which a tally says that the condition holds.

    Args:
        hits: In the order of time.
        timespan: Length of the window in microseconds; both ends belong to it.
        tally: An empty one.
        since: Windows that end earlier are not asked for.

    Yields:
        For every time at which the condition holds for the window that ends there: that window.
    """
    start, beginnings = 0, Beginnings()
    for end, hit in enumerate(hits):
        tally.add(hit)
        beginnings.add(hit)
        if end + 1 < len(hits) and hits[end + 1].ts == hit.ts:
            continue
        while hits[start].ts < hit.ts - timespan:
            tally.drop(hits[start])
            start += 1
        peak = tally.peak() if hit.ts >= since else None
        if peak is not None:
            yield Span(beginnings.earliest(hit.ts - timespan), hit.ts, peak)

"""Windows that hold so many hits, or so many different values."""

from collections import Counter
from collections.abc import Iterator, Sequence

from store.rules.windows.bounds import Bounds
from store.rules.windows.hits import Hit, Span
from store.rules.windows.sliding import slid


def counted(
    hits: Sequence[Hit], timespan: int, bounds: Bounds, since: int | None = None
) -> Iterator[Span]:
    """Windows in which the hits, by `n`, are as many as asked for (Sigma's `event_count`).

    Args:
        hits: In the order of time.
        timespan: Length of the window in microseconds; both ends belong to it.
        bounds: Of the sum of `n`.
        since: Windows that end earlier are not asked for.

    Yields:
        For every time at which the condition holds for the window that ends there: that window.
    """
    return slid(hits, timespan, _Hits(bounds), since)


def differing(
    hits: Sequence[Hit], timespan: int, bounds: Bounds, since: int | None = None
) -> Iterator[Span]:
    """Windows with as many different values as asked for (Sigma's `value_count`); as `counted`.

    A value counts whatever the hit's `n` is: it is there once, however often it is told.
    """
    return slid(hits, timespan, _Values(bounds), since)


class _Hits:
    """The sum of `n`."""

    def __init__(self, bounds: Bounds) -> None:
        self._holds = bounds.test()
        self._total = 0

    def add(self, hit: Hit) -> None:
        self._total += hit.n

    def drop(self, hit: Hit) -> None:
        self._total -= hit.n

    def peak(self) -> int | None:
        return self._total if self._holds(self._total) else None


class _Values:
    """How often each value is there."""

    def __init__(self, bounds: Bounds) -> None:
        self._holds = bounds.test()
        self._seen: Counter[str | int | float | None] = Counter()

    def add(self, hit: Hit) -> None:
        self._seen[hit.value] += 1

    def drop(self, hit: Hit) -> None:
        self._seen[hit.value] -= 1
        if not self._seen[hit.value]:
            del self._seen[hit.value]

    def peak(self) -> int | None:
        different = len(self._seen)
        return different if self._holds(different) else None

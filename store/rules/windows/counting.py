"""Windows that hold so many hits, or so many different values."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import starmap

from store.rules.windows.bounds import Bounds
from store.rules.windows.hits import EVER, Hit, Row, Span
from store.rules.windows.sliding import slid


def counted(
    hits: Sequence[Hit], timespan: int, bounds: Bounds, since: int = EVER
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
    hits: Sequence[Hit], timespan: int, bounds: Bounds, since: int = EVER
) -> Iterator[Span]:
    """Windows with as many different values as asked for (Sigma's `value_count`); as `counted`.

    A value counts whatever the hit's `n` is: it is there once, however often it is told.
    """
    return slid(hits, timespan, _Values(bounds), since)


def enough(hits: Sequence[Row], timespan: int, at_least: int, since: int = EVER) -> Iterator[Span]:
    """Windows as `counted` gives them for events alone and a lower limit, at less cost."""
    return starmap(Span, _hot(hits, timespan, at_least, since))


def episodes(hits: Sequence[Row], timespan: int, at_least: int, since: int, gap: int) -> list[Span]:
    """The same windows, joined as `merged` does, at a fraction of the cost."""
    found: list[Span] = []
    begins, last, peak = EVER, EVER, -1
    for first, end, total in _hot(hits, timespan, at_least, since):
        if peak >= 0 and first - last <= gap:
            last = end  # a window that ends later begins no earlier
            if total > peak:  # noqa: PLR1730 - at half the cost of max()
                peak = total
            continue
        if peak >= 0:
            found.append(Span(begins, last, peak))
        begins, last, peak = first, end, total
    return [*found, Span(begins, last, peak)] if peak >= 0 else found


def _hot(
    hits: Sequence[Row], timespan: int, at_least: int, since: int
) -> Iterator[tuple[int, int, int]]:
    """First and last time and sum of every window that holds enough."""
    times, weights = [hit[1] for hit in hits], [hit[4] for hit in hits]
    start = total = 0
    for ts, n, following in zip(times, weights, [*times[1:], None], strict=False):
        total += n
        if ts == following:
            continue  # events of one instant are judged together: logs have whole seconds
        edge = ts - timespan
        while times[start] < edge:
            total -= weights[start]
            start += 1
        if total >= at_least and ts >= since:
            yield times[start], ts, total


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

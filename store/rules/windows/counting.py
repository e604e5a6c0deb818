"""Windows that hold so many hits, or so many different values."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import starmap

from store.rules import arrays
from store.rules.windows.bounds import Bounds
from store.rules.windows.hits import EVER, Hit, Span, Value
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


def enough(
    times: Sequence[int], sums: Sequence[int], timespan: int, at_least: int, since: int = EVER
) -> Iterator[Span]:
    """Windows as `counted` gives them for events alone and a lower limit, at less cost.

    Args:
        times: Of the hits, in order.
        sums: What the hits before each come to, but for a constant, and at the end what all do.
        timespan: As for `counted`, …
        at_least: … as its lower limit …
        since: … and as there.
    """
    return starmap(Span, _hot(times, sums, timespan, at_least, since))


def episodes(
    times: Sequence[int], sums: Sequence[int], timespan: int, at_least: int, since: int, gap: int
) -> list[Span]:
    """The same windows, joined as `merged` does, at a fraction of the cost."""
    if _are_many(times, since):
        from store.rules.windows import counting_long  # noqa: PLC0415 - numpy loads slowly

        return counting_long.episodes(times, sums, timespan, at_least, since, gap)
    return _joined(_hot(times, sums, timespan, at_least, since), gap)


def varied(
    times: Sequence[int],
    values: Sequence[Value],
    timespan: int,
    bounds: Bounds,
    since: int = EVER,
) -> Iterator[Span]:
    """Windows as `differing` gives them for events alone, at less cost; see `enough`.

    Args:
        times: Of the hits, in order.
        values: What each says.
        timespan: As for `counted`, …
        bounds: … of the number of different values …
        since: … and as there.
    """
    return starmap(Span, _varied(times, values, timespan, bounds, since))


def varied_episodes(
    times: Sequence[int],
    values: Sequence[Value],
    timespan: int,
    bounds: Bounds,
    since: int,
    gap: int,
) -> list[Span]:
    """The same windows, joined as `merged` does, at a fraction of the cost."""
    if _are_many(times, since):
        from store.rules.windows import counting_long  # noqa: PLC0415 - numpy loads slowly

        return counting_long.varied_episodes(times, values, timespan, bounds, since, gap)
    return _joined(_varied(times, values, timespan, bounds, since), gap)


def _are_many(times: Sequence[int], since: int) -> bool:
    """Whether windows are to be looked at from so many hits on that numpy's arrays pay."""
    return arrays.pay(len(times) - bisect_left(times, since))


def _joined(windows: Iterable[tuple[int, int, int]], gap: int) -> list[Span]:
    """Windows, in order, joined while no more than a gap lies between them."""
    found: list[Span] = []
    begins, last, peak = EVER, EVER, -1
    for first, end, total in windows:
        if peak >= 0 and first - last <= gap:
            last = end  # a window that ends later begins no earlier
            if total > peak:  # noqa: PLR1730 - at half the cost of max()
                peak = total
            continue
        if peak >= 0:
            found.append(Span(begins, last, peak))
        begins, last, peak = first, end, total
    return [*found, Span(begins, last, peak)] if peak >= 0 else found


def _varied(
    times: Sequence[int], values: Sequence[Value], timespan: int, bounds: Bounds, since: int
) -> Iterator[tuple[int, int, int]]:
    """First and last time of every window with as many different values, and how many.

    A value is in the window while the last hit that says it is.
    """
    begun = bisect_left(times, since)
    start = bisect_left(times, since - timespan, hi=begun)
    latest = dict(zip(values[start:begun], range(start, begun), strict=True))
    different, holds = len(latest), bounds.test()
    ahead = zip(times[begun:], values[begun:], [*times[begun + 1 :], None], strict=False)
    for at, (ts, value, following) in enumerate(ahead, begun):
        if latest.get(value, -1) < start:
            different += 1
        latest[value] = at
        if ts == following:
            continue
        edge = ts - timespan
        while times[start] < edge:
            if latest[values[start]] == start:
                different -= 1
            start += 1
        if holds(different):
            yield times[start], ts, different


def _hot(
    times: Sequence[int], sums: Sequence[int], timespan: int, at_least: int, since: int
) -> Iterator[tuple[int, int, int]]:
    """First and last time and sum of every window that holds enough."""
    begun = bisect_left(times, since)
    start = bisect_left(times, since - timespan, hi=begun)
    ahead = zip(times[begun:], sums[begun + 1 :], [*times[begun + 1 :], None], strict=False)
    for ts, total, following in ahead:
        if ts == following:
            continue  # events of one instant are judged together: logs have whole seconds
        edge = ts - timespan
        while times[start] < edge:
            start += 1
        if total - sums[start] >= at_least:
            yield times[start], ts, total - sums[start]


def _drop(seen: Counter[Value], value: Value) -> None:
    """Count a value once less."""
    if seen[value] == 1:
        del seen[value]
    else:
        seen[value] -= 1


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
        self._seen: Counter[Value] = Counter()

    def add(self, hit: Hit) -> None:
        self._seen[hit.value] += 1

    def drop(self, hit: Hit) -> None:
        _drop(self._seen, hit.value)

    def peak(self) -> int | None:
        different = len(self._seen)
        return different if self._holds(different) else None

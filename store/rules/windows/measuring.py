"""Windows in which the sum, the mean or a percentile of a number is what is asked for.

A hit that counts n times has its number n times; one that counts 0 times has none. Where there is
no number, there is no mean and no percentile either, and no condition on them holds.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from store.rules.windows.bounds import Bounds, Number, exact, ratio, shown
from store.rules.windows.hits import EVER, Hit, Span
from store.rules.windows.sliding import slid


def summed(hits: Sequence[Hit], timespan: int, bounds: Bounds, since: int = EVER) -> Iterator[Span]:
    """Windows by the sum of the hits' numbers (Sigma's `value_sum`).

    Args:
        hits: In the order of time, each with a number for its value.
        timespan: Length of the window in microseconds; both ends belong to it.
        bounds: Of the sum.
        since: Windows that end earlier are not asked for.

    Yields:
        For every time at which the condition holds for the window that ends there: that window.
    """
    return slid(hits, timespan, _Sum(bounds), since)


def averaged(
    hits: Sequence[Hit], timespan: int, bounds: Bounds, since: int = EVER
) -> Iterator[Span]:
    """Windows by the arithmetic mean of the hits' numbers (Sigma's `value_avg`); as `summed`."""
    return slid(hits, timespan, _Mean(bounds), since)


def ranked(
    hits: Sequence[Hit],
    timespan: int,
    bounds: Bounds,
    percent: int,
    since: int = EVER,
) -> Iterator[Span]:
    """Windows by a percentile of the hits' numbers (Sigma's `value_percentile`); as `summed`.

    Sigma does not say what a percentile is. Here it is definition 7 of Hyndman and Fan, "Sample
    Quantiles in Statistical Packages" (1996), which Sigma's SQLite backend, SQL's `percentile_cont`
    and spreadsheets share: of N numbers in order, counted from 0, the one at (N - 1) * percent /
    100; between two, as far from one to the other as the position is. The median (`value_median`)
    is the 50th.
    """
    return slid(hits, timespan, _Ranks(bounds, percent, hits), since)


class _Sum:
    """The sum of the numbers, and how many there are."""

    def __init__(self, bounds: Bounds) -> None:
        self._holds = bounds.test()
        self.total: Number = 0
        self.count = 0

    def add(self, hit: Hit) -> None:
        self.total += _number(hit) * hit.n
        self.count += hit.n

    def drop(self, hit: Hit) -> None:
        self.total -= _number(hit) * hit.n
        self.count -= hit.n

    def measure(self) -> Number:
        return self.total

    def peak(self) -> int | float | None:
        if not self.count:
            return None
        measured = self.measure()
        return shown(measured) if self._holds(measured) else None


class _Mean(_Sum):
    """Their mean."""

    def measure(self) -> Number:
        return ratio(self.total, self.count)


class _Ranks:
    """How often each number is there: a binary indexed tree (Fenwick 1994) over their order."""

    def __init__(self, bounds: Bounds, percent: int, hits: Sequence[Hit]) -> None:
        self._holds = bounds.test()
        self._percent = percent
        self._numbers = sorted({_number(hit) for hit in hits})
        self._tree = [0] * (len(self._numbers) + 1)
        self._count = 0

    def add(self, hit: Hit) -> None:
        self._change(hit, hit.n)

    def drop(self, hit: Hit) -> None:
        self._change(hit, -hit.n)

    def peak(self) -> int | float | None:
        if not self._count:
            return None
        measured = self._percentile()
        return shown(measured) if self._holds(measured) else None

    def _percentile(self) -> Number:
        position, beyond = divmod((self._count - 1) * self._percent, 100)
        lower = self._at(position)
        if not beyond:
            return lower
        return lower + ratio(beyond, 100) * (self._at(position + 1) - lower)

    def _change(self, hit: Hit, by: int) -> None:
        self._count += by
        at = bisect_left(self._numbers, _number(hit)) + 1
        while at < len(self._tree):
            self._tree[at] += by
            at += at & -at

    def _at(self, position: int) -> Number:
        """The number at a position of the order, from 0."""
        at, step = 0, 1 << len(self._numbers).bit_length()
        while step:
            ahead = at + step
            if ahead < len(self._tree) and self._tree[ahead] <= position:
                at, position = ahead, position - self._tree[ahead]
            step >>= 1
        return self._numbers[at]


def _number(hit: Hit) -> Number:
    return exact(hit.value) if isinstance(hit.value, int | float) else 0

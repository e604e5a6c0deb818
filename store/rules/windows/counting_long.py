"""Windows over many hits, in numpy's arrays; what they are is said in `counting`."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from store.rules.windows.bounds import Bounds
from store.rules.windows.hits import Span, Value

_Numbers = npt.NDArray[np.int64]
_LONGEST = 1 << 61
"""Microseconds; windows and gaps that are longer reach over all times there are."""


class _Windows(NamedTuple):
    """The windows that end at each hit, from some time on."""

    times: _Numbers
    """Of the hits that may be in them, in order."""
    starts: _Numbers
    """For each hit the position of the first one in the window that ends with it."""
    asked: npt.NDArray[np.bool_]
    """Whether a hit is the last of its instant, and late enough."""

    def joined(self, totals: _Numbers, holds: npt.NDArray[np.bool_], gap: int) -> list[Span]:
        """Those that hold, joined while no more than a gap lies between them.

        Args:
            totals: What each comes to.
            holds: Whether it holds.
            gap: In microseconds.
        """
        ends = np.flatnonzero(holds & self.asked)
        if not len(ends):
            return []
        first, last = self.times[self.starts[ends]], self.times[ends]
        apart = np.flatnonzero(first[1:] - last[:-1] > min(gap, _LONGEST)) + 1
        begun = np.concatenate(([0], apart))
        peaks = np.maximum.reduceat(totals[ends], begun)
        bounds = first[begun].tolist(), last[[*(apart - 1), -1]].tolist(), peaks.tolist()
        return list(map(Span, *bounds))


def episodes(
    times: Sequence[int], sums: Sequence[int], timespan: int, at_least: int, since: int, gap: int
) -> list[Span]:
    """As `counting.episodes`."""
    windows, start = _windows(times, timespan, since)
    weights = np.asarray(sums, np.int64)[start:]
    totals = weights[1:] - weights[windows.starts]
    return windows.joined(totals, totals >= at_least, gap)


def varied_episodes(
    times: Sequence[int],
    values: Sequence[Value],
    timespan: int,
    bounds: Bounds,
    since: int,
    gap: int,
) -> list[Span]:
    """As `counting.varied_episodes`.

    A hit counts in the windows that hold it until the next one that says the same: so it adds one
    from itself on, and takes it away where that comes or where its last window has ended.
    """
    windows, start = _windows(times, timespan, since)
    size = len(windows.times)
    left = np.searchsorted(windows.starts, np.arange(size), "right")
    over = np.minimum(_next_alike(values[start:]), left)
    different = np.arange(1, size + 1) - np.cumsum(np.bincount(over, minlength=size)[:size])
    test = bounds.test()
    holds = np.array([test(number) for number in range(int(different.max()) + 1)], np.bool_)
    return windows.joined(different, holds[different], gap)


def _windows(times: Sequence[int], timespan: int, since: int) -> tuple[_Windows, int]:
    """The windows that end from some time on, and the position of the first hit in any."""
    every, span = np.asarray(times, np.int64), min(timespan, _LONGEST)
    start = int(np.searchsorted(every, max(since, -_LONGEST) - span))
    near = every[start:]
    is_last = np.append(near[1:] != near[:-1], True)
    return _Windows(near, np.searchsorted(near, near - span), is_last & (near >= since)), start


def _next_alike(values: Sequence[Value]) -> _Numbers:
    """For each value the position of the next one that equals it; their number where none does."""
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    codes = np.fromiter(map(numbers.__getitem__, values), np.int64, len(values))
    order = np.argsort(codes, kind="stable")
    alike = np.flatnonzero(codes[order[1:]] == codes[order[:-1]])
    following = np.full(len(values), len(values))
    following[order[alike]] = order[alike + 1]
    return following

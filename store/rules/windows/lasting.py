"""How long a count keeps its limit as time goes on, also where nothing is hit."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from store.rules.windows.hits import EVER, Row


class State(NamedTuple):
    """A stretch of time in which a window that ends at any of its points holds enough."""

    first: int
    """Time of the first hit in the first window, but behind the hits of the state before."""
    last: int
    """Time of the last hit in it."""
    peak: int
    """The most that a window held."""
    begins: int
    """The instant at which it began: of a hit."""
    ends: int
    """Its last instant: then the hit leaves the window without which that holds too little."""


def lasting(
    hits: Sequence[Row],
    timespan: int,
    at_least: int,
    since: int = EVER,
    behind: int = EVER,
) -> Iterator[State]:
    """The states of a count.

    Args:
        hits: In the order of time.
        timespan: Length of the window in microseconds; both ends belong to it.
        at_least: The sum of `n` at which the condition holds, more than 0.
        since: Windows that end earlier are not asked for.
        behind: The last hit that belongs to a state before.

    Yields:
        Each state, in order.
    """
    state: State | None = None
    for first, last, peak, ends in _hot(hits, timespan, at_least, since):
        if state is not None and last <= state.ends:
            state = state._replace(last=last, peak=max(state.peak, peak), ends=ends)
            continue
        if state is not None:
            yield state
            behind = state.last
        begins = first if first > behind else _next(hits, behind)
        state = State(begins, last, peak, last, ends)
    if state is not None:
        yield state


def _hot(
    hits: Sequence[Row], timespan: int, at_least: int, since: int
) -> Iterator[tuple[int, int, int, int]]:
    """First and last time and sum of every window that holds enough, and until when it would."""
    start = enough = total = rest = 0
    for end, hit in enumerate(hits):
        ts = hit[1]
        total += hit[4]
        rest += hit[4]
        if end + 1 < len(hits) and hits[end + 1][1] == ts:
            continue
        while hits[start][1] < ts - timespan:
            total -= hits[start][4]
            start += 1
        while rest - hits[enough][4] >= at_least:
            rest -= hits[enough][4]
            enough += 1
        if total >= at_least and ts >= since:
            yield hits[start][1], ts, total, hits[enough][1] + timespan


def _next(hits: Sequence[Row], behind: int) -> int:
    """The time of the first hit behind a point in time."""
    return next(hit[1] for hit in hits if hit[1] > behind)

"""Exact sliding windows over the hits of one group.

All functions are pure and depend only on the set of hits, never on the order or the pieces in
which they came: adding hits only adds hot windows, so windows found earlier stay true.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import starmap
from typing import NamedTuple, TypeAlias

EVER = -(1 << 63)
"""No time of the ledger is earlier."""
NEVER = (1 << 63) - 1
"""No time of the ledger is later."""

Row: TypeAlias = tuple[int, int, int, int, int, int | None]
"""A hit as the ledger's rows have it: the attributes of `Hit`, in their order."""


class Hit(NamedTuple):
    """An event that a rule counts, or a window of another rule that it builds on."""

    group: int
    """`groups.id`"""
    ts: int
    """Microseconds since 1970 UTC."""
    slot: int
    """Which of the correlation's rules it belongs to, from 0."""
    event: int
    """`events.id`"""
    n: int
    """How many times it counts; 0: it only repeats what another event tells."""
    since: int | None = None
    """Beginning of the window that it stands for; None: it is an event."""


class Span(NamedTuple):
    """A window in which the rule's condition holds."""

    first: int
    """Time of the first hit in it."""
    last: int
    """Time of the hit at which it became true."""
    peak: int
    """What was counted in it."""


def counted(hits: Sequence[Row], timespan: int, at_least: int, since: int = EVER) -> Iterator[Span]:
    """Windows that hold enough (Sigma's `event_count`).

    Args:
        hits: In the order of time.
        timespan: Length of the window in microseconds; both ends belong to it.
        at_least: The sum of `n` at which the condition holds.
        since: Windows that end earlier are not asked for.

    Yields:
        For every time at which the window that ends there holds enough: that window.
    """
    return starmap(Span, _hot(hits, timespan, at_least, since))


def episodes(hits: Sequence[Row], timespan: int, at_least: int, since: int, gap: int) -> list[Span]:
    """The same windows as `counted` gives, joined as `merged` does, at a fraction of the cost."""
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


def ordered(hits: Sequence[Hit], timespan: int, slots: int) -> Iterator[Span]:
    """Windows in which every slot is hit, one after the other (Sigma's `temporal_ordered`).

    Args:
        hits: In the order of time and slot.
        timespan: Microseconds from the first slot's hit to the last slot's.
        slots: Number of slots.

    Yields:
        For every hit of the last slot that completes the order: the window from the earliest hit of
        the first slot that is near enough. The peak is 1.
    """
    latest: list[int | None] = [None] * slots
    starts: deque[tuple[int, int]] = deque()
    for hit in hits:
        if hit.slot == 0:
            _begin(starts, hit)
            latest[0] = hit.ts
        else:
            _advance(latest, hit)
        begun = latest[-1]
        if hit.slot == slots - 1 and begun is not None and begun >= hit.ts - timespan:
            while starts[0][0] < hit.ts - timespan:
                starts.popleft()
            yield Span(starts[0][1], hit.ts, 1)


def merged(spans: Iterable[Span], gap: int) -> list[Span]:
    """Join windows that overlap or lie at most `gap` microseconds apart into episodes."""
    episodes: list[Span] = []
    for span in sorted(spans):
        if episodes and span.first - episodes[-1].last <= gap:
            before = episodes[-1]
            episodes[-1] = Span(
                before.first, max(before.last, span.last), max(before.peak, span.peak)
            )
        else:
            episodes.append(span)
    return episodes


def _advance(latest: list[int | None], hit: Hit) -> None:
    """Carry the latest possible beginning from the slot before to the hit's slot."""
    before, here = latest[hit.slot - 1], latest[hit.slot]
    if before is not None and (here is None or before > here):
        latest[hit.slot] = before


def _begin(starts: deque[tuple[int, int]], hit: Hit) -> None:
    """Note a hit of the first slot: when it was, and where the story with it begins.

    Hits before it that begin no earlier leave the window sooner and tell nothing more, so the
    first one kept always begins earliest.
    """
    begins = hit.ts if hit.since is None else hit.since
    while starts and starts[-1][1] >= begins:
        starts.pop()
    starts.append((hit.ts, begins))

"""What becomes of a closed alert whose rule holds again: `reopen` under `blotter`."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Protocol

from store.rules.windows import Span


class Stored(Protocol):
    """An alert, as far as this is concerned with it."""

    @property
    def id(self) -> int:
        """`alerts.id`."""

    @property
    def first(self) -> int:
        """Where it begins (µs UTC)."""

    @property
    def last(self) -> int:
        """Where it ends."""


def beyond(spans: Sequence[Span], closed: Sequence[Stored], times: Sequence[int]) -> list[Span]:
    """What is left of windows where closed alerts stay as they were closed.

    A window that ends in one of them is a part of it. One that ends later begins with the first hit
    after it.

    Args:
        spans: The windows.
        closed: The alerts.
        times: Of all hits in the windows, in order.
    """
    return [left for span in spans for left in _left(span, closed, times)]


def _left(span: Span, closed: Sequence[Stored], times: Sequence[int]) -> Iterator[Span]:
    """What is left of one window, if anything is."""
    if not any(alert.first <= span.last <= alert.last for alert in closed):
        ends = [alert.last for alert in closed if span.first <= alert.last < span.last]
        first = times[bisect_right(times, max(ends))] if ends else span.first
        yield span._replace(first=first)


def followed(span: Span, closed: Sequence[Stored], gap: int) -> int | None:
    """Which closed alert an episode goes on from; None if none is near enough."""
    near = [alert for alert in closed if 0 < span.first - alert.last <= gap]
    return max(near, key=lambda alert: alert.last).id if near else None

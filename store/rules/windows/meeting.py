"""Windows in which several rules are hit, in any order."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from store.rules.windows.bounds import UNBOUNDED, Bounds
from store.rules.windows.hits import EVER, Hit, Span
from store.rules.windows.sliding import slid


class Way(NamedTuple):
    """One of the ways in which a condition over rules can hold."""

    hit: tuple[int, ...]
    """Slots that all have to be hit, in this order where the order counts."""
    missing: tuple[int, ...] = ()
    """Slots that must not be hit."""

    def holds(self, slots: Collection[int]) -> bool:
        """Whether it holds where these slots are hit."""
        return all(slot in slots for slot in self.hit) and not any(
            slot in slots for slot in self.missing
        )


def together(
    hits: Sequence[Hit], timespan: int, bounds: Bounds, since: int = EVER
) -> Iterator[Span]:
    """Windows in which so many different slots are hit (Sigma's `temporal`).

    Args:
        hits: In the order of time.
        timespan: Length of the window in microseconds; both ends belong to it.
        bounds: Of the number of different slots.
        since: Windows that end earlier are not asked for.

    Yields:
        For every time at which the condition holds for the window that ends there: that window.
    """
    return slid(hits, timespan, _Slots(bounds), since)


def met(
    hits: Sequence[Hit], timespan: int, ways: Sequence[Way], since: int = EVER
) -> Iterator[Span]:
    """Windows in which the slots are hit in one of some ways (`temporal` with `and`, `or`, `not`).

    As `together`; whether a slot is missing is judged, as all else, at each hit of any slot.
    """
    return slid(hits, timespan, _Ways(ways), since)


class _Slots:
    """How often each slot is hit."""

    def __init__(self, bounds: Bounds) -> None:
        self._holds = bounds.test()
        self._seen: Counter[int] = Counter()

    def add(self, hit: Hit) -> None:
        self._seen[hit.slot] += 1

    def drop(self, hit: Hit) -> None:
        self._seen[hit.slot] -= 1
        if not self._seen[hit.slot]:
            del self._seen[hit.slot]

    def peak(self) -> int | None:
        return len(self._seen) if self.holds(self._seen) else None

    def holds(self, slots: Collection[int]) -> bool:
        return self._holds(len(slots))


class _Ways(_Slots):
    """The same, judged by ways."""

    def __init__(self, ways: Sequence[Way]) -> None:
        super().__init__(UNBOUNDED)
        self._ways = ways

    def holds(self, slots: Collection[int]) -> bool:
        return any(way.holds(slots) for way in self._ways)

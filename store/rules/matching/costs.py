"""What rules cost while records are judged: processor time, hits, and how often they fail.

The clock is read once for rules that are judged together, never for a record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import thread_time_ns
from typing import NamedTuple

STRIKES = 3
"""Failures after which a rule is not judged any more."""


class Cost(NamedTuple):
    """What one rule cost."""

    rule: int
    """`rules.id`"""
    time: int
    """Nanoseconds of processor time."""
    hits: int
    """Records."""
    last: int | None
    """Time of the last record that it hit (µs UTC)."""
    failures: int
    """How often it overran its time limit; `STRIKES` where it cannot be judged at all."""
    why: str | None
    """What was wrong the last time, one sentence without capital and full stop."""


@dataclass(slots=True)
class Spending:
    """The attributes of a `Cost`, as they grow."""

    time: int = 0
    hits: int = 0
    last: int | None = None
    failures: int = 0
    why: str | None = None

    def add(self, other: "Spending") -> None:
        """Add what was counted elsewhere."""
        self.time += other.time
        self.hits += other.hits
        self.last = _later(self.last, other.last)
        self.failures += other.failures
        self.why = other.why or self.why


class Mark(NamedTuple):
    """A point in the work, from which time is measured."""

    time: int
    """Of the processor, in nanoseconds."""
    told: int
    """Nanoseconds that were known by then to be of a single rule."""


class Meter:
    """Adds up what rules cost, until it is asked."""

    def __init__(self, rules: Iterable[int] = ()) -> None:
        """Begin.

        Args:
            rules: Told of the first time even if they cost nothing.
        """
        self._known = {rule: Spending() for rule in rules}
        self._told = 0

    def mark(self) -> Mark:
        """Begin to measure."""
        return Mark(thread_time_ns(), self._told)

    def alone(self, rule: int, since: Mark) -> None:
        """Say that all time since a mark is that of one rule."""
        took = thread_time_ns() - since.time
        self._told += took
        self._of(rule).time += took

    def together(self, rules: Sequence[int], since: Mark) -> None:
        """Say that the time since a mark which is not that of single rules is that of several."""
        took = thread_time_ns() - since.time - (self._told - since.told)
        each = took // len(rules)
        for rule in rules:
            self._of(rule).time += each

    def hit(self, rule: int, records: int, last: int) -> None:
        """Count records that a rule hit; `last` is the time of the last of them."""
        spending = self._of(rule)
        spending.hits += records
        spending.last = _later(spending.last, last)

    def fail(self, rule: int, why: str, strikes: int) -> None:
        """Count a failure, which may be as bad as several."""
        spending = self._of(rule)
        spending.failures += strikes
        spending.why = why

    def taken(self) -> dict[int, Spending]:
        """What was added up since this was last asked, by rule."""
        known, self._known = self._known, {}
        return known

    def _of(self, rule: int) -> Spending:
        spending = self._known.get(rule)
        if spending is None:
            spending = self._known[rule] = Spending()
        return spending


def summed(found: Iterable[tuple[int, Spending]]) -> list[Cost]:
    """What rules cost together, each once, given by `rules.id`."""
    known: dict[int, Spending] = {}
    for rule, spending in found:
        known.setdefault(rule, Spending()).add(spending)
    return [
        Cost(rule, each.time, each.hits, each.last, each.failures, each.why)
        for rule, each in known.items()
    ]


def _later(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)

"""What a rule takes for usual: `absence` and `baseline` under `blotter`, as they are compiled."""

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Which way a count has to differ from what is usual."""

    HIGH = "high"
    LOW = "low"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Absence:
    """Too few hits in a window, also where there are none at all."""

    warmup: int = 0
    """Microseconds for which a group must have been known when the silence begins."""
    rarely: int = 100
    """Percent of that time in which there may have been too few hits."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """More or fewer hits in a bucket than other weeks had at that hour."""

    bucket: int
    """Microseconds."""
    z: float
    """How many deviations away a bucket is unusual."""
    need: int
    """So many unusual buckets make an alert,"""
    of: int
    """out of so many."""
    history: int
    """Microseconds that are looked back for the same hour of the week."""
    min_count: int
    """Hits below which a bucket is not unusually high."""
    direction: Direction

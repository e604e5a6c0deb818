"""When a term is new: each time it is met after it was forgotten, and the first time.

The times at which a term was met fall into runs, between which it was forgotten. That depends on
the set of these times only, never on the order in which they are heard of.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from store.rules.windows import NEVER


class Meeting(NamedTuple):
    """A record that holds a term. The least of some is the one that counts as the first."""

    ts: int
    """Microseconds since 1970 UTC."""
    key: str
    """The group of alerts that it belongs to, as JSON."""
    event: int
    """`events.id`"""
    group: int
    """`groups.id`"""


class Run(NamedTuple):
    """A stretch of time in which a term is known."""

    met: Meeting
    """What began it: then the term was new."""
    until: int
    """How long it is remembered if it is not met any more."""


def remembered(ts: int, forget: int | None) -> int:
    """Until when a term is remembered that was met at some time."""
    return NEVER if forget is None else min(ts + forget, NEVER)


def grown(runs: Sequence[Run], meetings: Iterable[Meeting], forget: int | None) -> list[Run]:
    """The runs of a term when it was met at some other times too.

    Args:
        runs: In order; no two of them touch.
        meetings: In any order.
        forget: Microseconds after which the term is forgotten; None: never.
    """
    found: list[Run] = []
    for run in sorted([*runs, *(Run(met, remembered(met.ts, forget)) for met in meetings)]):
        if found and run.met.ts <= found[-1].until:
            found[-1] = found[-1]._replace(until=max(run.until, found[-1].until))
        else:
            found.append(run)
    return found

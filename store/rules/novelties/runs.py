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
    found = list(runs)
    for met in sorted(meetings):
        until = remembered(met.ts, forget)
        joined = [run for run in found if run.until >= met.ts and run.met.ts <= until]
        whole = Run(min([met, *(run.met for run in joined)]), max([until, *_ends(joined)]))
        found = [run for run in found if run not in joined] + [whole]
    return sorted(found)


def _ends(runs: Iterable[Run]) -> Iterable[int]:
    return [run.until for run in runs]

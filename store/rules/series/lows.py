"""When a window holds too few hits; also where there is no hit at all.

All functions are pure and depend only on the set of hits. A window is [t - timespan, t], both ends
included, and is judged at every microsecond t at which the logs are known to be read.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from store.rules.counting.heard import Instant
from store.rules.expectations import Absence


class Stretch(NamedTuple):
    """Microseconds from the first to the last, both included."""

    first: int
    last: int


class Low(NamedTuple):
    """A time in which every window holds too few."""

    first: int
    last: int
    most: int
    """The most that one of them holds."""


def lows(
    hits: Sequence[Instant], timespan: int, enough: int, watched: Iterable[Stretch]
) -> list[Low]:
    """The times in which windows hold too few hits, each as long as it can be.

    Args:
        hits: In order; all that there are, or the first and last `enough` of each stretch that is
            no longer than the window.
        timespan: Length of a window, in microseconds.
        enough: How many hits are not too few.
        watched: The instants at which windows are judged, in order.
    """
    times = [hit[0] for hit in hits]
    return [low for each in watched for low in _within(hits, times, timespan, enough, each)]


def _within(
    hits: Sequence[Instant], times: Sequence[int], timespan: int, enough: int, watched: Stretch
) -> Iterator[Low]:
    """As `lows`, for one stretch of time."""
    leaving = bisect_left(times, watched.first - timespan)
    coming = bisect_right(times, watched.first)
    held = sum(hit[2] for hit in hits[leaving:coming])
    at, low = watched.first, None
    while at <= watched.last:
        changes = [times[coming]] if coming < len(times) else []
        changes += [times[leaving] + timespan + 1] if leaving < coming else []
        following = min(changes, default=watched.last + 1)
        if held < enough:
            end = min(following - 1, watched.last)
            low = Low(low.first, end, max(low.most, held)) if low else Low(at, end, held)
        elif low:
            yield low
            low = None
        at = following
        while coming < len(times) and times[coming] <= at:
            held += hits[coming][2]
            coming += 1
        while leaving < coming and times[leaving] + timespan < at:
            held -= hits[leaving][2]
            leaving += 1
    if low:
        yield low


def watched(covered: Iterable[Stretch], since: int, timespan: int) -> list[Stretch]:
    """When the windows of a group are judged: where they lie in a time in which logs were read.

    Args:
        covered: When logs were read, in order.
        since: When the group was first met.
        timespan: Length of a window.
    """
    found = (Stretch(max(each.first, since) + timespan, each.last) for each in covered)
    return [each for each in found if each.first <= each.last]


def between(stretches: Iterable[Stretch], first: int, last: int) -> list[Stretch]:
    """What of some stretches lies between two points in time."""
    cut = (Stretch(max(each.first, first), min(each.last, last)) for each in stretches)
    return [each for each in cut if each.first <= each.last]


def told(
    low: Low, before: Sequence[Low], watched_: Sequence[Stretch], since: int, asked: Absence
) -> bool:
    """Whether too few hits are worth an alert, by what was usual before.

    Args:
        low: When they were too few.
        before: When they were before, as far as the warm-up reaches.
        watched_: When windows were judged.
        since: When the group was first met.
        asked: What the rule says.
    """
    begins = low.first - asked.warmup
    if not asked.warmup:
        return True
    size = _length(between(watched_, begins, low.first - 1))
    rare = _length(between([Stretch(*each[:2]) for each in before], begins, low.first - 1))
    return since <= begins and 2 * size >= asked.warmup and 100 * rare <= asked.rarely * size


def _length(stretches: Iterable[Stretch]) -> int:
    return sum(each.last - each.first + 1 for each in stretches)

"""Buckets that are unusual, one after the other, as episodes."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from store.rules.expectations import Baseline, Direction
from store.rules.series.scoring import Level, Score, needed

_CALM = 2.0
"""Deviations below which a bucket is as usual as others."""
_RECOVERED = 2
"""So many usual buckets end an episode."""


class Episode(NamedTuple):
    """Buckets from the first unusual one to the last."""

    first: int
    last: int
    over: int | None
    """The bucket behind which all was as usual; None: that has not come yet."""


def is_calm(score: Score) -> bool:
    """Whether a bucket is as usual as others."""
    return score.level is not Level.LEARNING and abs(score.z) < _CALM


def is_settled(before: Sequence[Score], asked: Baseline) -> bool:
    """Whether the buckets that come next are judged alike, whatever there was before some."""
    wanted = max(_RECOVERED, asked.of - 1)
    return len(before) >= wanted and all(map(is_calm, before[-wanted:]))


def episodes(scores: Iterable[Score], asked: Baseline) -> list[Episode]:
    """The episodes of some buckets in order.

    Enough buckets that are unusual in the same direction begin one; any that is unusual goes on
    with it.
    """
    row = _Row(asked)
    found = [over for score in scores for over in row.take(score)]
    return [*found, row.found] if row.found else found


class _Row:
    """Buckets, one after the other."""

    def __init__(self, asked: Baseline) -> None:
        self._asked = asked
        self._recent: deque[tuple[Score, Direction | None]] = deque(maxlen=asked.of)
        self._calm = 0
        self._before: int | None = None
        self.found: Episode | None = None
        """The one that goes on."""

    def take(self, score: Score) -> Iterator[Episode]:
        """Look at the next bucket; gives the episode that is over."""
        if self._before is not None and score.bucket != self._before + 1:
            yield from self._end(self._before)
        self._before = score.bucket
        self._calm = self._calm + 1 if is_calm(score) else 0
        way = _unusual(score, self._asked)
        if self.found is None:
            self._begin(score, way)
        elif way:
            self.found = self.found._replace(last=score.bucket)
        elif self._calm >= _RECOVERED:
            yield from self._end(score.bucket)

    def _begin(self, score: Score, way: Direction | None) -> None:
        """Begin an episode, if there is enough for one."""
        self._recent.append((score, way))
        hot = [each for each, its in self._recent if way and its is way]
        if len(hot) >= self._asked.need:
            self.found = Episode(hot[0].bucket, score.bucket, None)

    def _end(self, bucket: int) -> Iterator[Episode]:
        """End what there was, behind some bucket."""
        if self.found:
            yield self.found._replace(over=bucket)
        self.found, self._calm = None, 0
        self._recent.clear()


def _unusual(score: Score, asked: Baseline) -> Direction | None:
    """In which direction a bucket is unusual, if it is and the rule asks for that."""
    if score.level is Level.LEARNING:
        return None
    least = needed(asked, score.level)
    if asked.direction is not Direction.LOW and score.z >= least:
        return Direction.HIGH if score.n >= asked.min_count else None
    if asked.direction is not Direction.HIGH and score.z <= -least:
        return Direction.LOW
    return None

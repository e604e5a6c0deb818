"""Count what the records of a batch are for rules that ask how much is usual; no database.

Such a rule needs no ledger: of a baseline it is enough to know how many hits there are in each
bucket; of an absence, the first and the last hits of each stretch as long as its window. Whether a
window holds fewer than N is the same for all hits and for the first and the last N of each stretch.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from store.rules.batches import Batch
from store.rules.compiled import CompiledRule
from store.rules.costs import Meter

HOLE = 86_400_000_000
"""Microseconds: a log is not known to be read where it has no record for that long (a day is what
is missing where one of daily logs is)."""


Instant: TypeAlias = tuple[int, int, int]
"""A hit: its time (µs UTC); `events.id`, or the position in its batch before that is known; how
many times it counts."""


class Tally(NamedTuple):
    """What a batch is for one group of a rule."""

    rule: int
    """`rules.id`"""
    key: str
    """The group: fields and values as JSON."""
    first: int
    """Time of the earliest hit (µs UTC)."""
    last: int
    """Of the latest."""
    total: int
    """Hits by weight."""
    counts: Mapping[int, int]
    """Of a baseline: hits by the number of their bucket."""
    instants: Sequence[Instant] = ()
    """Of an absence: in order, for each stretch the first and the last."""


class Covered(NamedTuple):
    """A time in which records of a dataset came, none longer than `HOLE` after the other."""

    dataset: str
    first: int
    last: int


class Heard(NamedTuple):
    """What a batch is for all rules that ask how much is usual."""

    tallies: list[Tally]
    covered: list[Covered]


class Grouping(Protocol):
    """How records are grouped."""

    def keys(self, batch: Batch, positions: Sequence[int]) -> Iterable[tuple[int, str]]:
        """The groups of some records; those are left out that belong to none."""


class Slotted(NamedTuple):
    """A rule that asks how much is usual."""

    number: int
    """`rules.id`"""
    rule: CompiledRule
    groupings: Mapping[str, Grouping]
    """How the hits of each of its detections, by uuid, are grouped."""


class Tallying:
    """Counts for the rules among others that ask how much is usual."""

    def __init__(
        self,
        slotted: Sequence[Slotted],
        weights: Callable[[Batch, Sequence[int]], Sequence[int]],
        meter: Meter,
    ) -> None:
        """Prepare.

        Args:
            slotted: The rules.
            weights: How many times some records count.
            meter: Is told what they cost.
        """
        self._slotted = slotted
        self._weights = weights
        self._meter = meter
        self._heard = Heard([], [])

    def hear(self, batch: Batch, hits: Mapping[str, Sequence[int]]) -> None:
        """Count what a batch holds.

        Args:
            batch: The records, every one with a time.
            hits: By the uuids of detections: the positions of the records that they hit.
        """
        if not self._slotted:
            return
        self._heard.covered.extend(_covered(batch))
        known: dict[tuple[str, int], dict[str, list[Instant]]] = {}
        for each in self._slotted:
            began = self._meter.mark()
            grouped = self._grouped(batch, each, hits, known)
            self._heard.tallies.extend(
                _tally(each.number, each.rule, key, some) for key, some in grouped.items()
            )
            self._meter.alone(each.number, began)

    def taken(self) -> Heard:
        """What was heard since this was last asked."""
        heard, self._heard = self._heard, Heard([], [])
        return heard

    def _grouped(
        self,
        batch: Batch,
        each: Slotted,
        hits: Mapping[str, Sequence[int]],
        known: dict[tuple[str, int], dict[str, list[Instant]]],
    ) -> dict[str, list[Instant]]:
        """The hits of a rule by their group, in order; what rules share is found once."""
        parts = [(uuid, grouping) for uuid, grouping in each.groupings.items() if hits.get(uuid)]
        if not parts:
            return {}
        if len(parts) == 1:
            uuid, grouping = parts[0]
            place = uuid, id(grouping)
            if place not in known:
                known[place] = self._instants(batch, dict(grouping.keys(batch, hits[uuid])))
            return known[place]
        keys: dict[int, str] = {}  # a record that several detections hit counts once
        for uuid, grouping in parts:
            keys.update(grouping.keys(batch, hits[uuid]))
        return self._instants(batch, keys)

    def _instants(self, batch: Batch, keys: Mapping[int, str]) -> dict[str, list[Instant]]:
        """Records as hits of their groups."""
        positions = list(keys)
        times, weights = batch.times(positions), self._weights(batch, positions)
        found: defaultdict[str, list[Instant]] = defaultdict(list)
        rows = zip(times, positions, weights, strict=True)
        for key, row in zip(keys.values(), rows, strict=True):
            if row[2]:  # others only repeat what another record tells
                found[key].append(row)
        for some in found.values():
            some.sort()
        return found


def stretches(hits: Sequence[Instant], width: int) -> Iterator[Sequence[Instant]]:
    """Hits by stretches of time.

    Args:
        hits: In order.
        width: Of a stretch, in microseconds; they are counted from 1970.
    """
    start = 0
    while start < len(hits):
        edge = (hits[start][0] // width + 1) * width
        end = bisect_left(hits, (edge, 0, 0), lo=start)
        yield hits[start:end]
        start = end


def ends(hits: Sequence[Instant], width: int, most: int) -> list[Instant]:
    """Of each stretch of time the first hits and the last, so many of each; as `stretches`."""
    kept: list[Instant] = []
    for inside in stretches(hits, width):
        if len(inside) <= 2 * most:
            kept += inside
        else:
            kept += [*inside[:most], *inside[-most:]]
    return kept


def clusters(dataset: str, times: Sequence[int]) -> list[Covered]:
    """When a log was read, by the times of some of its records, in any order."""
    low, high = min(times), max(times)
    if high - low < HOLE:
        return [Covered(dataset, low, high)]
    found: list[Covered] = []
    for ts in sorted(times):
        if found and ts - found[-1].last < HOLE:
            found[-1] = found[-1]._replace(last=ts)
        else:
            found.append(Covered(dataset, ts, ts))
    return found


def _covered(batch: Batch) -> Iterable[Covered]:
    """When the logs were read that a batch is of."""
    if batch.sheet is not None:
        datasets = {kind.dataset for kind in batch.sheet.kinds.kinds}
        if len(datasets) == 1:
            (dataset,) = datasets
            yield from clusters(dataset or "", batch.times(range(len(batch.records))))
            return
    times: defaultdict[str, list[int]] = defaultdict(list)
    for record in batch.some(range(len(batch.records))):
        times[record.kind.dataset or ""].append(record.time or 0)
    for name, some in times.items():
        yield from clusters(name, some)


def _tally(number: int, rule: CompiledRule, key: str, hits: Sequence[Instant]) -> Tally:
    """What the hits of one group are for a rule."""
    about = (number, key, hits[0][0], hits[-1][0], sum([hit[2] for hit in hits]))
    if rule.baseline is None:
        return Tally(*about, {}, ends(hits, rule.timespan, rule.enough))
    width = rule.baseline.bucket
    found = stretches(hits, width)
    return Tally(*about, {some[0][0] // width: sum([hit[2] for hit in some]) for some in found})

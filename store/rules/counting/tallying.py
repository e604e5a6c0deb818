"""Count what the records of a batch are for rules that ask how much is usual; no database.

Such a rule needs no ledger: of a baseline it is enough to know how many hits there are in each
bucket; of an absence, the first and the last hits of each stretch as long as its window. Whether a
window holds fewer than N is the same for all hits and for the first and the last N of each stretch.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, cast

from store.rules.compiled import CompiledRule
from store.rules.counting.heard import HOLE, Covered, Grouping, Heard, Instant, Tally
from store.rules.matching.batches import Batch, Positions
from store.rules.matching.costs import Meter

if TYPE_CHECKING:
    from store.rules.counting.tallying_long import Hits
    from store.rules.matching.long_batches import LongBatch


class Slotted(NamedTuple):
    """A rule that asks how much is usual."""

    number: int
    """`rules.id`"""
    rule: CompiledRule
    groupings: Mapping[str, Grouping]
    """By the uuid of each of its detections: how its hits are grouped."""


class _Part(NamedTuple):
    """Hits of one of a rule's detections."""

    grouping: Grouping
    positions: Positions


class Tallying:
    """Counts for the rules among others that ask how much is usual."""

    def __init__(
        self,
        slotted: Sequence[Slotted],
        weights: Callable[[Batch, Positions], Sequence[int]],
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
        self._met: list[tuple[_Part, dict[str, list[Instant]] | Hits]] = []
        """What was found in this batch."""

    def hear(self, batch: Batch, hits: Mapping[str, Positions]) -> None:
        """Count what a batch holds.

        Args:
            batch: The records, every one with a time.
            hits: By the uuids of detections: the positions of the records that they hit.
        """
        if not self._slotted:
            return
        self._heard.covered.extend(_covered(batch))
        self._met = []
        for each in self._slotted:
            began = self._meter.mark()
            parts = [
                _Part(how, hits[uuid])
                for uuid, how in each.groupings.items()
                if len(hits.get(uuid, ()))
            ]
            if parts:
                self._heard.tallies.extend(self._tallies(batch, each, parts))
            self._meter.alone(each.number, began)

    def taken(self) -> Heard:
        """What was heard since this was last asked."""
        heard, self._heard = self._heard, Heard([], [])
        return heard

    def _tallies(self, batch: Batch, each: Slotted, parts: Sequence[_Part]) -> Iterable[Tally]:
        """What some hits are for a rule."""
        if len(parts) == 1:
            found = self._grouped(batch, parts[0])
            if isinstance(found, dict):
                return _plain(each, found)
            from store.rules.counting.tallying_long import tallies  # noqa: PLC0415 - numpy loads slowly

            made = tallies(each.number, each.rule, found)
            if made is not None:
                return made
        keys: dict[int, str] = {}  # a record that several detections hit counts once
        for part in parts:
            keys.update(part.grouping.keys(batch, part.positions))
        return _plain(each, self._instants(batch, keys))

    def _grouped(self, batch: Batch, part: _Part) -> "dict[str, list[Instant]] | Hits":
        """Hits by their group; what several rules ask for is found once."""
        for known, found in self._met:
            if known.grouping is part.grouping and known.positions is part.positions:
                return found
        grouped = self._long(batch, part) if batch.is_long else self._plainly(batch, part)
        self._met.append((part, grouped))
        return grouped

    def _plainly(self, batch: Batch, part: _Part) -> dict[str, list[Instant]]:
        """Hits by their group, record by record."""
        return self._instants(batch, dict(part.grouping.keys(batch, part.positions)))

    def _long(self, batch: Batch, part: _Part) -> "Hits":
        """The same in numbers, for long batches."""
        from store.rules.counting.tallying_long import hits_of  # noqa: PLC0415 - numpy loads slowly

        return hits_of(cast("LongBatch", batch), part.grouping, part.positions)

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
    inside = sorted(times)
    later = [at for at, pair in enumerate(pairwise(inside), 1) if pair[1] - pair[0] >= HOLE]
    edges = pairwise((0, *later, len(inside)))
    return [Covered(dataset, inside[begin], inside[end - 1]) for begin, end in edges]


def _covered(batch: Batch) -> Iterable[Covered]:
    """When the logs were read that a batch is of."""
    if batch.sheet is not None:
        datasets = {kind.dataset for kind in batch.sheet.kinds.kinds}
        if len(datasets) == 1:
            (dataset,) = datasets
            yield from clusters(dataset or "", batch.column(("time", "")))
            return
    times: defaultdict[str, list[int]] = defaultdict(list)
    for record in batch.some(range(len(batch.records))):
        times[record.kind.dataset or ""].append(record.time or 0)
    for name, some in times.items():
        yield from clusters(name, some)


def _plain(each: Slotted, grouped: Mapping[str, Sequence[Instant]]) -> Iterable[Tally]:
    """What hits by their group are for a rule."""
    return (_tally(each.number, each.rule, key, some) for key, some in grouped.items())


def _tally(number: int, rule: CompiledRule, key: str, hits: Sequence[Instant]) -> Tally:
    """What the hits of one group are for a rule."""
    about = (number, key, hits[0][0], hits[-1][0], sum([hit[2] for hit in hits]))
    if rule.baseline is None:
        return Tally(*about, {}, ends(hits, rule.timespan, rule.enough))
    width = rule.baseline.bucket
    found = stretches(hits, width)
    counts = {some[0][0] // width: sum([hit[2] for hit in some]) for some in found}
    return Tally(*about, counts, [])

"""Count long batches for rules that ask how much is usual, in numpy's arrays."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from store.rules.compiled import CompiledRule
from store.rules.counting.heard import Grouping, Instant, Tally
from store.rules.counting.weighing_long import long_weights
from store.rules.matching.batches import Positions
from store.rules.matching.long_batches import LongBatch

_Numbers: TypeAlias = npt.NDArray[np.int64]
_MOST_CELLS = 1 << 21
"""Cells that are counted in: for more than that, a batch is too scattered."""
_SHORT = 1 << 16
"""Numbers below this are sorted by their digits, in a tenth of the time."""


class Hits(NamedTuple):
    """Hits of a detection by their group."""

    keys: list[str]
    """The groups."""
    groups: _Numbers
    """For every hit the position of its group."""
    times: _Numbers
    """Microseconds since 1970 UTC."""
    records: _Numbers
    """Positions in the batch, in order."""
    weights: _Numbers | None
    """How many times each counts; None: once."""


def hits_of(batch: LongBatch, grouping: Grouping, positions: Positions) -> Hits:
    """Records as hits of their groups.

    Args:
        batch: The records.
        grouping: How they are grouped.
        positions: Of those that were hit, in order.
    """
    records = np.asarray(positions, np.int64)
    weights = None
    if batch.sheet is not None and batch.sheet.marks is not None:
        weights = long_weights(batch, records, by_weight=True)
        records, weights = records[weights > 0], weights[weights > 0]  # others repeat what was told
    keys, groups = grouping.numbered(batch, records)
    kept = np.array([key != "" for key in keys], np.bool_)[groups]
    groups, records = groups[kept], records[kept]
    weights = None if weights is None else weights[kept]
    present, groups = np.unique(groups, return_inverse=True)
    names = [keys[at] for at in present.tolist()]
    return Hits(names, groups, batch.array("time")[records], records, weights)


def tallies(number: int, rule: CompiledRule, hits: Hits) -> list[Tally] | None:
    """What the hits are for a rule, group by group; None where they are too scattered.

    Args:
        number: `rules.id`
        rule: The rule.
        hits: In the order of the batch.
    """
    if not len(hits.groups):
        return []
    width = rule.timespan if rule.baseline is None else rule.baseline.bucket
    slots = hits.times // width
    least = int(slots.min())
    size = int(slots.max()) - least + 1
    if size * len(hits.keys) > _MOST_CELLS:
        return None
    cells = hits.groups * size + (slots - least)
    held = _sums(cells, hits.weights, size * len(hits.keys))
    found = np.flatnonzero(held)
    counts: list[dict[int, int]] = [{} for _ in hits.keys]
    instants: list[list[Instant]] = [[] for _ in hits.keys]
    if rule.baseline is None:
        for cell, some in _ends(hits, cells, rule.enough):
            instants[cell // size] += some
    else:
        for cell, n in zip(found.tolist(), held[found].tolist(), strict=True):
            counts[cell // size][cell % size + least] = n
    return list(_made(number, hits, counts, instants))


def _made(
    number: int,
    hits: Hits,
    counts: Sequence[dict[int, int]],
    instants: Sequence[Sequence[Instant]],
) -> Iterator[Tally]:
    """What was counted, with the first and the last time of each group."""
    size = len(hits.keys)
    first, last = np.zeros((2, size), np.int64)
    order = np.argsort(hits.times, kind="stable")
    groups, moments = hits.groups[order], hits.times[order]
    last[groups], first[groups[::-1]] = moments, moments[::-1]  # of many the last is kept
    totals = _sums(hits.groups, hits.weights, size).tolist()
    times = zip(first.tolist(), last.tolist(), strict=True)
    held = zip(totals, counts, instants, strict=True)
    for key, (begin, end), (total, numbers, some) in zip(hits.keys, times, held, strict=True):
        if total:
            yield Tally(number, key, begin, end, total, numbers, some)


def _ends(hits: Hits, cells: _Numbers, most: int) -> Iterator[tuple[int, list[Instant]]]:
    """The first hits and the last in each cell, so many of each."""
    in_time = np.argsort(hits.times, kind="stable")
    sorted_ = cells[in_time]
    short = sorted_.astype(np.uint16) if int(cells.max()) < _SHORT else sorted_
    order = in_time[np.argsort(short, kind="stable")]
    sizes = np.bincount(cells)
    ends = np.cumsum(sizes)
    for cell in np.flatnonzero(sizes).tolist():
        inside = order[ends[cell] - sizes[cell] : ends[cell]]
        if len(inside) > 2 * most:
            inside = np.concatenate([inside[:most], inside[-most:]])
        columns = [hits.times[inside].tolist(), hits.records[inside].tolist()]
        weights = hits.weights[inside].tolist() if hits.weights is not None else [1] * len(inside)
        yield cell, list(zip(*columns, weights, strict=True))


def _sums(numbers: _Numbers, weights: _Numbers | None, size: int) -> _Numbers:
    """How often each number is there, by weight."""
    if weights is None:
        return np.bincount(numbers, minlength=size).astype(np.int64)
    return np.bincount(numbers, weights, size).astype(np.int64)

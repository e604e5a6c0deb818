"""Count long batches for rules that ask how much is usual, in numpy's arrays."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from store.rules.compiled import CompiledRule
from store.rules.counting.heard import Grouping, Instant, Tally
from store.rules.matching.batches import Batch, Positions

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


def hits_of(
    batch: Batch,
    keys: Sequence[str],
    grouping: Grouping,
    positions: Positions,
    weights: Sequence[int] | None,
) -> Hits | None:
    """Records as hits of their groups; None where it takes more than numbers to group them.

    Args:
        batch: The records.
        keys: What they are grouped by.
        grouping: How.
        positions: Of those that were hit.
        weights: How many times each of these counts; None: once.
    """
    codes = _codes(batch, keys)
    if codes is None or batch.sheet is None:
        return None
    times = np.asarray(batch.sheet.times, np.int64).view(np.int64)
    records: _Numbers = np.arange(len(times), dtype=np.int64)
    if len(positions) != len(times):
        records = np.asarray(positions, np.int64)
    weighed = None if weights is None else np.asarray(weights, np.int64)
    if weighed is not None:  # those without weight only repeat what other records tell
        records, weighed = records[weighed > 0], weighed[weighed > 0]
    some = codes[records]
    names, table = _groups(batch, grouping, some, records)
    groups = table[some]
    if len(groups) and groups.min() < 0:
        kept = groups >= 0
        groups, records = groups[kept], records[kept]
        weighed = None if weighed is None else weighed[kept]
    return Hits(names, groups, times[records], records, weighed)


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
    first, last = np.full(size, np.iinfo(np.int64).max), np.full(size, np.iinfo(np.int64).min)
    np.minimum.at(first, hits.groups, hits.times)
    np.maximum.at(last, hits.groups, hits.times)
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


def _codes(batch: Batch, keys: Sequence[str]) -> _Numbers | None:
    """One number for each record, equal where what it is grouped by is."""
    columns = batch.columns(keys)
    sheet = batch.sheet
    if columns is None or sheet is None:
        return None
    codes: _Numbers = np.zeros(len(sheet), np.int64)
    for sort, name in columns.names:
        if sort not in ("part", "kind"):
            return None
        more = sheet.parts[name].codes if sort == "part" else sheet.kinds.codes
        own = np.asarray(more).astype(np.int64)
        codes = codes * (int(own.max(initial=0)) + 1) + own
        if int(codes.max(initial=0)) > _MOST_CELLS:
            return None
    return codes


def _groups(
    batch: Batch, grouping: Grouping, codes: _Numbers, records: _Numbers
) -> tuple[list[str], _Numbers]:
    """The groups, and for each number the position of its group; -1: none."""
    one_of: _Numbers = np.full(int(codes.max(initial=0)) + 1, -1, np.int64)
    one_of[codes] = records
    present = np.flatnonzero(one_of >= 0)
    at = one_of[present].tolist()
    known = dict(grouping.keys(batch, at))
    names = {key: number for number, key in enumerate(dict.fromkeys(known.values()))}
    table: _Numbers = np.full(len(one_of), -1, np.int64)
    table[present] = [names[known[each]] if each in known else -1 for each in at]
    return list(names), table

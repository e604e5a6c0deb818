"""What is remembered of each group's ledger, so that it need not be read again.

A log goes on where it was, so the next batch is judged by what is remembered here: of groups that
have hits enough for a window the newest, of all others only what their hits come to. Whatever does
not go on, be it an event that comes late or a group that was not met for long, is read from the
ledger.
"""

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from store.rules.ledgers import ledger
from store.rules.ledgers.fresh import Fresh, Weighing
from store.rules.ledgers.track import Track, begun, mingled, track_of
from store.rules.windows import EVER, NEVER

_MOST = 50_000
"""Hits, or groups without any, that are remembered; when there are more, half are forgotten, of
the groups that have been silent longest."""


class Tail(NamedTuple):
    """The end of a group's ledger."""

    begins: int
    """From this point in time on (µs UTC) no hit is missing; `NEVER` where some are."""
    hits: Track


@dataclass(slots=True)
class _Kept:
    """What is remembered of a group."""

    begins: int
    """As in `Tail`."""
    amount: int
    """What its hits from there on come to, or more than that."""
    hits: Track | None = None
    """None while they come to little, for the ledger has them, or where there are none."""
    is_empty: bool = False
    """Whether there are none."""

    @property
    def size(self) -> int:
        """How much room that takes."""
        return len(self.hits) if self.hits else 1


class Asked(NamedTuple):
    """What a rule asks of the hits near new ones."""

    reach: int
    """Microseconds around new hits within which all are wanted."""
    keep: int
    """Microseconds before the newest hit that are worth remembering."""
    weigh: Weighing
    """What each hit comes to at most."""
    least: int = 0
    """Groups whose hits come to less need not be told of, …"""
    always: Container[int] = ()
    """… but for these."""

    def amount(self, hits: Track) -> int:
        """What hits come to at most."""
        return sum(self.weigh(hits.weights()))

    def wants(self, group: int, amount: int) -> bool:
        """Whether to tell of a group whose hits come to some amount."""
        return amount >= self.least or group in self.always


class Tails:
    """The ends of the ledgers of all groups, as far as they are remembered."""

    def __init__(self) -> None:
        self._known: dict[int, _Kept] = {}
        """Those that were met last stand at the end."""
        self._held = 0

    def begin(self, groups: Iterable[int]) -> None:
        """Take note of groups that have no hits yet."""
        self._known.update({group: _Kept(EVER, 0, is_empty=True) for group in groups})

    def forget(self, groups: Iterable[int]) -> None:
        """Ask the ledger the next time: it holds other hits than those that `near` was told of."""
        for group in groups:
            self._take(group)

    def near(
        self, connection: sqlite3.Connection, fresh: Fresh, asked: Asked
    ) -> Iterator[tuple[int, Tail]]:
        """The hits of each group near new ones, or more than these; good until the next batch.

        Args:
            connection: Where the ledger is; the new hits have been entered.
            fresh: The new hits.
            asked: Which are near, and of which groups that need not be told.
        """
        unknown: dict[int, tuple[int, int]] = {}
        for group, more in self._mattering(fresh, asked):
            low = fresh.first(group) - asked.reach
            kept = self._take(group)
            if kept is None or low < kept.begins or not _lengthen(kept, group, fresh, more, asked):
                unknown[group] = (low, fresh.last(group) + asked.reach)
                continue
            if kept.hits and asked.wants(group, kept.amount):
                yield group, Tail(kept.begins, kept.hits)
                _shorten(kept, kept.hits, asked)
            self._keep(group, kept, asked)
        if unknown:
            yield from self._read(connection, unknown, asked)
        self._make_room()

    def _mattering(self, fresh: Fresh, asked: Asked) -> Iterator[tuple[int, int]]:
        """The groups that more has to be done for than to add up what their hits come to, and that.

        Nearly all are small and stay so; hence nothing is called for these that need not be.
        """
        known, (reach, _, weigh, least, always) = self._known, asked
        times, sums = fresh.columns.times, fresh.sums(weigh)
        for group, (start, end) in fresh.bounds.items():
            kept, more = known.get(group), sums[end] - sums[start]
            if kept is None or kept.hits or times[start] - reach < kept.begins:
                yield group, more
                continue
            amount = kept.amount + more
            if amount * 2 >= least or group in always:
                yield group, more
                continue
            kept.amount, kept.is_empty = amount, False
            known[group] = known.pop(group)

    def _read(
        self, connection: sqlite3.Connection, wanted: Mapping[int, tuple[int, int]], asked: Asked
    ) -> Iterator[tuple[int, Tail]]:
        """What the ledger holds; remembered where nothing comes after it."""
        for group, rows, is_last in ledger.near(connection, wanted):
            begins, hits = wanted[group][0] if is_last else NEVER, track_of(group, rows)
            yield group, Tail(begins, hits)
            if is_last:
                kept = _Kept(begins, asked.amount(hits), hits)
                _shorten(kept, hits, asked)
                self._keep(group, kept, asked)

    def _take(self, group: int) -> _Kept | None:
        kept = self._known.pop(group, None)
        if kept is not None:
            self._held -= kept.size
        return kept

    def _keep(self, group: int, kept: _Kept, asked: Asked) -> None:
        """Remember a group, but not its hits while twice as many would be too few."""
        if kept.amount * 2 < asked.least and group not in asked.always:
            kept.hits = None
        self._known[group] = kept
        self._held += kept.size

    def _make_room(self) -> None:
        if self._held > _MOST:
            for group in list(self._known):
                self._take(group)
                if self._held <= _MOST // 2:
                    break


def _lengthen(kept: _Kept, group: int, fresh: Fresh, more: int, asked: Asked) -> bool:
    """Add new hits, none of which it holds, and what they come to; are no others needed?"""
    kept.amount += more
    if kept.is_empty:
        kept.is_empty, kept.hits = False, begun(fresh, group)
    elif kept.hits is None:
        return not asked.wants(group, kept.amount)
    elif not kept.hits.extend(fresh):
        kept.hits = mingled(kept.hits, fresh)
    return True


def _shorten(kept: _Kept, hits: Track, asked: Asked) -> None:
    """Remember no longer what lies too far back, once that is half; who was given it keeps it."""
    edge = hits.times[-1] - asked.keep
    if hits.times[len(hits) // 2] < edge:
        kept.hits = hits.behind(edge)
        kept.begins = max(kept.begins, edge)
        kept.amount = asked.amount(kept.hits)

"""What is remembered of each group's ledger, so that it need not be read again.

A log goes on where it was, so the next batch is judged by what is remembered here: of groups that
have hits enough for a window the newest (the oldest, where a log is written newest first, as most
exports of Windows logs are), of all others only what their hits come to. Whatever does not go on,
be it an event that comes late or a group that was not met for long, is read from the ledger.
"""

import sqlite3
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, TypeVar

from store.rules.ledgers import ledger
from store.rules.ledgers.fresh import Fresh, Weighing
from store.rules.ledgers.track import Track, begun, track_of, with_more
from store.rules.windows import EVER, NEVER

_MOST = 300_000
"""Hits that are remembered; when there are more, half are forgotten, of the groups that have been
silent longest."""
_MOST_SMALL = 200_000
"""Groups of which a number is remembered instead; when there are more, the half are forgotten that
are so longest."""
_MOST_RARE = 100_000
"""The same for three numbers."""
_BESIDE = 20
"""Hits for which there would be room where a group stands."""
_WITH_VALUE = 4
"""The same for a hit that says something."""
_EMPTY = -1

T = TypeVar("T")


class Tail(NamedTuple):
    """The end of a group's ledger at which its log goes on."""

    begins: int
    """From this point in time on (µs UTC) …"""
    ends: int
    """… up to this one no hit is missing."""
    hits: Track

    def holds(self, first: int, last: int) -> bool:
        """Whether none is missing from one point in time to another."""
        return self.begins <= first and last <= self.ends


@dataclass(slots=True)
class _Kept:
    """What is remembered of a group."""

    begins: int
    ends: int
    """As in `Tail`."""
    amount: int
    """What its hits between these come to, or more than that."""
    hits: Track

    @property
    def latest(self) -> int:
        """The time of the latest hit; `NEVER` where it is not known."""
        return self.hits.times[-1] if self.ends == NEVER else NEVER

    @property
    def size(self) -> int:
        """How much room that takes, in hits without a value."""
        hits = len(self.hits.times)
        return _BESIDE + (hits if self.hits.values is None else hits * _WITH_VALUE)


class _Rare(NamedTuple):
    """What is remembered of a group that is hit now and then."""

    begins: int
    """From this point in time on its hits …"""
    latest: int
    """… of which this is the time of the latest …"""
    amount: int
    """… come to this, or less."""

    def with_more(self, since: int, latest: int, more: int) -> "_Rare | None":
        """The same after new hits.

        Args:
            since: From when on hits may be in a window with them.
            latest: The time of the latest.
            more: What they come to.

        Returns:
            None where more hits than are known of may matter.
        """
        if self.latest < since:
            return _Rare(self.latest + 1, latest, more)
        if self.begins <= since:
            return _Rare(self.begins, max(self.latest, latest), self.amount + more)
        return None


class _Missing(NamedTuple):
    """What the ledger is to be asked for."""

    near: dict[int, tuple[int, int]]
    """For each group two points in time between which all its hits are wanted …"""
    known: dict[int, tuple[int, int]]
    """… but those of events between these two, which are its new ones."""


class Asked(NamedTuple):
    """What a rule asks of the hits near new ones."""

    reach: int
    """Microseconds around new hits within which all are wanted."""
    keep: int
    """Microseconds before the newest hit that are worth remembering; behind the oldest one, where
    hits come newest first."""
    weigh: Weighing
    """What each hit comes to at most."""
    least: int = 0
    """Groups whose hits come to less need not be told of, …"""
    always: Container[int] = ()
    """… but for these."""

    def amount(self, hits: Track) -> int:
        """What hits come to at most."""
        return sum(self.weigh(hits.weights()))

    def passes_by(self, group: int, amount: int) -> bool:
        """Whether even twice as many hits of a group would be too few."""
        return amount * 2 < self.least and group not in self.always

    def wants(self, group: int, amount: int) -> bool:
        """Whether to tell of a group whose hits come to some amount."""
        return amount >= self.least or group in self.always


class Tails:
    """The ends of the ledgers of all groups, as far as they are remembered."""

    def __init__(self) -> None:
        self._small: dict[int, int] = {}
        """What all hits come to of groups of which these are too few for anything; `_EMPTY` where
        there are none. No hit of theirs is remembered: the ledger has them."""
        self._known: dict[int, _Kept] = {}
        """The others; those that were met last stand at the end."""
        self._held = 0
        """How much room these take."""
        self._rare: dict[int, _Rare] = {}
        """Groups with hits enough for a window, but never within one; no hit of theirs is
        remembered either. Of those that were not met for long only the time of the latest is."""

    def begin(self, groups: Iterable[int]) -> None:
        """Take note of groups that have no hits yet."""
        self._small.update(dict.fromkeys(groups, _EMPTY))

    def forget(self, groups: Iterable[int]) -> None:
        """Ask the ledger the next time: it holds other hits than those that `near` was told of."""
        for group in groups:
            self._small.pop(group, None)
            self._rare.pop(group, None)
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
        missing = _Missing({}, {})
        for group, more in self._mattering(fresh, asked):
            is_met = self._is_met(group)
            kept = self._lengthened(group, fresh, more, asked)
            if kept is None:
                low, high = fresh.first(group), fresh.last(group)
                missing.near[group] = (low - asked.reach, high + asked.reach)
                if is_met:
                    missing.known[group] = fresh.events(group)
                continue
            if asked.wants(group, kept.amount):
                yield group, Tail(kept.begins, kept.ends, kept.hits)
                _shorten(kept, fresh, asked)
            self._keep(group, kept, asked)
        if missing.near:
            yield from self._read(connection, missing, fresh, asked)
        self._make_room()

    def _is_met(self, group: int) -> bool:
        """Whether anything is remembered of a group: then its new hits are no others' as well."""
        return group in self._small or group in self._rare or group in self._known

    def _mattering(self, fresh: Fresh, asked: Asked) -> Iterator[tuple[int, int]]:
        """The groups that more has to be done for than to add up what their hits come to, and that.

        Nearly all are small and stay so; hence nothing is called for these that need not be.
        """
        small, rare, (_, _, weigh, least, always) = self._small, self._rare, asked
        sums = fresh.sums(weigh)
        for group, (start, end) in fresh.bounds.items():
            amount, more = small.get(group), sums[end] - sums[start]
            if amount is None:
                if group not in rare or not self._stays_rare(group, fresh, more, asked):
                    yield group, more
                continue
            amount = max(amount, 0) + more
            if amount < least and group not in always:
                small[group] = amount
            else:
                yield group, more

    def _stays_rare(self, group: int, fresh: Fresh, more: int, asked: Asked) -> bool:
        """Whether hits of a group are still too few at a time; its new ones are taken note of."""
        since, latest = fresh.first(group) - asked.reach, fresh.last(group)
        found = self._rare[group].with_more(since, latest, more)
        if found is None or asked.wants(group, found.amount):
            return False
        self._rare[group] = found
        return True

    def _lengthened(self, group: int, fresh: Fresh, more: int, asked: Asked) -> _Kept | None:
        """What is remembered of a group with its new hits; None where others are needed."""
        small = self._small.pop(group, None)
        if small == _EMPTY:
            return _Kept(EVER, NEVER, more, begun(fresh, group))
        kept, rare = self._take(group), self._rare.pop(group, None)
        low, high = fresh.first(group) - asked.reach, fresh.last(group) + asked.reach
        latest = rare.latest if rare else kept.latest if kept else NEVER
        if latest < low and (
            kept is None or asked.passes_by(group, more)
        ):  # old hits do not matter
            return _Kept(latest + 1, NEVER, more, begun(fresh, group))
        if kept is None or low < kept.begins or kept.ends < high:
            return None
        kept.amount += more
        kept.hits = with_more(kept.hits, fresh)
        return kept

    def _read(
        self,
        connection: sqlite3.Connection,
        missing: _Missing,
        fresh: Fresh,
        asked: Asked,
    ) -> Iterator[tuple[int, Tail]]:
        """What the ledger holds; remembered where the log seems to go on from there."""
        for group, rows, is_first, is_last in ledger.near(connection, *missing):
            low, high = missing.near[group]
            begins, ends = EVER if is_first else low, NEVER if is_last else high
            hits = track_of(group, rows) if rows else Track(group)
            if group in missing.known:
                hits = with_more(hits, fresh)
            yield group, Tail(begins, ends, hits)
            if is_first or is_last:
                kept = _Kept(begins, ends, asked.amount(hits), hits)
                _shorten(kept, fresh, asked)
                self._keep(group, kept, asked)

    def _take(self, group: int) -> _Kept | None:
        kept = self._known.pop(group, None)
        if kept is not None:
            self._held -= kept.size
        return kept

    def _keep(self, group: int, kept: _Kept, asked: Asked) -> None:
        """Remember a group, but none of its hits while twice as many would be too few."""
        if kept.ends == NEVER and asked.passes_by(group, kept.amount):
            if kept.begins == EVER:
                self._small[group] = kept.amount
            else:
                self._rare[group] = _Rare(kept.begins, kept.latest, kept.amount)
            return
        self._known[group] = kept
        self._held += kept.size

    def _make_room(self) -> None:
        if self._held > _MOST:
            for group in list(self._known):
                kept = self._take(group)
                if kept and kept.ends == NEVER:
                    self._rare[group] = _Rare(kept.latest + 1, kept.latest, 0)
                if self._held <= _MOST // 2:
                    break
        _halve(self._small, _MOST_SMALL)
        _halve(self._rare, _MOST_RARE)


def _halve(some: dict[int, T], most: int) -> None:
    """Forget the half that has been there longest, where there is more than that."""
    if len(some) > most:
        for group in list(islice(some, most // 2)):
            del some[group]


def _shorten(kept: _Kept, fresh: Fresh, asked: Asked) -> None:
    """Remember no longer what lies too far back, once that is half; who was given it keeps it."""
    times = kept.hits.times
    middle = times[len(times) // 2]
    if _goes_back(kept.hits, fresh):
        edge = times[0] + asked.keep
        if middle > edge:
            kept.hits, kept.ends = kept.hits.before(edge), min(kept.ends, edge)
            kept.amount = asked.amount(kept.hits)
        return
    edge = times[-1] - asked.keep
    if middle < edge:
        kept.hits, kept.begins = kept.hits.behind(edge), max(kept.begins, edge)
        kept.amount = asked.amount(kept.hits)


def _goes_back(hits: Track, fresh: Fresh) -> bool:
    """Whether the next hits are to be looked for before these, among which are the new ones."""
    group = hits.group
    if fresh.last(group) < hits.times[-1]:
        return fresh.first(group) == hits.times[0]
    return fresh.goes_back(group)

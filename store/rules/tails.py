"""The newest hits of each group, as the ledger holds them, so that they need not be read again.

A log goes on where it was, so the next batch is judged by what is remembered here. Whatever does
not go on, be it an event that comes late or a group that was not met for long, is read from the
ledger.
"""

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

from store.rules import ledger
from store.rules.windows import EVER, NEVER, Row

_MOST = 50_000
"""Hits that are remembered; when there are more, half are forgotten, of the groups that have
been silent longest."""

_TIME = itemgetter(1)


class Tail(NamedTuple):
    """The end of a group's ledger."""

    begins: int
    """From this point in time on (µs UTC) no hit is missing; `NEVER` where some are."""
    hits: list[Row]
    """In order. Never changed."""


class Tails:
    """The ends of the ledgers of all groups, as far as they are remembered."""

    def __init__(self) -> None:
        self._known: dict[int, Tail] = {}
        """Those that were met last stand at the end."""
        self._held = 0

    def begin(self, groups: Iterable[int]) -> None:
        """Take note of groups that have no hits yet."""
        self._known.update(dict.fromkeys(groups, Tail(EVER, [])))

    def forget(self, groups: Iterable[int]) -> None:
        """Ask the ledger the next time: it holds other hits than those that `near` was told of."""
        for group in groups:
            self._take(group)

    def near(
        self,
        connection: sqlite3.Connection,
        fresh: Mapping[int, list[Row]],
        reach: int,
        keep: int,
    ) -> Iterator[tuple[int, Tail]]:
        """The hits of each group within `reach` microseconds of new ones, or more than these.

        Args:
            connection: Where the ledger is; the new hits have been entered.
            fresh: New hits by their group, in order.
            reach: As above.
            keep: Microseconds before the newest hit that are worth remembering.
        """
        unknown: dict[int, tuple[int, int]] = {}
        for group, hits in fresh.items():
            low = hits[0][1] - reach
            tail = self._take(group)
            if tail is None or low < tail.begins:
                unknown[group] = (low, hits[-1][1] + reach)
                continue
            tail = _longer(tail, hits)
            self._keep(group, tail, keep)
            yield group, tail
        if unknown:
            yield from self._read(connection, unknown, keep)
        self._make_room()

    def _read(
        self, connection: sqlite3.Connection, wanted: Mapping[int, tuple[int, int]], keep: int
    ) -> Iterator[tuple[int, Tail]]:
        """What the ledger holds; remembered where nothing comes after it."""
        for group, hits, is_last in ledger.near(connection, wanted):
            tail = Tail(wanted[group][0] if is_last else NEVER, hits)
            if is_last:
                self._keep(group, tail, keep)
            yield group, tail

    def _take(self, group: int) -> Tail | None:
        tail = self._known.pop(group, None)
        if tail is not None:
            self._held -= len(tail.hits)
        return tail

    def _keep(self, group: int, tail: Tail, keep: int) -> None:
        """Remember a tail, but for what lies too far back."""
        begins, hits = tail
        edge = hits[-1][1] - keep
        if hits[0][1] < edge:
            hits = hits[bisect_left(hits, edge, key=_TIME) :]
            begins = max(begins, edge)
        self._known[group] = Tail(begins, hits)
        self._held += len(hits)

    def _make_room(self) -> None:
        if self._held > _MOST:
            for group in list(self._known):
                self._take(group)
                if self._held <= _MOST // 2:
                    break


def _longer(tail: Tail, fresh: list[Row]) -> Tail:
    """A tail with new hits, none of which it holds."""
    hits = tail.hits + fresh
    if tail.hits and fresh[0] < tail.hits[-1]:
        hits.sort()
    return Tail(tail.begins, hits)

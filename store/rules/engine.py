"""From what counts for a rule to alerts: exact windows, exactly once, in the writer's transaction.

What rules counted stands in ledgers; those that count the same have one together. For every group
that was hit, the windows around the new hits are computed anew from the ledger, and the group's alerts are brought up to them. The result
depends on the set of events only: in one batch, in crumbs, out of order or after a crash, the
alerts are the same (two pointers over a ledger; tested against brute force).
"""

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from operator import itemgetter

from store.rules.alerting.alerts import Alerts, Changes, Judged
from store.rules.alerting.recovering import Recoveries
from store.rules.alerting.revising import Revisions
from store.rules.counting.judging import Active, Counted
from store.rules.ledgers import ledger
from store.rules.ledgers.chains import chains
from store.rules.ledgers.deciding import Condition
from store.rules.ledgers.ledger import Groups
from store.rules.ledgers.pending import Hits, Pending
from store.rules.ledgers.readers import Readers, readers
from store.rules.ledgers.tails import Tails
from store.rules.lifting import Lifting
from store.rules.novelties.keeper import Novelties
from store.rules.windows import Row

_PLACE = itemgetter(slice(4))
"""What tells the hits of a ledger apart, and orders them."""


class Engine:
    """Keeps the ledger and the alerts of a set of rules."""

    def __init__(self, active: Sequence[Active]) -> None:
        """Prepare the rules.

        Args:
            active: All rules in force; the members of a correlation are among them.
        """
        self._groups = Groups()
        self._tails = Tails()
        self._chains = chains(active)
        self._reaches = self._chains.reaches()
        counting = self._chains.counting
        self._conditions = {
            each.number: Condition(each.rule, self._chains.slots(each.number)) for each in counting
        }
        self._novelties = {
            each.number: Novelties(each, self._groups) for each in counting if each.rule.novelty
        }
        self._alerts = {each.number: self._keeper(each) for each in counting if each.rule.alerts}
        self._readers = readers(counting, self._conditions, self._reaches)
        self._lifting = Lifting(
            self._chains, self._conditions, self._groups, self._tails, self._alerts
        )

    def _keeper(self, each: Active) -> Alerts:
        """What keeps a rule's alerts."""
        number = each.number
        if each.rule.recovers:
            return Recoveries(each)
        if each.rule.lasts:
            return Alerts(each)
        return Revisions(each, self._reaches[number], self._conditions[number])

    def apply(
        self, connection: sqlite3.Connection, first: int, entries: Sequence[Counted], now: int
    ) -> Changes:
        """Enter what a batch counts for into the ledger and bring the alerts up to date.

        Args:
            connection: In the transaction that wrote the events. If that is rolled back, this
                object has to be thrown away.
            first: `events.id` of the batch's first record.
            entries: What `Judging` said of the batch.
            now: The clock (µs UTC).
        """
        batch = Pending()
        changes = Changes()
        for counted in entries:
            if counted.ledger in self._novelties:
                novelties = self._novelties[counted.ledger]
                changes.add(novelties.enter(connection, first, counted, now))
            else:
                self._sort_out(connection, batch, first, counted)
        for some in self._readers:
            self._lifting.fetch(connection, batch, some.rules[0])
            fresh = self._enter(connection, batch.own[some.ledger], batch.raised[some.ledger])
            if fresh:
                changes.add(self._judge(connection, batch, some, fresh, now))
        return changes

    def _sort_out(
        self, connection: sqlite3.Connection, batch: Pending, first: int, some: Counted
    ) -> None:
        """Turn what counts for a rule into hits by group."""
        numbers, made = self._groups.numbers(connection, some.ledger, some.keys)
        self._tails.begin(made)
        batch.made[some.ledger].update(made)
        batch.keys.update(zip(numbers, some.keys, strict=True))
        hits = batch.own[some.ledger]
        groups = map(numbers.__getitem__, some.groups)
        events = map(first.__add__, some.records)
        slot, none = repeat(some.slot), repeat(None)
        values = none if some.values is None else some.values
        rows = zip(groups, some.times, slot, events, some.weights, none, values, strict=False)
        for row in rows:
            hits[row[0]].append(row)

    def _judge(
        self,
        connection: sqlite3.Connection,
        batch: Pending,
        readers: Readers,
        fresh: dict[int, list[Row]],
        now: int,
    ) -> Changes:
        """Judge the groups that a ledger's new hits touch."""
        changes = Changes()
        keepers = [self._alerts.get(each.number) for each in readers.rules]
        ends = [keeper.ends(connection) if keeper else {} for keeper in keepers]
        judged = self._judged(connection, batch, readers, fresh, ends)
        for each, keeper, some in zip(readers.rules, keepers, judged, strict=True):
            self._lifting.give(connection, batch, each, [one for one in some if one.episodes])
            if keeper:
                changes.add(keeper.grow(connection, some, now))
        return changes

    def _judged(
        self,
        connection: sqlite3.Connection,
        batch: Pending,
        readers: Readers,
        fresh: dict[int, list[Row]],
        ends: Sequence[Mapping[int, int]],
    ) -> list[list[Judged]]:
        """For each rule the groups in which it holds near new hits, or has alerts."""
        judged: list[list[Judged]] = [[] for _ in readers.rules]
        sides = list(zip(readers.conditions, ends, judged, strict=True))
        for group, tail in self._tails.near(connection, fresh, readers.asked(ends)):
            low, high = fresh[group][0][1], fresh[group][-1][1]
            for condition, ended, some in sides:
                hot = condition.joined(tail.hits, low)
                if hot or group in ended:
                    some.append(Judged(group, batch.keys[group], low, high, tail, hot))
        return judged

    def _enter(
        self, connection: sqlite3.Connection, own: Hits, raised: Hits
    ) -> dict[int, list[Row]]:
        """Enter hits into a ledger; gives all of them, in order."""
        if not own and not raised:
            return own
        for hits in own.values():
            hits.sort()
        in_order = map(own.__getitem__, sorted(own))
        if not ledger.add(connection, list(chain.from_iterable(in_order))):
            self._tails.forget(own)
        if not raised:
            return own
        ledger.amend(connection, chain.from_iterable(raised.values()))
        self._tails.forget(raised)
        return {
            group: sorted([*own.get(group, ()), *raised.get(group, ())], key=_PLACE)
            for group in own.keys() | raised.keys()
        }

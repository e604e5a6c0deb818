"""From what counts for a rule to alerts: exact windows, exactly once, in the writer's transaction.

What rules counted stands in ledgers; those that count the same have one together. For every group
that was hit, the windows around the new hits are computed anew from the ledger, and the group's
alerts are brought up to them. The result depends on the set of events only: in one batch, in
crumbs, out of order or after a crash, the alerts are the same (two pointers over a ledger; tested
against brute force).
"""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from operator import itemgetter

from store.rules.alerting.alerts import Alerts, Judged
from store.rules.alerting.changes import Changes
from store.rules.alerting.recovering import Recoveries
from store.rules.alerting.revising import Revisions
from store.rules.counting.judging import Active, Counted
from store.rules.ledgers import ledger
from store.rules.ledgers.chains import chains
from store.rules.ledgers.columns import Part
from store.rules.ledgers.deciding import Condition
from store.rules.ledgers.fresh import Fresh, of_rows, sorted_out
from store.rules.ledgers.ledger import Groups
from store.rules.ledgers.pending import Pending
from store.rules.ledgers.readers import Readers, readers_of
from store.rules.ledgers.tails import Tails
from store.rules.lifting import Lifting
from store.rules.novelties.keeper import Novelties

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
            each.number: Condition(
                each.rule, self._chains.slots(each.number), self._reaches[each.number]
            )
            for each in counting
        }
        self._novelties = {
            each.number: Novelties(each, self._groups) for each in counting if each.rule.novelty
        }
        self._alerts = {each.number: self._keeper(each) for each in counting if each.rule.alerts}
        self._readers = readers_of(counting, self._conditions, self._reaches)
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
        changes = self._sort_out(connection, batch, first, entries, now)
        for some in self._readers:
            self._lifting.fetch(connection, batch, some.rules[0])
            fresh = self._enter(connection, batch, some.ledger)
            if fresh:
                changes.add(self._judge(connection, batch, some, fresh, now))
        return changes

    def _sort_out(
        self,
        connection: sqlite3.Connection,
        batch: Pending,
        first: int,
        entries: Sequence[Counted],
        now: int,
    ) -> Changes:
        """Turn what counts into hits of ledgers; what looks for something new has none to judge."""
        changes = Changes()
        parts: defaultdict[int, list[Part]] = defaultdict(list)
        for counted in entries:
            novelties = self._novelties.get(counted.ledger)
            if novelties:
                changes.add(novelties.enter(connection, first, counted, now))
            else:
                parts[counted.ledger].append(self._part(connection, batch, counted))
        batch.own.update({number: sorted_out(some, first) for number, some in parts.items()})
        return changes

    def _part(self, connection: sqlite3.Connection, batch: Pending, some: Counted) -> Part:
        """Number the groups in which something counts."""
        numbers, made = self._groups.numbers(connection, some.ledger, some.keys)
        self._tails.begin(made)
        batch.made[some.ledger].update(made)
        batch.keys.update(zip(numbers, some.keys, strict=True))
        return Part(numbers, some)

    def _judge(
        self,
        connection: sqlite3.Connection,
        batch: Pending,
        readers: Readers,
        fresh: Fresh,
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
        fresh: Fresh,
        ends: Sequence[Mapping[int, int]],
    ) -> list[list[Judged]]:
        """For each rule the groups in which it holds near new hits, or has alerts."""
        judged: list[list[Judged]] = [[] for _ in readers.rules]
        sides = list(zip(readers.conditions, ends, judged, strict=True))
        for group, tail in self._tails.near(connection, fresh, readers.asked(ends)):
            low, high = fresh.first(group), fresh.last(group)
            for condition, ended, some in sides:
                hot = condition.joined(tail.hits, low, high)
                if hot or group in ended:
                    some.append(Judged(group, batch.keys[group], low, high, tail, hot))
        return judged

    def _enter(self, connection: sqlite3.Connection, batch: Pending, number: int) -> Fresh | None:
        """Enter a batch's hits into a ledger; gives all of them, if there are any."""
        own, raised = batch.own.get(number), batch.raised.get(number)
        if own and not ledger.add(connection, own):
            self._tails.forget(own.bounds)
        rows = list(chain.from_iterable(raised.values())) if raised else []
        if not rows:
            return own
        ledger.amend(connection, rows)
        self._tails.forget({row[0] for row in rows})
        return of_rows(sorted([*(own.rows if own else ()), *rows], key=_PLACE))

"""From what counts for a rule to alerts: exact windows, exactly once, in the writer's transaction.

What a rule counted stands in the ledger. For every group that was hit, the windows around the new
hits are computed anew from the ledger, and the group's alerts are brought up to them. The result
depends on the set of events only: in one batch, in crumbs, out of order or after a crash, the
alerts are the same (two pointers over a ledger; tested against brute force).
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from store.rules import ledger
from store.rules.alerts import Alerts, Changes, Judged
from store.rules.chains import Link, chains
from store.rules.deciding import joined, windows
from store.rules.judging import Active, Counted
from store.rules.ledger import Groups
from store.rules.novelties.keeper import Novelties
from store.rules.recovering import Recoveries
from store.rules.revising import Revisions
from store.rules.tails import Tails
from store.rules.windows import NEVER, Hit, Row, Span, merged

_Hits: TypeAlias = defaultdict[int, list[Row]]
"""Hits by their group."""

_PLACE = itemgetter(slice(4))
"""What tells the hits of a ledger apart, and orders them."""


class _Missing(NamedTuple):
    """A stretch of time."""

    first: int
    last: int


class _Batch:
    """What has to be entered into the ledger with a batch."""

    def __init__(self) -> None:
        self.own: defaultdict[int, _Hits] = defaultdict(lambda: defaultdict(list))
        """By `rules.id`: events that the rule counts."""
        self.raised: defaultdict[int, _Hits] = defaultdict(lambda: defaultdict(list))
        """By `rules.id`: the windows of rules that it builds on, and the events in these."""
        self.made: dict[int, set[int]] = {}
        """By `rules.id`: groups that are new."""
        self.keys: dict[int, str] = {}
        """The fields and values of each group as JSON."""


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
        self._chained = {
            each.number: self._chains.slots(each.number) for each in self._chains.counting
        }
        self._reaches = self._chains.reaches()
        counting = self._chains.counting
        self._novelties = {
            each.number: Novelties(each, self._groups) for each in counting if each.rule.novelty
        }
        self._alerts = {each.number: self._keeper(each) for each in counting if each.rule.alerts}
        self._patient = {each.number for each in counting if self._chains.is_patient(each)}
        """Rules that hold nowhere but where they have hits of their own. Only then are the windows
        of others entered for them: most groups never have any, such as the many addresses that
        guess passwords and never log in."""
        self._fetched: dict[int, int] = {}
        """For groups of patient rules: from when on windows of others have been entered."""

    def _keeper(self, each: Active) -> Alerts:
        """What keeps a rule's alerts."""
        number = each.number
        if each.rule.recovers:
            return Recoveries(each)
        if each.rule.lasts:
            return Alerts(each)
        return Revisions(each, self._reaches[number], self._chained[number])

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
        batch = _Batch()
        changes = Changes()
        for some in entries:
            if some.rule in self._novelties:
                changes.add(self._novelties[some.rule].enter(connection, first, some, now))
            else:
                self._sort_out(connection, batch, first, some)
        for each in self._chains.counting:
            self._fetch(connection, batch, each)
            fresh = self._enter(connection, batch.own[each.number], batch.raised[each.number])
            if fresh:
                changes.add(self._judge(connection, batch, each, fresh, now))
        return changes

    def _sort_out(
        self, connection: sqlite3.Connection, batch: _Batch, first: int, some: Counted
    ) -> None:
        """Turn what counts for a rule into hits by group."""
        numbers, made = self._groups.numbers(connection, some.rule, some.keys)
        self._tails.begin(made)
        batch.made.setdefault(some.rule, set()).update(made)
        batch.keys.update(zip(numbers, some.keys, strict=True))
        hits = batch.own[some.rule]
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
        batch: _Batch,
        each: Active,
        fresh: dict[int, list[Row]],
        now: int,
    ) -> Changes:
        """Judge the groups that one rule's new hits touch."""
        rule = each.rule
        alerts = self._alerts.get(each.number)
        ends = alerts.ends(connection) if alerts else {}
        judged = []
        reach = self._reaches[each.number]
        near = self._tails.near(connection, fresh, reach, reach + rule.cooldown)
        for group, tail in near:
            low, high = fresh[group][0][1], fresh[group][-1][1]
            hot = joined(rule, tail.hits, low, self._chained[each.number])
            if hot or group in ends:
                judged.append(Judged(group, batch.keys[group], low, high, tail, hot))
        self._raise(connection, batch, each, [one for one in judged if one.episodes])
        return alerts.grow(connection, judged, now) if alerts else Changes()

    def _enter(
        self, connection: sqlite3.Connection, own: _Hits, raised: _Hits
    ) -> dict[int, list[Row]]:
        """Enter a rule's hits into the ledger; all of them, in order."""
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

    def _raise(
        self, connection: sqlite3.Connection, batch: _Batch, each: Active, hot: Sequence[Judged]
    ) -> None:
        """Give a rule's windows to the rules above it, where these want them already."""
        for link in self._chains.above.get(each.number, ()) if hot else ():
            above = self._groups_above(connection, batch, link, [one.key for one in hot])
            raised = batch.raised[link.parent.number]
            for one in hot:
                group = above.get(one.key)
                if group is not None:
                    spans = windows(each.rule, one.tail.hits, one.low, self._chained[each.number])
                    hits = one.tail.hits
                    raised[group].extend(_lifted(hits, spans, one.group, link, group, one.key))

    def _groups_above(
        self, connection: sqlite3.Connection, batch: _Batch, link: Link, below: Sequence[str]
    ) -> dict[str, int | None]:
        """The groups of a rule above that want windows now; a new one fetches them itself."""
        parent = link.parent.number
        keys = {key: above for key in below if (above := link.key(key)) is not None}
        wanted = list(dict.fromkeys(keys.values()))
        if parent in self._patient:
            fetching = batch.made.get(parent, ())
            found = self._groups.found(connection, parent, wanted)
            numbers = {key: None if found[key] in fetching else found[key] for key in wanted}
        else:
            made = self._groups.numbers(connection, parent, wanted)
            self._tails.begin(made.made)
            numbers = dict(zip(wanted, made.numbers, strict=True))
        batch.keys.update((number, key) for key, number in numbers.items() if number is not None)
        return {key: numbers[above] for key, above in keys.items()}

    def _fetch(self, connection: sqlite3.Connection, batch: _Batch, each: Active) -> None:
        """Fetch the windows that were there before a patient rule's own hits, around these."""
        wanted = self._missing(connection, batch, each) if each.number in self._patient else {}
        keys = {batch.keys[group]: group for group in wanted}
        for link in self._chains.below[each.number] if wanted else ():
            child = link.child
            found = self._groups.found(connection, child.number, keys)
            above = {number: keys[key] for key in keys if (number := found[key]) is not None}
            reach = self._reaches[child.number]
            near = {
                number: (wanted[group].first - reach, wanted[group].last)
                for number, group in above.items()
            }
            for number, hits, _ in ledger.near(connection, near):
                group = above[number]
                spans = windows(child.rule, hits, wanted[group].first, self._chained[child.number])
                batch.raised[each.number][group].extend(
                    _lifted(hits, spans, number, link, group, batch.keys[group])
                )

    def _missing(
        self, connection: sqlite3.Connection, batch: _Batch, each: Active
    ) -> dict[int, _Missing]:
        """In which time the windows that a rule's own hits may build on are not entered yet."""
        own, made = batch.own[each.number], batch.made.get(each.number, set())
        self._fetched.update(dict.fromkeys(made, NEVER))
        reach = self._reaches[each.number]
        unknown = own.keys() - self._fetched.keys()
        self._fetched.update(dict.fromkeys(unknown, NEVER))
        for group, first in ledger.first(connection, unknown, self._chained[each.number]):
            self._fetched[group] = first - reach
        wanted = {}
        for group, hits in own.items():
            low, fetched = min(hit[1] for hit in hits) - reach, self._fetched[group]
            if low < fetched:
                wanted[group] = _Missing(low, fetched)
                self._fetched[group] = low
        return wanted


def _lifted(
    hits: Sequence[Row], spans: Sequence[Span], below: int, link: Link, group: int, key: str
) -> Iterator[Row]:
    """A rule's windows as hits of the rule above it, and the events in them as its evidence.

    A window is no event: it weighs nothing, and has the number of its group for one, below zero.

    Args:
        hits: Of the rule, in order.
        spans: Its windows.
        below: `groups.id` of these.
        link: The rule and the one above it.
        group: `groups.id` there.
        key: Of the group below: fields and values as JSON.
    """
    slot, value = link.slot, link.value(key)
    inside = iter(merged(spans, 0))
    current = next(inside, None)
    for _, ts, _, event, n, *_ in hits:
        while current and current.last < ts:
            current = next(inside, None)
        if current and current.first <= ts and event > 0:
            yield Hit(group, ts, slot, event, n)
    for span in spans:
        yield Hit(group, span.last, slot, -below, 0, span.first, value)

"""The windows of rules as hits of those that build on them, entered where these may hold."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from store.rules.alerting.alerts import Alerts, Judged
from store.rules.counting.judging import Active
from store.rules.ledgers import ledger
from store.rules.ledgers.chains import Chains, Link
from store.rules.ledgers.deciding import Condition
from store.rules.ledgers.ledger import Groups
from store.rules.ledgers.pending import Pending
from store.rules.ledgers.tails import Tails
from store.rules.ledgers.track import Track, track_of
from store.rules.windows import EVER, NEVER, Hit, Row, Span, merged

_MOST = 100_000
"""Groups of which is remembered what was entered; when there are more, all are forgotten."""


class _Wanted(NamedTuple):
    """Windows that a group of a rule lacks."""

    group: int
    """`groups.id` of the rule that wants them."""
    first: int
    """They end at this point in time or later, µs UTC, …"""
    last: int
    """… and not after this one."""


class Lifting:
    """Enters windows of rules into the ledgers of those above them."""

    def __init__(
        self,
        chains: Chains,
        conditions: Mapping[int, Condition],
        groups: Groups,
        tails: Tails,
        alerts: Mapping[int, Alerts],
    ) -> None:
        """Prepare for some rules.

        Args:
            chains: How they build on each other.
            conditions: What they ask for, by `rules.id`.
            groups: Their groups.
            tails: The ends of their ledgers.
            alerts: What keeps their alerts, by `rules.id`.
        """
        self._chains, self._conditions = chains, conditions
        self._groups, self._tails, self._alerts = groups, tails, alerts
        self._reaches = chains.reaches()
        counting = chains.counting
        self._chained = {each.number: chains.slots(each.number) for each in counting}
        self._patient = {each.number for each in counting if chains.is_patient(each)}
        """Rules that hold nowhere but where they have hits of their own. Only then are the windows
        of others entered for them: most groups never have any, such as the many addresses that
        guess passwords and never log in."""
        self._sleeping = {each.number for each in counting if chains.is_asleep(each)}
        """Rules whose groups exist only where several of those that they build on have held: what
        guesses passwords seldom attacks the web as well, and yet is hot all the time."""
        self._fetched: dict[int, int] = {}
        """For groups of patient rules: from when on windows of others have been entered."""

    def give(
        self, connection: sqlite3.Connection, batch: Pending, each: Active, hot: Sequence[Judged]
    ) -> None:
        """Give a rule's windows to the rules above it, where these want them already."""
        condition, spans = self._conditions[each.number], dict[int, Sequence[Span]]()
        for link in self._chains.above.get(each.number, ()) if hot else ():
            above = self._above(connection, batch, link, [one.key for one in hot])
            raised = batch.raised[link.parent.number]
            for one in hot:
                group, hits = above.get(one.key), one.tail.hits
                if group is None:
                    continue
                if one.group not in spans:
                    spans[one.group] = condition.around(hits, one.low, one.high)
                raised[group].extend(_lifted(hits, spans[one.group], link, group, one.key))

    def fetch(self, connection: sqlite3.Connection, batch: Pending, each: Active) -> None:
        """Fetch the windows that were there before a rule began to want them."""
        if each.number in self._patient:
            wanted = self._missing(connection, batch, each)
        elif each.number in self._sleeping:
            wanted = self._awoken(connection, batch, each)
        else:
            return
        for link in self._chains.below[each.number] if wanted else ():
            self._lift(connection, batch, link, wanted)

    def _above(
        self, connection: sqlite3.Connection, batch: Pending, link: Link, below: Sequence[str]
    ) -> dict[str, int | None]:
        """The groups of a rule above that want windows now; others fetch them when they do."""
        parent = link.parent.number
        keys = {key: above for key in below if (above := link.key(key)) is not None}
        wanted = list(dict.fromkeys(keys.values()))
        if parent in self._patient or parent in self._sleeping:
            found = self._groups.found(connection, parent, wanted)
            fetching = batch.made[parent]
            numbers = {key: None if found[key] in fetching else found[key] for key in wanted}
        else:
            made = self._groups.numbers(connection, parent, wanted)
            self._tails.begin(made.made)
            numbers = dict(zip(wanted, made.numbers, strict=True))
        if parent in self._sleeping:
            batch.stirred[parent].update(key for key in wanted if numbers[key] is None)
        batch.keys.update((number, key) for key, number in numbers.items() if number is not None)
        return {key: numbers[above] for key, above in keys.items()}

    def _awoken(
        self, connection: sqlite3.Connection, batch: Pending, each: Active
    ) -> dict[str, _Wanted]:
        """The groups, made now, in which enough of those below a sleeping rule have held."""
        stirred = sorted(batch.stirred[each.number])
        links = self._chains.below[each.number] if stirred else ()
        met = Counter(
            chain.from_iterable(self._held(connection, link.child, stirred) for link in links)
        )
        awake = [key for key in stirred if met[key] >= each.rule.least_slots]
        numbers, _ = self._groups.numbers(connection, each.number, awake)
        batch.keys.update(zip(numbers, awake, strict=True))
        return {key: _Wanted(at, EVER, NEVER) for at, key in zip(numbers, awake, strict=True)}

    def _held(
        self, connection: sqlite3.Connection, each: Active, keys: Sequence[str]
    ) -> Iterator[str]:
        """Those of some groups in which a rule may have held."""
        alerts = self._alerts.get(each.number)
        ends = alerts.ends(connection) if alerts else None
        found = self._groups.found(connection, each.ledger, keys)
        for key in keys:
            number = found[key]
            if number is not None and (ends is None or number in ends):
                yield key

    def _missing(
        self, connection: sqlite3.Connection, batch: Pending, each: Active
    ) -> dict[str, _Wanted]:
        """In which time the windows that a rule's own hits may build on are not entered yet."""
        own = batch.own.get(each.number)
        if own is None:
            return {}
        if len(self._fetched) > _MOST:
            self._fetched.clear()
        self._fetched.update(dict.fromkeys(batch.made[each.number], NEVER))
        reach = self._reaches[each.number]
        unknown = own.bounds.keys() - self._fetched.keys()
        self._fetched.update(dict.fromkeys(unknown, NEVER))
        for group, first in ledger.first(connection, unknown, self._chained[each.number]):
            self._fetched[group] = first - reach
        wanted = {}
        for group in own.bounds:
            low, fetched = own.first(group) - reach, self._fetched[group]
            if low < fetched:
                wanted[batch.keys[group]] = _Wanted(group, low, fetched)
                self._fetched[group] = low
        return wanted

    def _lift(
        self,
        connection: sqlite3.Connection,
        batch: Pending,
        link: Link,
        wanted: Mapping[str, _Wanted],
    ) -> None:
        """Enter windows of a rule below; both have the same groups."""
        child = link.child
        found = self._groups.found(connection, child.ledger, wanted)
        above = {at: key for key in wanted if (at := found[key]) is not None}
        reach, condition = self._reaches[child.number], self._conditions[child.number]
        near = {
            number: (max(EVER, wanted[key].first - reach), wanted[key].last)
            for number, key in above.items()
        }
        for number, rows, *_ in ledger.near(connection, near):
            key, hits = above[number], track_of(number, rows)
            group, first, _ = wanted[key]
            spans = condition.windows(hits, first)
            batch.raised[link.parent.number][group].extend(_lifted(hits, spans, link, group, key))


def _lifted(hits: Track, spans: Sequence[Span], link: Link, group: int, key: str) -> Iterator[Row]:
    """A rule's windows as hits of the rule above it, and the events in them as its evidence.

    A window is no event: it weighs nothing, and has the number of its group for one, below zero.

    Args:
        hits: Of a group of the rule.
        spans: Its windows.
        link: The rule and the one above it.
        group: `groups.id` there.
        key: Of the group below: fields and values as JSON.
    """
    slot, value = link.slot, link.value(key)
    inside = iter(merged(spans, 0))
    current = next(inside, None)
    start = hits.at(spans[0].first) if spans else len(hits)
    for _, ts, _, event, n, *_ in hits.rows(start):
        while current and current.last < ts:
            current = next(inside, None)
        if current and current.first <= ts and event > 0:
            yield Hit(group, ts, slot, event, n)
    for span in spans:
        yield Hit(group, span.last, slot, -hits.group, 0, span.first, value)

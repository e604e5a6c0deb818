"""From what counts for a rule to alerts: exact windows, exactly once, in the writer's transaction.

What a rule counted stands in the ledger. For every group that was hit, the windows around the new
hits are computed anew from the ledger, and the group's alerts are brought up to them. The result
depends on the set of events only: in one batch, in crumbs, out of order or after a crash, the
alerts are the same (two pointers over a ledger; tested against brute force).
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from store.rules import ledger
from store.rules.alerts import Alerts, Changes, Judged
from store.rules.compiled import RuleType
from store.rules.judging import Active, Counted
from store.rules.ledger import Groups
from store.rules.tails import Tails
from store.rules.windows import NEVER, Hit, Row, Span, counted, episodes, merged, ordered

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
        self._counting = _children_first([each for each in active if each.has_ledger])
        self._above = _above(self._counting)
        self._below = _below(self._counting)
        self._reaches = _reaches(self._counting, self._below)
        self._alerts = {each.number: Alerts(each) for each in self._counting if each.rule.alerts}
        self._patient = {
            each.number for each in self._counting if len(self._below[each.number]) < _slots(each)
        }
        """Rules that hold nowhere but where they have hits of their own. Only then are the windows
        of others entered for them: most groups never have any, such as the many addresses that
        guess passwords and never log in."""
        self._fetched: dict[int, int] = {}
        """For groups of patient rules: from when on windows of others have been entered."""

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
        for some in entries:
            self._sort_out(connection, batch, first, some)
        changes = Changes()
        for each in self._counting:
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
        rows = zip(groups, some.times, repeat(some.slot), events, some.weights, repeat(None))
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
            hot = _episodes(each, self._steps(each, tail.hits), low)
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

    def _steps(self, each: Active, hits: Sequence[Row]) -> Sequence[Row]:
        """The hits that make windows: not those that are there as evidence of others."""
        chained = self._below[each.number]
        if not chained:
            return hits
        return [hit for hit in hits if hit[2] not in chained or hit[5] is not None]

    def _raise(
        self, connection: sqlite3.Connection, batch: _Batch, each: Active, hot: Sequence[Judged]
    ) -> None:
        """Give a rule's windows to the rules above it, where these want them already."""
        for parent, slot in self._above.get(each.rule.uuid, ()) if hot else ():
            above = self._groups_above(connection, batch, parent, [one.key for one in hot])
            for one in hot:
                group = above.get(one.key)
                if group is not None:
                    spans = _windows(each, self._steps(each, one.tail.hits), one.low)
                    lifted = _lifted(one.tail.hits, spans, group, slot)
                    batch.raised[parent][group].extend(lifted)
                    batch.keys[group] = one.key

    def _groups_above(
        self, connection: sqlite3.Connection, batch: _Batch, parent: int, keys: Sequence[str]
    ) -> dict[str, int | None]:
        """The groups of a rule above that want windows now; a new one fetches them itself."""
        if parent in self._patient:
            made = batch.made.get(parent, ())
            found = self._groups.found(connection, parent, keys)
            return {key: None if found[key] in made else found[key] for key in keys}
        numbers, made = self._groups.numbers(connection, parent, keys)
        self._tails.begin(made)
        return dict(zip(keys, numbers, strict=True))

    def _fetch(self, connection: sqlite3.Connection, batch: _Batch, each: Active) -> None:
        """Fetch the windows that were there before a patient rule's own hits, around these."""
        wanted = self._missing(connection, batch, each) if each.number in self._patient else {}
        keys = {batch.keys[group]: group for group in wanted}
        for slot, child in self._below[each.number].items() if wanted else ():
            found = self._groups.found(connection, child.number, keys)
            above = {number: keys[key] for key in keys if (number := found[key]) is not None}
            reach = self._reaches[child.number]
            near = {
                number: (wanted[group].first - reach, wanted[group].last)
                for number, group in above.items()
            }
            for number, hits, _ in ledger.near(connection, near):
                group = above[number]
                spans = _windows(child, self._steps(child, hits), wanted[group].first)
                batch.raised[each.number][group].extend(_lifted(hits, spans, group, slot))

    def _missing(
        self, connection: sqlite3.Connection, batch: _Batch, each: Active
    ) -> dict[int, _Missing]:
        """In which time the windows that a rule's own hits may build on are not entered yet."""
        own, made = batch.own[each.number], batch.made.get(each.number, set())
        self._fetched.update(dict.fromkeys(made, NEVER))
        reach = self._reaches[each.number]
        unknown = own.keys() - self._fetched.keys()
        self._fetched.update(dict.fromkeys(unknown, NEVER))
        for group, first in ledger.first(connection, unknown, self._below[each.number]):
            self._fetched[group] = first - reach
        wanted = {}
        for group, hits in own.items():
            low, fetched = min(hit[1] for hit in hits) - reach, self._fetched[group]
            if low < fetched:
                wanted[group] = _Missing(low, fetched)
                self._fetched[group] = low
        return wanted


def _windows(each: Active, hits: Sequence[Row], since: int) -> list[Span]:
    """The windows in which a rule's condition holds, and which end at `since` or later."""
    rule = each.rule
    if rule.type == RuleType.EVENT_COUNT:
        return list(counted(hits, rule.timespan, rule.at_least, since))
    if rule.type == RuleType.EVENT:
        return list(counted(hits, 0, 1, since))
    if len({hit[2] for hit in hits}) < len(rule.members):
        return []
    spans = ordered([Hit(*hit) for hit in hits], rule.timespan, len(rule.members))
    return [span for span in spans if span.last >= since]


def _episodes(each: Active, hits: Sequence[Row], since: int) -> list[Span]:
    """The same windows, joined while no more than the rule's cooldown lies between them."""
    rule = each.rule
    if rule.type == RuleType.EVENT:
        return episodes(hits, 0, 1, since, rule.cooldown)
    if rule.type == RuleType.EVENT_COUNT:
        if sum([hit[4] for hit in hits]) < rule.at_least:
            return []
        return episodes(hits, rule.timespan, rule.at_least, since, rule.cooldown)
    return merged(_windows(each, hits, since), rule.cooldown)


def _lifted(hits: Sequence[Row], spans: Sequence[Span], group: int, slot: int) -> Iterator[Row]:
    """A rule's windows as hits of the rule above it.

    All events of the windows go along as evidence; the last one of each window stands for the
    window, which its `since` says.
    """
    inside = iter(merged(spans, 0))
    current = next(inside, None)
    for _, ts, _, event, n, _ in hits:
        while current and current.last < ts:
            current = next(inside, None)
        if current and current.first <= ts:
            yield Hit(group, ts, slot, event, n)
    final = {hit[1]: hit for hit in hits}
    for span in spans:
        _, ts, _, event, n, _ = final[span.last]
        yield Hit(group, ts, slot, event, n, span.first)


def _children_first(active: Sequence[Active]) -> list[Active]:
    """Correlations behind the correlations that they build on."""
    by_uuid = {each.rule.uuid: each for each in active}
    placed: dict[str, Active] = {}

    def place(each: Active, above: frozenset[str]) -> None:
        for member in each.rule.members:
            if member in by_uuid and member not in above:
                place(by_uuid[member], above | {each.rule.uuid})
        placed.setdefault(each.rule.uuid, each)

    for each in active:
        place(each, frozenset())
    return list(placed.values())


def _slots(each: Active) -> int:
    return len(each.rule.members) if each.rule.type == RuleType.TEMPORAL_ORDERED else 0


def _below(counting: Sequence[Active]) -> dict[int, dict[int, Active]]:
    """For every rule the slots that correlations fill, and these."""
    by_uuid = {each.rule.uuid: each for each in counting if each.rule.type != RuleType.EVENT}
    return {
        each.number: {
            slot: by_uuid[uuid] for slot, uuid in enumerate(each.rule.members) if uuid in by_uuid
        }
        for each in counting
    }


def _reaches(
    counting: Sequence[Active], below: Mapping[int, Mapping[int, Active]]
) -> dict[int, int]:
    """How long the windows of every rule are at most, in microseconds.

    Where the first step of an order is itself a window, the order begins where that did.
    """
    found: dict[int, int] = {}
    for each in counting:
        first = below[each.number].get(0)
        before = found.get(first.number, 0) if first else 0
        found[each.number] = each.rule.timespan + before
    return found


def _above(counting: Sequence[Active]) -> dict[str, list[tuple[int, int]]]:
    """For every correlation the rules above it: their number, and the slot that it fills there."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    correlations = {each.rule.uuid for each in counting if each.rule.type != RuleType.EVENT}
    for each in counting:
        for slot, member in enumerate(each.rule.members):
            if member in correlations:
                found[member].append((each.number, slot))
    return dict(found)

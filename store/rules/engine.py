"""From what counts for a rule to alerts: exact windows, exactly once, in the writer's transaction.

What a rule counted stands in the ledger. For every group that was hit, the windows around the new
hits are computed anew from the ledger, and the group's alerts are brought up to them. The result
depends on the set of events only: in one batch, in crumbs, out of order or after a crash, the
alerts are the same (two pointers over a ledger; tested against brute force).
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from store.rules import ledger
from store.rules.compiled import RuleType
from store.rules.judging import Active, Entry
from store.rules.ledger import Alerts, Changes, Groups
from store.rules.windows import Bounds, Hit, Span, counted, merged, ordered


class Engine:
    """Keeps the ledger and the alerts of a set of rules."""

    def __init__(self, active: Sequence[Active]) -> None:
        """Prepare the rules.

        Args:
            active: All rules in force; the members of a correlation are among them.
        """
        self._groups = Groups()
        self._counting = _children_first([each for each in active if each.has_ledger])
        self._above = _above(self._counting)
        correlations = {each.rule.uuid for each in active if each.rule.type != RuleType.EVENT}
        self._chained = {
            each.number: frozenset(
                slot for slot, uuid in enumerate(each.rule.members) if uuid in correlations
            )
            for each in self._counting
        }

    def apply(
        self, connection: sqlite3.Connection, first: int, entries: Sequence[Entry], now: int
    ) -> Changes:
        """Enter what a batch counts for into the ledger and bring the alerts up to date.

        Args:
            connection: In the transaction that wrote the events. If that is rolled back, this
                object has to be thrown away.
            first: `events.id` of the batch's first record.
            entries: What `Judging` said of the batch.
            now: The clock (µs UTC).
        """
        fresh: defaultdict[int, list[tuple[int, Hit]]] = defaultdict(list)
        groups = self._groups.numbers(connection, [(each.rule, each.key) for each in entries])
        for entry, group in zip(entries, groups, strict=True):
            hit = Hit(entry.time, entry.slot, first + entry.record, entry.n)
            fresh[entry.rule].append((group, hit))
        changes = Changes()
        for each in self._counting:
            rows = fresh.get(each.number)
            if rows:
                changes.add(self._judge(connection, each, rows, fresh, now))
        return changes

    def _judge(
        self,
        connection: sqlite3.Connection,
        each: Active,
        rows: list[tuple[int, Hit]],
        fresh: dict[int, list[tuple[int, Hit]]],
        now: int,
    ) -> Changes:
        """Enter one rule's new hits and judge the groups that they touch."""
        rule = each.rule
        ledger.add(connection, rows)
        touched = ledger.by_group(rows)
        alerted = self._groups.alerted(connection, each.number)
        alerts = Alerts(each.number, rule.level, rule.cooldown, now)
        for group, hits in ledger.near(connection, touched, rule.timespan):
            spans = list(self._windows(each, hits, touched[group][0]))
            for parent, row in self._raised(connection, rule.uuid, group, hits, spans):
                fresh[parent].append(row)
            if rule.alerts and (spans or group in alerted):
                episodes = merged(spans, rule.cooldown)
                alerts.grow(connection, group, episodes, touched[group])
                alerted.add(group)
        return alerts.changes

    def _raised(
        self,
        connection: sqlite3.Connection,
        uuid: str,
        group: int,
        hits: list[Hit],
        spans: list[Span],
    ) -> Iterator[tuple[int, tuple[int, Hit]]]:
        """A group's windows as hits of the rules above: the rule, and the hit with its group."""
        parents = self._above.get(uuid, ()) if spans else ()
        for parent, slot in parents:
            key = ledger.key_of(connection, group)
            above = self._groups.number(connection, parent, key)
            for hit in _lifted(hits, spans, slot):
                yield parent, (above, hit)

    def _windows(self, each: Active, hits: list[Hit], since: int) -> Iterable[Span]:
        """The windows in which the rule's condition holds, and which end at `since` or later."""
        rule = each.rule
        if rule.type == RuleType.TEMPORAL_ORDERED:
            chained = self._chained[each.number]
            steps = [hit for hit in hits if hit.slot not in chained or hit.since is not None]
            spans = ordered(steps, rule.timespan, len(rule.members))
            return (span for span in spans if span.last >= since)
        if rule.type == RuleType.EVENT_COUNT:
            return counted(hits, rule.timespan, Bounds.at_least(rule.at_least), since)
        return counted(hits, 0, Bounds.at_least(1), since)


def _lifted(hits: Sequence[Hit], spans: Sequence[Span], slot: int) -> Iterator[Hit]:
    """A rule's windows as hits of the rule above it.

    All events of the windows go along as evidence; the last one of each window stands for the
    window, which its `since` says.
    """
    inside = iter(merged(spans, 0))
    current = next(inside, None)
    for hit in hits:
        while current and current.last < hit.ts:
            current = next(inside, None)
        if current and current.first <= hit.ts:
            yield Hit(hit.ts, slot, hit.event, hit.n)
    final = {hit.ts: hit for hit in hits}
    for span in spans:
        last = final[span.last]
        yield Hit(last.ts, slot, last.event, last.n, span.first)


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


def _above(counting: Sequence[Active]) -> dict[str, list[tuple[int, int]]]:
    """For every correlation the rules above it: their number, and the slot that it fills there."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    correlations = {each.rule.uuid for each in counting if each.rule.type != RuleType.EVENT}
    for each in counting:
        for slot, member in enumerate(each.rule.members):
            if member in correlations:
                found[member].append((each.number, slot))
    return dict(found)

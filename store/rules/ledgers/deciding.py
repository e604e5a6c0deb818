"""Which windows of a group's hits a rule asks for."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from store.rules.calendars.wall_clock import kept
from store.rules.compiled import CompiledRule, Reopen, RuleType
from store.rules.ledgers.fresh import Weighing, by_number, by_weight
from store.rules.ledgers.track import Track, values_of
from store.rules.windows import (
    Hit,
    Row,
    Span,
    averaged,
    counted,
    differing,
    enough,
    episodes,
    in_order,
    merged,
    met,
    ranked,
    summed,
    together,
    varied,
    varied_episodes,
)

_BY_NUMBER = {
    RuleType.EVENT_COUNT: counted,
    RuleType.VALUE_COUNT: differing,
    RuleType.VALUE_SUM: summed,
    RuleType.VALUE_AVG: averaged,
    RuleType.TEMPORAL: together,
}
_NO_SLOTS: frozenset[int] = frozenset()


class Condition:
    """What a rule asks of the hits of a group."""

    def __init__(
        self,
        rule: CompiledRule,
        chained: Collection[int] = _NO_SLOTS,
        reach: int | None = None,
    ) -> None:
        """Take over what the rule says.

        Args:
            rule: The rule.
            chained: The slots of its ledger that windows of other rules fill.
            reach: How long its windows are at most, in microseconds; None: as the rule says, for no
                hit is itself a window.
        """
        self._rule = rule
        self._chained = chained
        self._timespan, self._cooldown = rule.timespan, rule.cooldown
        self._reach = rule.timespan if reach is None else reach
        self._keeps_walls = rule.reopen is Reopen.NEW
        self._at_least = None if chained else rule.at_least
        """How many hits are enough; None where the condition is another."""
        counts_values = rule.type is RuleType.VALUE_COUNT
        self._calendar = rule.calendar
        self._by_value = counts_values and not chained
        self._fewest = rule.bounds.least if counts_values else 0
        """How many different values it takes at least."""

    @property
    def weigh(self) -> Weighing:
        """What each hit comes to at most: how often it counts, or one."""
        return by_number if self._at_least is None else by_weight

    @property
    def least(self) -> int:
        """What hits have to come to, by `weigh`, for any window; 0: that cannot be told."""
        return self._fewest if self._at_least is None else self._at_least

    def windows(self, hits: Track, since: int) -> Sequence[Span]:
        """The windows in which the condition holds, and which end at `since` or later.

        Args:
            hits: A group's.
            since: Microseconds since 1970 UTC.
        """
        found = self._within_bounds(hits, since)
        return found if self._calendar is None else kept(self._calendar, found)

    def _within_bounds(self, hits: Track, since: int) -> Sequence[Span]:
        """The windows that keep the limits, of a calendar the least of these."""
        if self._at_least is not None:
            return list(enough(hits.times, hits.sums, self._timespan, self._at_least, since))
        if self._by_value:
            values, bounds = values_of(hits), self._rule.bounds
            return list(varied(hits.times, values, self._timespan, bounds, since))
        if not self._may_be_met(hits.slots):
            return []
        rows = hits.rows()
        some = _steps(rows, self._chained) if self._chained else rows
        if not self._may_be_met([hit[2] for hit in some]):
            return []
        return list(_found(self._rule, [Hit(*hit) for hit in some], since))

    def _may_be_met(self, slots: Iterable[int]) -> bool:
        """Whether all is hit that any way asks for, given the slots that are."""
        ways, seen = self._rule.ways, set(slots)
        return not ways or any(seen.issuperset(way.hit) for way in ways)

    def around(self, hits: Track, since: int, last: int) -> Sequence[Span]:
        """The windows that new hits may be in; arguments as for `joined`."""
        return self.windows(self._reached(hits, last), since)

    def joined(self, hits: Track, since: int, last: int) -> list[Span]:
        """The windows around new hits, joined while no more than the cooldown lies between them.

        Where closed alerts stay as they are, these decide what is joined, and the windows are
        given.

        Args:
            hits: A group's, new ones among them.
            since: The time of the earliest new one (µs UTC), …
            last: … and of the latest.
        """
        hits = self._reached(hits, last)
        if self._is_too_little(hits, since):
            return []
        if self._keeps_walls:
            return list(self.windows(hits, since))
        span, gap = self._timespan, self._cooldown
        if self._by_value and self._calendar is None:
            bounds = self._rule.bounds
            return varied_episodes(hits.times, values_of(hits), span, bounds, since, gap)
        if self._at_least is None:
            return merged(self.windows(hits, since), gap)
        return episodes(hits.times, hits.sums, span, self._at_least, since, gap)

    def _reached(self, hits: Track, last: int) -> Track:
        """The hits without those behind every window that holds one up to a point in time."""
        edge = last + self._reach
        return hits if hits.times[-1] <= edge else hits.before(edge)

    def _is_too_little(self, hits: Track, since: int) -> bool:
        """Whether there are too few hits for any window, as a glance tells: mostly so."""
        if self._at_least is not None:
            return hits.sums[-1] - hits.sums[0] < self._at_least
        if len(hits) < self._fewest:
            return True
        near = values_of(hits)[hits.at(since - self._timespan) :] if self._by_value else ()
        return self._by_value and len(set(near)) < self._fewest


def _steps(hits: Sequence[Row], chained: Collection[int]) -> Sequence[Row]:
    """The hits that make windows: not those that are there as evidence of others.

    What is itself a window counts once, however many events made it.
    """
    return [
        hit if hit[2] not in chained else (*hit[:4], 1, *hit[5:])
        for hit in hits
        if hit[2] not in chained or hit[5] is not None
    ]


def _found(rule: CompiledRule, hits: Sequence[Hit], since: int) -> Iterator[Span]:
    if rule.type is RuleType.TEMPORAL_ORDERED:
        spans = in_order(hits, rule.timespan, rule.ways)
        return (span for span in spans if span.last >= since)
    if rule.ways:
        return met(hits, rule.timespan, rule.ways, since)
    if rule.type in _BY_NUMBER:
        return _BY_NUMBER[rule.type](hits, rule.timespan, rule.bounds, since)
    return ranked(hits, rule.timespan, rule.bounds, rule.percent, since)

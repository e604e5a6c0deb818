"""Which windows of a group's hits a rule asks for."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from store.rules.calendars.wall_clock import kept
from store.rules.compiled import CompiledRule, Reopen, RuleType
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
)

_BY_NUMBER = {
    RuleType.EVENT_COUNT: counted,
    RuleType.VALUE_COUNT: differing,
    RuleType.VALUE_SUM: summed,
    RuleType.VALUE_AVG: averaged,
    RuleType.TEMPORAL: together,
}
_NO_SLOTS: frozenset[int] = frozenset()


def windows(
    rule: CompiledRule, hits: Sequence[Row], since: int, chained: Collection[int] = _NO_SLOTS
) -> Sequence[Span]:
    """The windows in which a rule's condition holds, and which end at `since` or later.

    Args:
        rule: The rule.
        hits: A group's, in order.
        since: Microseconds since 1970 UTC.
        chained: The slots that windows of other rules fill.
    """
    if rule.at_least is not None and not chained:
        return list(enough(hits, rule.timespan, rule.at_least, since))
    if rule.calendar is not None:
        everything = replace(rule, calendar=None)
        return kept(rule.calendar, windows(everything, hits, since, chained))
    some = _steps(hits, chained) if chained else hits
    seen = {hit[2] for hit in some}
    if rule.ways and not any(seen.issuperset(way.hit) for way in rule.ways):
        return []
    return list(_found(rule, [Hit(*hit) for hit in some], since))


def joined(
    rule: CompiledRule, hits: Sequence[Row], since: int, chained: Collection[int] = _NO_SLOTS
) -> list[Span]:
    """The same windows, joined while no more than the rule's cooldown lies between them.

    Where closed alerts stay as they are, these decide what is joined, and the windows are given.
    """
    if _is_too_little(rule, hits):
        return []
    if rule.reopen is Reopen.NEW:
        return list(windows(rule, hits, since, chained))
    least = rule.at_least
    if least is None or chained:
        return merged(windows(rule, hits, since, chained), rule.cooldown)
    if sum([hit[4] for hit in hits]) < least:
        return []
    return episodes(hits, rule.timespan, least, since, rule.cooldown)


def _is_too_little(rule: CompiledRule, hits: Sequence[Row]) -> bool:
    """Whether there are too few values for any window, as a glance tells: mostly so."""
    if rule.type is not RuleType.VALUE_COUNT:
        return False
    least = rule.bounds.least
    return len(hits) < least or len({hit[6] for hit in hits}) < least


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

"""A count with other limits than its own."""

from collections.abc import Sequence
from dataclasses import replace

from store.rules.calendars.calendar import Calendar
from store.rules.calendars.limits import Limit
from store.rules.compiled import CompiledRule, RuleType
from store.rules.windows import Bounds

_COUNTS = (RuleType.EVENT_COUNT, RuleType.VALUE_COUNT)


def with_limits(rule: CompiledRule, limits: Sequence[Limit], zone: str | None) -> CompiledRule:
    """The rule with limits for some hours of the week before its own, or in the place of its own.

    Args:
        rule: The rule.
        limits: Of which the first that fits counts; one without hours takes the place of the
            rule's own.
        zone: Whose hours these are; None: those of the configured zone.

    Raises:
        ValueError: It is no count with a lower limit, or one that has to keep one limit.
    """
    if rule.type not in _COUNTS or not rule.bounds.rising:
        raise ValueError("is for an event_count or a value_count with gte or gt")
    own = [each.least for each in limits if each.when is None]
    timed = tuple(each for each in limits if each.when is not None)
    if not timed:
        return replace(rule, bounds=Bounds.at_least(own[0]), calendar=None)
    if rule.recovers:
        raise ValueError("a count that recovers has one limit at all times")
    calendar = Calendar(timed, own[0] if own else rule.bounds.least, zone)
    return replace(rule, bounds=Bounds.at_least(calendar.least), calendar=calendar)

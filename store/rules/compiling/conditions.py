"""The condition of a Sigma correlation: read from the document, for pySigma takes one limit alone.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product
from typing import Any, TypeAlias

from sigma.correlations import (
    CorrelationConditionAND,
    CorrelationConditionItem,
    CorrelationConditionNOT,
    SigmaExtendedCorrelationCondition,
    SigmaRuleReference,
)

from store.rules.windows import Bounds, Way
from store.rules.written.documents import Document

OPERATORS = ("gt", "gte", "lt", "lte", "eq", "neq")
_RISING = frozenset({"gt", "gte"})
_PLACE = ("correlation", "condition")
_MOST_WAYS = 64
"""Alternatives of one condition."""

_Parsed: TypeAlias = CorrelationConditionItem | SigmaRuleReference


def with_one_limit(data: Mapping[str, Any]) -> dict[str, Any]:
    """A correlation's document as pySigma takes it: with the first of several limits."""
    correlation = data["correlation"]
    condition = correlation.get("condition") if isinstance(correlation, dict) else None
    if not isinstance(condition, dict):
        return dict(data)
    _, *others = [key for key in condition if key in OPERATORS] or [None]
    kept = {key: value for key, value in condition.items() if key not in others}
    return {**data, "correlation": {**correlation, "condition": kept}}


def limits(document: Document) -> Bounds:
    """The limits of a condition that is a mapping.

    Raises:
        RuleError: A limit is no number.
    """
    condition: dict[Any, Any] = document.data["correlation"]["condition"]
    found = []
    for key in condition.keys() & set(OPERATORS):
        value = condition[key]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value):
            raise document.error(f"{key}: is a number", *_PLACE, key)
        found.append((key, value))
    return Bounds(tuple(sorted(found)))


def of_count(document: Document) -> Bounds:
    """The limits of a count, which is a whole number.

    Raises:
        RuleError: They are no whole numbers, or no count keeps them.
    """
    bounds = limits(document)
    for name, limit in bounds.limits:
        if limit != int(limit) or (name in _RISING and limit + (name == "gt") < 1):
            raise document.error("the count is a whole number above zero", *_PLACE, name)
    holds = bounds.test()
    near = {0, 1, *(int(limit) + more for _, limit in bounds.limits for more in (-1, 0, 1))}
    least = 0 if _is_absence(document) else 1
    if not any(holds(count) for count in near if count >= least):
        message = "no count is that: windows are judged at hits, and hold one at least"
        raise document.error(f"{message}, but with blotter: {{absence: true}}", *_PLACE)
    return bounds


def _is_absence(document: Document) -> bool:
    """Whether windows are judged where there is no hit, too."""
    more = document.data.get("blotter")
    return isinstance(more, dict) and more.get("absence") not in (None, False)


def percent(document: Document) -> int:
    """Which percentile a condition asks for.

    Raises:
        RuleError: None, or no whole number from 0 to 100.
    """
    value = document.data["correlation"]["condition"].get("percentile")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100:
        message = "percentile: is a whole number from 0 to 100"
        raise document.error(message, *_PLACE, "percentile")
    return value


def some_of(document: Document, members: int, least: int) -> tuple[Way, ...]:
    """The ways in which so many of some rules are hit.

    Raises:
        RuleError: There are fewer rules, or too many ways.
    """
    if least > members:
        raise document.error(f"it has {members} rule{'s' * (members > 1)} only", *_PLACE)
    if math.comb(members, least) > _MOST_WAYS:
        raise document.error("it can hold in too many ways", *_PLACE)
    return tuple(Way(chosen) for chosen in combinations(range(members), least))


def expressed(
    condition: SigmaExtendedCorrelationCondition, document: Document, references: Sequence[str]
) -> tuple[Way, ...]:
    """The ways in which a condition in words holds, by the positions of the rules in it.

    Raises:
        RuleError: There are too many, or none in which a rule is hit.
    """
    found = _ways(condition.parsed, references, positive=True)
    ways = tuple(dict.fromkeys(way for way in found if not set(way.hit) & set(way.missing)))
    if len(found) > _MOST_WAYS:
        raise document.error("it can hold in too many ways", *_PLACE)
    if not any(way.hit for way in ways):
        message = "no window is that: windows are judged at hits, and hold one at least"
        raise document.error(message, *_PLACE)
    return ways


def _ways(parsed: _Parsed, references: Sequence[str], *, positive: bool) -> list[Way]:
    """The ways in which a part of a condition holds, or does not hold."""
    if isinstance(parsed, SigmaRuleReference):
        slot = (references.index(parsed.reference),)
        return [Way(slot) if positive else Way((), slot)]
    if isinstance(parsed, CorrelationConditionNOT):
        return _ways(parsed.args[0], references, positive=not positive)
    parts = [_ways(part, references, positive=positive) for part in parsed.args]
    if isinstance(parsed, CorrelationConditionAND) == positive:
        if math.prod(map(len, parts)) > _MOST_WAYS:
            return [Way(())] * (_MOST_WAYS + 1)
        return [_both(chosen) for chosen in product(*parts)]
    return [way for part in parts for way in part]


def _both(ways: Iterable[Way]) -> Way:
    """The way in which all of some ways hold, the rules in the order in which they are named."""
    hit, missing = zip(*ways, strict=True)
    return Way(_each_once(hit), _each_once(missing))


def _each_once(slots: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(slot for some in slots for slot in some))

"""What a Sigma correlation asks for: its windows, and what its members are grouped by.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sigma.correlations import SigmaCorrelationRule, SigmaExtendedCorrelationCondition

from store.rules.compiled import CompiledRule, RuleType
from store.rules.compiling import conditions
from store.rules.reading.fields import Family, canonical
from store.rules.spans import SECOND
from store.rules.windows import UNBOUNDED, Bounds, Way
from store.rules.written.documents import Document

_KEYS = frozenset({"type", "rules", "generate", "group-by", "timespan", "aliases", "condition"})
_COUNTS = frozenset({RuleType.EVENT_COUNT, RuleType.VALUE_COUNT})
_CONDITION = ("correlation", "condition")


@dataclass(frozen=True, slots=True)
class Window:
    """When a correlation fires."""

    type: RuleType
    timespan: int
    """Microseconds."""
    bounds: Bounds = UNBOUNDED
    """Of what is counted or measured."""
    ways: tuple[Way, ...] = ()
    """Or in which ways its rules, by position, are hit."""
    fields: tuple[str, ...] = ()
    """What is counted or measured, as the rule names it."""
    percent: int = 0

    def among(self, kept: Sequence[int]) -> "Window | None":
        """The same where only some of its rules can ever be hit; None if it then never fires.

        Args:
            kept: Their positions; they become 0, 1, and so on.
        """
        if not self.ways:
            holds = self.bounds.test()
            met = self.type is not RuleType.TEMPORAL or any(map(holds, range(1, len(kept) + 1)))
            return self if kept and met else None
        place = {slot: at for at, slot in enumerate(kept)}
        ways = tuple(
            Way(tuple(place[slot] for slot in way.hit), _known(way.missing, place))
            for way in self.ways
            if all(slot in place for slot in way.hit)
        )
        return replace(self, ways=ways) if any(way.hit for way in ways) else None


def _known(slots: Sequence[int], place: dict[int, int]) -> tuple[int, ...]:
    return tuple(place[slot] for slot in slots if slot in place)


def window(rule: SigmaCorrelationRule, document: Document, references: Sequence[str]) -> Window:
    """When a correlation fires.

    Args:
        rule: The correlation.
        document: Where it stands.
        references: What it calls its members, in order.

    Raises:
        RuleError: It asks for something that cannot be.
    """
    unknown = sorted(map(str, document.data["correlation"].keys() - _KEYS))
    if unknown:
        message = f"a correlation has no key {unknown[0]!r}"
        raise document.error(message, "correlation", unknown[0])
    asked = Window(RuleType(str(rule.type)), rule.timespan.seconds * SECOND)
    if asked.type is RuleType.TEMPORAL:
        return _together(asked, rule, document, references)
    if asked.type is RuleType.TEMPORAL_ORDERED:
        return _in_order(asked, rule, document, references)
    if asked.type in _COUNTS:
        asked = replace(asked, bounds=conditions.of_count(document))
    else:
        asked = replace(asked, bounds=conditions.limits(document))
    if asked.type is RuleType.VALUE_PERCENTILE:
        asked = replace(asked, percent=conditions.percent(document))
    elif asked.type is RuleType.VALUE_MEDIAN:
        asked = replace(asked, percent=50)
    return replace(asked, fields=_fields(asked.type, document))


def _fields(type_: RuleType, document: Document) -> tuple[str, ...]:
    """The fields whose values are counted or measured."""
    field = document.data["correlation"]["condition"].get("field")
    if type_ is RuleType.EVENT_COUNT:
        if field is not None:
            raise document.error("an event_count has no field", *_CONDITION, "field")
        return ()
    names = [field] if isinstance(field, str) else field
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise document.error("field: is a field name, or a list of them", *_CONDITION, "field")
    if len(names) > 1 and type_ is not RuleType.VALUE_COUNT:
        raise document.error(f"a {type_} measures one field", *_CONDITION, "field")
    return tuple(names)


def _together(
    asked: Window, rule: SigmaCorrelationRule, document: Document, references: Sequence[str]
) -> Window:
    """A `temporal`: by default all rules, in any order."""
    if isinstance(rule.condition, SigmaExtendedCorrelationCondition):
        return replace(asked, ways=conditions.expressed(rule.condition, document, references))
    members = len(references)
    if "condition" not in document.data["correlation"]:
        return replace(asked, ways=conditions.some_of(document, members, members))
    bounds = conditions.of_count(document)
    if bounds.rising and _least(bounds) >= members:
        return replace(asked, ways=conditions.some_of(document, members, _least(bounds)))
    return replace(asked, bounds=bounds)


def _in_order(
    asked: Window, rule: SigmaCorrelationRule, document: Document, references: Sequence[str]
) -> Window:
    """A `temporal_ordered`: by default all rules, in the order in which they are named."""
    if isinstance(rule.condition, SigmaExtendedCorrelationCondition):
        ways = conditions.expressed(rule.condition, document, references)
        if any(way.missing or not way.hit for way in ways):
            raise document.error("an order cannot ask that a rule is not hit", *_CONDITION)
        return replace(asked, ways=ways)
    members = least = len(references)
    if "condition" in document.data["correlation"]:
        bounds = conditions.of_count(document)
        if not bounds.rising:
            raise document.error("an order is asked for with gte or gt", *_CONDITION)
        least = _least(bounds)
    if least < 2:
        raise document.error("an order needs two rules", "correlation", "rules")
    return replace(asked, ways=conditions.some_of(document, members, least))


def _least(bounds: Bounds) -> int:
    """The least whole number within lower limits."""
    return max(int(limit) + (name == "gt") for name, limit in bounds.limits)


class Member(NamedTuple):
    """A rule that a correlation builds on."""

    reference: str
    """What the correlation calls it."""
    rule: CompiledRule
    families: frozenset[Family]
    """Whose field names it uses."""


class Grouping(NamedTuple):
    """What members are grouped by, or which of their fields count."""

    names: tuple[str, ...]
    """ECS keys; where these differ from member to member, what the correlation calls them."""
    keys: tuple[tuple[str, ...], ...]
    """By member: its ECS keys, in the order of the names. For a member that is a correlation: names
    of its own groups."""


def grouping(rule: SigmaCorrelationRule, document: Document, members: Sequence[Member]) -> Grouping:
    """What a correlation groups its members by.

    Raises:
        RuleError: A member that is itself a correlation is not grouped by that, or an alias does
            not fit.
    """
    _check_aliases(rule, document)
    found = _meant(rule, document, members, rule.group_by or (), ("correlation", "group-by"))
    for member in members:
        own = member.rule.group_by
        if member.rule.type is not RuleType.EVENT and set(own) == set(found.names):
            return _sorted(found, own.index)  # its windows then belong to groups of the same key
    return found


def values(
    rule: SigmaCorrelationRule,
    document: Document,
    members: Sequence[Member],
    fields: Sequence[str],
) -> tuple[tuple[str, ...], ...]:
    """By member: the keys of the fields whose values a correlation counts; as `grouping`."""
    return _meant(rule, document, members, fields, (*_CONDITION, "field")).keys


def _meant(
    rule: SigmaCorrelationRule,
    document: Document,
    members: Sequence[Member],
    names: Sequence[str],
    place: tuple[str, ...],
) -> Grouping:
    """The keys that some names stand for in each member."""
    found: dict[str, list[str]] = {}
    for name in names:
        keys = [_key(rule, document, member, name, place) for member in members]
        found[keys[0] if len(set(keys)) == 1 else name] = keys
    by_member = zip(*found.values(), strict=True) if found else ((),) * len(members)
    return Grouping(tuple(found), tuple(by_member))


def _key(
    rule: SigmaCorrelationRule,
    document: Document,
    member: Member,
    name: str,
    place: tuple[str, ...],
) -> str:
    """The key that a name stands for in a member."""
    alias = rule.aliases.aliases.get(name)
    if alias is not None:
        mapping = {str(each.reference): field for each, field in alias.mapping.items()}
        if member.reference not in mapping:
            message = f"the alias {name!r} says nothing of the rule {member.reference!r}"
            raise document.error(message, "correlation", "aliases", name)
        name = mapping[member.reference]
    keys = {canonical(name, family) for family in member.families}
    if member.rule.type is RuleType.EVENT:
        return min(keys)
    own = {name, *keys} & set(member.rule.group_by)
    if len(own) != 1:
        raise document.error(f"{member.rule.title!r} is not grouped by {name!r}", *place)
    return own.pop()


def _check_aliases(rule: SigmaCorrelationRule, document: Document) -> None:
    """An alias speaks of the correlation's own rules."""
    named = {str(each.reference) for each in rule.rules or ()}
    for alias in rule.aliases:
        for each in alias.mapping:
            if rule.rules is not None and str(each.reference) not in named:
                message = f"{each.reference!r} is none of its rules"
                place = ("correlation", "aliases", alias.alias, str(each.reference))
                raise document.error(message, *place)


def _sorted(found: Grouping, order: Callable[[str], int]) -> Grouping:
    """The same in another order of the names."""
    at = sorted(range(len(found.names)), key=lambda position: order(found.names[position]))
    return Grouping(
        tuple(found.names[position] for position in at),
        tuple(tuple(keys[position] for position in at) for keys in found.keys),
    )

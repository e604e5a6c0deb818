"""What a Sigma correlation asks for, as far as the engine can answer it.

Only the child process of `store.rules.compiler` imports this.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sigma.correlations import (
    SigmaCorrelationCondition,
    SigmaCorrelationConditionOperator,
    SigmaCorrelationRule,
)

from store.rules.compiled import SECOND, CompiledRule, RuleType
from store.rules.documents import Document
from store.rules.fields import Family, canonical

_KEYS = {"type", "rules", "generate", "group-by", "timespan", "aliases", "condition"}


class Window(NamedTuple):
    """When a correlation fires."""

    type: RuleType
    timespan: int
    """Microseconds."""
    at_least: int


def window(rule: SigmaCorrelationRule, document: Document) -> Window:
    """When a correlation fires.

    Raises:
        RuleError: It asks for something that the engine does not do.
    """
    unknown = sorted(map(str, document.data["correlation"].keys() - _KEYS))
    if unknown:
        message = f"a correlation has no key {unknown[0]!r}"
        raise document.error(message, "correlation", unknown[0])
    name = str(rule.type)
    if name not in (RuleType.EVENT_COUNT, RuleType.TEMPORAL_ORDERED):
        raise document.error(f"not supported yet: {name} correlations", "correlation", "type")
    type_ = RuleType(name)
    span = rule.timespan.seconds * SECOND
    if type_ is RuleType.TEMPORAL_ORDERED:
        return Window(type_, span, _all_in_order(rule, document))
    return Window(type_, span, _count(rule, document))


def _count(rule: SigmaCorrelationRule, document: Document) -> int:
    """How many hits an `event_count` asks for."""
    wanted = rule.condition
    place = ("correlation", "condition")
    if not isinstance(wanted, SigmaCorrelationCondition) or wanted.fieldref is not None:
        raise document.error("not supported yet: this condition", *place)
    above = {
        SigmaCorrelationConditionOperator.GTE: 0,
        SigmaCorrelationConditionOperator.GT: 1,
    }.get(wanted.op)
    if above is None:
        name = wanted.op.name.lower()
        raise document.error(f"not supported yet: {name} (gte and gt are)", *place)
    if not isinstance(wanted.count, int) or wanted.count + above < 1:
        raise document.error("the count is a whole number above zero", *place)
    return wanted.count + above


def _all_in_order(rule: SigmaCorrelationRule, document: Document) -> int:
    """How many members a `temporal_ordered` has."""
    members = len(rule.rules or ())
    wanted = rule.condition
    plain = (
        isinstance(wanted, SigmaCorrelationCondition)
        and wanted.op is SigmaCorrelationConditionOperator.GTE
        and wanted.count == members
    )
    if not plain:
        raise document.error(
            "not supported yet: a condition other than all rules in order",
            "correlation",
            "condition",
        )
    if members < 2:
        raise document.error("an order needs two rules", "correlation", "rules")
    return members


def group_by(
    rule: SigmaCorrelationRule,
    document: Document,
    families: Mapping[str, frozenset[Family]],
    members: Sequence[CompiledRule],
) -> tuple[str, ...]:
    """The ECS keys that a correlation groups by.

    Args:
        rule: The correlation.
        document: Where it stands.
        families: By what the correlation calls each member: whose field names that uses.
        members: The members that can be judged.

    Raises:
        RuleError: A name means different keys in different members, or a member that is itself a
            correlation has other groups or is to be counted.
    """
    place = ("correlation", "group-by")
    keys: list[str] = []
    for name in rule.group_by or ():
        meant = _meanings(rule, name, families)
        if len(meant) != 1:
            listed = ", ".join(sorted(meant)) or "nothing"
            raise document.error(f"not supported yet: {name!r} means {listed} in its rules", *place)
        keys.extend(meant)
    wanted = tuple(dict.fromkeys(keys))
    for member in members:
        if member.type is RuleType.EVENT:
            continue
        if str(rule.type) == RuleType.EVENT_COUNT:
            message = f"not supported yet: counting the windows of {member.title!r}"
            raise document.error(message, "correlation", "rules")
        if set(wanted) != set(member.group_by):
            message = f"not supported yet: other fields than {member.title!r} is grouped by"
            raise document.error(message, *place)
        wanted = member.group_by  # its windows come with their group, keys in this order
    return wanted


def _meanings(
    rule: SigmaCorrelationRule, name: str, families: Mapping[str, frozenset[Family]]
) -> set[str]:
    """The ECS keys that a group-by name stands for."""
    alias = rule.aliases.aliases.get(name)
    if alias is None:
        return {canonical(name, family) for some in families.values() for family in some}
    return {
        canonical(field, family)
        for reference, field in alias.mapping.items()
        for family in families.get(str(reference.reference), ())
    }

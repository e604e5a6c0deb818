"""Which rules wait: they ask what is known of addresses, and no file of the user says that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from store.knowledge.files import Knowledge
from store.rules.compiled import CompiledRule, RuleType, with_members
from store.rules.reading.about_address import OF_DATABASES, OF_LISTS

_DATABASES = "waits for databases in [enrichment]"
_LISTS = "waits for a list in [enrichment.lists]"
_MEMBERS = "waits, as the rules that it builds on do"


def waiting(rules: Iterable[CompiledRule], knowledge: Knowledge) -> dict[str, str]:
    """The rules that wait, by uuid, and one phrase that says what for.

    Args:
        rules: All that there are, each behind those that it refers to.
        knowledge: The user's files.
    """
    lacking = dict.fromkeys(() if knowledge.databases else OF_DATABASES, _DATABASES)
    lacking |= dict.fromkeys(() if knowledge.lists else OF_LISTS, _LISTS)
    found: dict[str, str] = {}
    for rule in rules if lacking else ():
        why = _own(rule, lacking) or _of_members(rule, found)
        if why:
            found[rule.uuid] = why
    return found


def ready(rules: Sequence[CompiledRule], knowledge: Knowledge) -> list[CompiledRule]:
    """The rules that do not wait, and what they build on, which by itself makes no alerts then."""
    late = waiting(rules, knowledge)
    if not late:
        return list(rules)
    able = [rule for rule in rules if rule.uuid not in late]
    needed = with_members(able, {rule.uuid: rule for rule in rules})
    return [replace(rule, alerts=False) if rule.uuid in late else rule for rule in needed]


def _own(rule: CompiledRule, lacking: Mapping[str, str]) -> str | None:
    """What a rule itself cannot do without, and lacks."""
    needed = [*rule.needs, *((key,) for keys in rule.value_keys for key in keys)]
    if not rule.keep_missing:
        members = range(max(len(rule.members), 1))
        needed += [(key,) for at in members for key in rule.keys_of(at)]
    return next((lacking[keys[0]] for keys in needed if keys and set(keys) <= lacking.keys()), None)


def _of_members(rule: CompiledRule, waits: Mapping[str, str]) -> str | None:
    """Why a correlation waits whose members do: too few are left for it ever to hold."""
    if rule.type is RuleType.EVENT or not any(member in waits for member in rule.members):
        return None
    left = {rule.slot_of(at) for at, member in enumerate(rule.members) if member not in waits}
    can = any(left.issuperset(way.hit) for way in rule.ways) if rule.ways else bool(left)
    return None if can and len(left) >= rule.least_slots else _MEMBERS

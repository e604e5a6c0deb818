"""Which rules are in force: sets and single rules are switched on and off by the configuration."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from store.errors import Location, RuleError
from store.rules.compiled import Compilation, CompiledRule, Inapplicable, with_members

OFF = frozenset({"classic", "rates", "thorough"})
"""Sets that are off unless somebody switches them on."""

NO_DATA = "no-data"
"""The set of alerts about logs that fall silent; no file holds its rule."""


class Switch(NamedTuple):
    """One word of the configuration."""

    name: str
    """A set, or a rule's id."""
    on: bool
    place: Location
    """Where it stands."""


Switches: TypeAlias = Sequence[Switch]


def is_on(rule: CompiledRule, switches: Switches) -> bool:
    """Whether a rule is on."""
    return says(rule.uuid, rule.set, switches)


def says(uuid: str, set_: str, switches: Switches) -> bool:
    """Whether something is on: its own switch counts before its set's, and off before on."""
    own = [each.on for each in switches if each.name.lower() == uuid.lower()]
    sets = [each.on for each in switches if each.name == set_]
    return min(own or sets, default=set_ not in OFF)


def in_force(rules: Sequence[CompiledRule], switches: Switches) -> list[CompiledRule]:
    """The rules that are on, and what they build on, which by itself makes no alerts then."""
    on = [rule for rule in rules if is_on(rule, switches)]
    wanted = {rule.uuid for rule in on}
    needed = with_members(on, {rule.uuid: rule for rule in rules})
    return [rule if rule.uuid in wanted else replace(rule, alerts=False) for rule in needed]


def unknown(compilation: Compilation, switches: Switches) -> list[RuleError]:
    """The switches that belong to nothing."""
    rules: list[CompiledRule | Inapplicable] = [*compilation.rules, *compilation.inapplicable]
    sets = sorted({rule.set for rule in rules} | OFF | {NO_DATA})
    ids = [rule.uuid.lower() for rule in rules]
    return [
        RuleError(f"no set and no rule {each.name!r}; {_meant(each.name, sets, ids)}", each.place)
        for each in switches
        if each.name not in sets and each.name.lower() not in ids
    ]


def _meant(name: str, sets: Sequence[str], ids: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only where somebody mistyped

    near = get_close_matches(name, [*sets, *ids], 1, 0.5)
    return f"did you mean {near[0]!r}?" if near else f"sets are {', '.join(sets)}"

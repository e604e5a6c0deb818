"""Which rules are in force: sets and single rules are switched on and off by the configuration."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple, TypeAlias

from store.errors import Location, RuleError
from store.rules.compiled import Compilation, CompiledRule, Inapplicable, with_members
from store.rules.thresholds import configured
from store.rules.thresholds.configured import Threshold
from store.rules.written.calling import called

OFF = frozenset({"classic", "rates", "thorough"})
"""Sets that are off unless somebody switches them on."""

NO_DATA = "no-data"
"""The set of alerts about logs that fall silent; no file holds its rule."""


class Switch(NamedTuple):
    """One word of the configuration."""

    name: str
    """A set, or a rule: its id, its name, or its title as one word."""
    on: bool
    place: Location
    """Where it stands."""

    @property
    def says(self) -> tuple[object, ...]:
        """What changes the rules when it changes."""
        return self.name, self.on


Switches: TypeAlias = Sequence[Switch | Threshold]
"""What the configuration says of rules: which are on, and from which count on they fire."""


def is_on(rule: CompiledRule, switches: Switches) -> bool:
    """Whether a rule is on: its own switch counts before its set's, and off before on."""
    words = [each for each in switches if isinstance(each, Switch)]
    own = [each.on for each in words if each.name.lower() in called(rule)]
    sets = [each.on for each in words if each.name == rule.set]
    return min(own or sets, default=rule.set not in OFF)


def says(uuid: str, set_: str, switches: Switches) -> bool:
    """Whether something that is no rule of a file is on, by its id and its set."""
    words = [each for each in switches if isinstance(each, Switch)]
    own = [each.on for each in words if each.name.lower() == uuid.lower()]
    sets = [each.on for each in words if each.name == set_]
    return min(own or sets, default=set_ not in OFF)


def with_thresholds(rules: Sequence[CompiledRule], switches: Switches) -> list[CompiledRule]:
    """The rules with the limits that the configuration gives them."""
    return configured.changed(rules, _thresholds(switches))


def in_force(rules: Sequence[CompiledRule], switches: Switches) -> list[CompiledRule]:
    """The rules that are on, and what they build on, which by itself makes no alerts then."""
    known = with_thresholds(rules, switches)
    on = [rule for rule in known if is_on(rule, switches)]
    wanted = {rule.uuid for rule in on}
    needed = with_members(on, {rule.uuid: rule for rule in known})
    return [rule if rule.uuid in wanted else replace(rule, alerts=False) for rule in needed]


def unknown(compilation: Compilation, switches: Switches) -> list[RuleError]:
    """The switches that belong to nothing, and the limits that belong to no rule that has one."""
    rules: list[CompiledRule | Inapplicable] = [*compilation.rules, *compilation.inapplicable]
    sets = sorted({rule.set for rule in rules} | OFF | {NO_DATA})
    names = list(chain.from_iterable(map(called, rules)))
    return [
        *(_lost(each, sets, names) for each in switches if _is_lost(each, sets, names)),
        *configured.wrong(compilation.rules, _thresholds(switches)),
    ]


def _thresholds(switches: Switches) -> list[Threshold]:
    return [each for each in switches if isinstance(each, Threshold)]


def _is_lost(each: Switch | Threshold, sets: Sequence[str], names: Sequence[str]) -> bool:
    of_set = isinstance(each, Switch) and each.name in sets
    return not of_set and each.name.lower() not in names


def _lost(each: Switch | Threshold, sets: Sequence[str], names: Sequence[str]) -> RuleError:
    """That something is called by no name that there is, and which is nearest."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where somebody mistyped

    known = [*sets, *names] if isinstance(each, Switch) else names
    near = get_close_matches(each.name.lower(), known, 1, 0.5)
    sought = "set and no rule" if isinstance(each, Switch) else "rule"
    others = f"sets are {', '.join(sets)}" if isinstance(each, Switch) else "see blotter rules list"
    meant = f"did you mean {near[0]!r}?" if near else others
    return RuleError(f"no {sought} {each.name!r}; {meant}", each.place)

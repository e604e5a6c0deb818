"""Limits that the configuration gives rules in the place of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

from store.errors import Location, RuleError
from store.rules.calendars.limits import Limit
from store.rules.compiled import CompiledRule
from store.rules.thresholds.changing import with_limits
from store.rules.written.calling import called


class Threshold(NamedTuple):
    """What the configuration says of a rule's limit."""

    name: str
    """The rule's id, its name, or its title as one word."""
    limits: tuple[Limit, ...]
    place: Location
    """Where it stands."""

    @property
    def says(self) -> tuple[object, ...]:
        """What changes the rules when it changes."""
        return self.name, *map(tuple, self.limits)


def changed(rules: Sequence[CompiledRule], said: Iterable[Threshold]) -> list[CompiledRule]:
    """The rules with the limits that the configuration gives them.

    A rule with another limit is another version of it, and so are those that build on it: they look
    at all events again. What cannot be is left out; `wrong` tells of it.

    Args:
        rules: Each behind those that it builds on.
        said: By the configuration; for one rule, what it says last counts.
    """
    by_name = {each.name.lower(): each for each in said}
    if not by_name:
        return list(rules)
    found: list[CompiledRule] = []
    hashes: dict[str, str] = {}
    """Of those that became others, by `uuid`."""
    for rule in rules:
        asked = [by_name[name] for name in called(rule) if name in by_name]
        made = _with(rule, asked[0]) if asked else rule
        below = [hashes[uuid] for uuid in rule.members if uuid in hashes]
        if below:
            made = replace(made, hash=_hash(made.hash, *below))
        if made is not rule:
            hashes[rule.uuid] = made.hash
        found.append(made)
    return found


def wrong(rules: Sequence[CompiledRule], said: Iterable[Threshold]) -> list[RuleError]:
    """What is wrong with limits that belong to a rule."""
    problems = []
    for each in said:
        for rule in rules:
            if each.name.lower() in called(rule):
                try:
                    with_limits(rule, each.limits, None)
                except ValueError as error:
                    problems.append(RuleError(f"{each.name!r}: {_sentence(error)}", each.place))
    return problems


def _sentence(error: ValueError) -> str:
    return f"a limit {error}" if str(error).startswith("is for") else str(error)


def _with(rule: CompiledRule, asked: Threshold) -> CompiledRule:
    try:
        made = with_limits(rule, asked.limits, None)
    except ValueError:
        return rule
    return replace(made, hash=_hash(rule.hash, repr(asked.says[1:])))


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()

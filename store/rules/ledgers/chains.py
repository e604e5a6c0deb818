"""How rules build on each other: whose windows are hits of which rule, and in which group."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.model import FieldValue
from store.rules.compiled import RuleType
from store.rules.counting.grouping import group_key
from store.rules.counting.judging import Active
from store.rules.counting.valuing import combined
from store.rules.windows import Value


@dataclass(frozen=True, slots=True)
class Link:
    """A correlation that another one counts the windows of."""

    parent: Active
    child: Active
    position: int
    """Of the child among the parent's members."""

    @property
    def slot(self) -> int:
        """Which slot of the parent's ledger the windows fill."""
        return self.parent.rule.slot_of(self.position, windows=True)

    @property
    def keeps_groups(self) -> bool:
        """Whether both have the same groups."""
        own = self.child.rule.group_by
        parent = self.parent.rule
        return own == parent.group_by == parent.keys_of(self.position)

    def key(self, key: str) -> str | None:
        """The parent's group for one of the child's; None where that is left out.

        Args:
            key: Fields and values as JSON.
        """
        rule = self.parent.rule
        if self.keeps_groups:
            return key
        said: dict[str, FieldValue] = json.loads(key)
        if self._counts_values and self._value(said) is None:
            return None
        values = [said.get(name) for name in rule.keys_of(self.position)]
        return group_key(rule.group_by, values, keep_missing=rule.keep_missing)

    def value(self, key: str) -> Value:
        """What the parent counts or measures in one of the child's groups."""
        return self._value(json.loads(key)) if self._counts_values else None

    @property
    def _counts_values(self) -> bool:
        keys = self.parent.rule.value_keys
        return bool(keys and keys[self.position])

    def _value(self, said: Mapping[str, FieldValue]) -> Value:
        rule = self.parent.rule
        values = [said.get(name) for name in rule.value_keys[self.position]]
        return combined(values, measured=rule.type.measures) if values else None


@dataclass(frozen=True, slots=True)
class Chains:
    """Rules that have ledgers, and how they build on each other."""

    counting: Sequence[Active]
    """Each behind the correlations that it builds on."""
    below: Mapping[int, Sequence[Link]]
    """By `rules.id`: the correlations that it builds on."""
    above: Mapping[int, Sequence[Link]]
    """By `rules.id`: those that build on it."""

    def slots(self, number: int) -> frozenset[int]:
        """The slots that windows of others fill."""
        return frozenset(link.slot for link in self.below.get(number, ()))

    def is_patient(self, each: Active) -> bool:
        """Whether a rule holds nowhere but where it has hits of its own, in the same groups."""
        chained = self.slots(each.number)
        return (
            bool(chained and each.rule.ways)
            and all(not chained.issuperset(way.hit) for way in each.rule.ways)
            and all(link.keeps_groups for link in self.below[each.number])
        )

    def is_asleep(self, each: Active) -> bool:
        """Whether a rule holds nowhere but where several do that it builds on, in the same groups.

        In a group in which only one of them ever held, it has nothing to look at.
        """
        links, rule = self.below.get(each.number, ()), each.rule
        alone = len(links) == len(rule.members) and all(link.keeps_groups for link in links)
        return alone and not rule.type.gathers and rule.least_slots > 1

    def reaches(self) -> dict[int, int]:
        """How long the windows of every rule are at most, in microseconds.

        Where a hit is itself a window, the window that it lies in begins where that did.
        """
        found: dict[int, int] = {}
        for each in self.counting:
            before = [found[link.child.number] for link in self.below.get(each.number, ())]
            found[each.number] = each.rule.timespan + max(before, default=0)
        return found


def chains(active: Sequence[Active]) -> Chains:
    """How some rules build on each other."""
    counting = _children_first([each for each in active if each.has_ledger])
    by_uuid = {each.rule.uuid: each for each in counting if each.rule.type != RuleType.EVENT}
    below: defaultdict[int, list[Link]] = defaultdict(list)
    above: defaultdict[int, list[Link]] = defaultdict(list)
    for each in counting:
        for position, uuid in enumerate(each.rule.members):
            if uuid in by_uuid:
                link = Link(each, by_uuid[uuid], position)
                below[each.number].append(link)
                above[link.child.number].append(link)
    return Chains(counting, dict(below), dict(above))


def _children_first(active: Sequence[Active]) -> list[Active]:
    """Correlations behind the correlations that they build on."""
    by_uuid = {each.rule.uuid: each for each in active}
    placed: dict[str, Active] = {}

    def place(each: Active, above: frozenset[str]) -> None:
        for member in each.rule.members:
            if member in by_uuid and member not in above:
                place(by_uuid[member], above | {each.rule.uuid})
        placed.setdefault(each.rule.uuid, each)

    for each in active:
        place(each, frozenset())
    return list(placed.values())

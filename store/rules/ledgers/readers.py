"""The rules that read one ledger: what they ask of a group's hits, asked once for all."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass

from store.rules.counting.judging import Active
from store.rules.ledgers.deciding import Condition
from store.rules.ledgers.fresh import Weighing, at_most
from store.rules.ledgers.tails import Asked


class Readers:
    """Rules whose hits are in the same ledger."""

    def __init__(
        self,
        rules: Sequence[Active],
        conditions: Mapping[int, Condition],
        reaches: Mapping[int, int],
    ) -> None:
        """Name them.

        Args:
            rules: One at least.
            conditions: What each asks for, by `rules.id`.
            reaches: How long the windows of each are at most (µs).
        """
        self.rules = rules
        self.conditions = [conditions[each.number] for each in rules]
        self._reach = max(reaches[each.number] for each in rules)
        self._keep = max(reaches[each.number] + each.rule.cooldown for each in rules)
        self._least = min(each.least for each in self.conditions)
        self._weigh = _weighing(self.conditions)

    @property
    def ledger(self) -> int:
        """The ledger's number."""
        return self.rules[0].ledger

    def asked(self, ends: Sequence[Collection[int]]) -> Asked:
        """What they ask of the hits near new ones.

        Args:
            ends: For each rule the groups that have alerts of it.
        """
        always: Container[int] = ends[0] if len(ends) == 1 else _AnyOf(ends)
        return Asked(self._reach, self._keep, self._weigh, self._least, always)


@dataclass(frozen=True, slots=True)
class _AnyOf:
    """What any of some collections holds: put together they would be as many as all alerts."""

    some: Sequence[Collection[int]]

    def __contains__(self, group: object) -> bool:
        return any(group in each for each in self.some)


def readers_of(
    counting: Sequence[Active], conditions: Mapping[int, Condition], reaches: Mapping[int, int]
) -> list[Readers]:
    """The readers of every ledger, in the order of the first rule of each; as `Readers`."""
    found: dict[int, list[Active]] = {}
    for each in counting:
        found.setdefault(each.ledger, []).append(each)
    return [Readers(some, conditions, reaches) for some in found.values()]


def _weighing(conditions: Sequence[Condition]) -> Weighing:
    """What each hit comes to at most, for rules of which some go by weight and some do not."""
    ways = {each.weigh for each in conditions}
    return ways.pop() if len(ways) == 1 else at_most

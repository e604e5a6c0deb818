"""The rules that read one ledger: what they ask of a group's hits, asked once for all."""

from collections.abc import Callable, Collection, Mapping, Sequence

from store.rules.counting.judging import Active
from store.rules.ledgers.deciding import Condition
from store.rules.ledgers.tails import Asked
from store.rules.windows import Row


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
        self._amount = _amount(self.conditions)

    @property
    def ledger(self) -> int:
        """The ledger's number."""
        return self.rules[0].ledger

    def asked(self, ends: Sequence[Collection[int]]) -> Asked:
        """What they ask of the hits near new ones.

        Args:
            ends: For each rule the groups that have alerts of it.
        """
        always = ends[0] if len(ends) == 1 else set().union(*ends)
        return Asked(self._reach, self._keep, self._amount, self._least, always)


def readers(
    counting: Sequence[Active], conditions: Mapping[int, Condition], reaches: Mapping[int, int]
) -> list[Readers]:
    """The readers of every ledger, in the order of the first rule of each; as `Readers`."""
    found: dict[int, list[Active]] = {}
    for each in counting:
        found.setdefault(each.ledger, []).append(each)
    return [Readers(some, conditions, reaches) for some in found.values()]


def _amount(conditions: Sequence[Condition]) -> Callable[[Sequence[Row]], int]:
    """What hits come to at most, for rules of which some count by weight and some do not."""
    alike = len({each.by_weight for each in conditions}) == 1
    return conditions[0].amount if alike else _at_most


def _at_most(hits: Sequence[Row]) -> int:
    """No less than how often hits count, and no less than how many there are."""
    return sum([hit[4] or 1 for hit in hits])

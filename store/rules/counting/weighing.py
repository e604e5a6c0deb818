"""How many times records count; no database."""

from store.model import Kind
from store.rules.matching.batches import Batch, Positions

ATTEMPTS = frozenset({"login", "privilege-use", "invalid-user"})
"""Actions of which several records tell: in a count they count by weight, which may be 0."""


def attempts(batch: Batch, positions: Positions) -> list[int]:
    """How many times some records count, where those that only repeat others do not."""
    return weights(batch, positions, by_weight=True)


def weights(batch: Batch, positions: Positions, *, by_weight: bool) -> list[int]:
    """How many times some records count.

    Args:
        batch: The batch.
        positions: The records.
        by_weight: Whether one that only repeats another's attempt counts as nothing.
    """
    some = batch.plain(positions)
    sheet = batch.sheet
    if sheet is None:
        records = batch.some(some)
        return [each.weight or least(each.kind, by_weight=by_weight) for each in records]
    if sheet.marks is None:
        return [1] * len(some)
    weighed, kinds = batch.column(("weight", "")), batch.column(("kind", ""))
    leasts = [least(kind, by_weight=by_weight) for kind in sheet.kinds.kinds]
    return [weighed[at] or leasts[kinds[at]] for at in some]


def least(kind: Kind, *, by_weight: bool) -> int:
    """How many times a record counts that only repeats what others tell."""
    return 0 if by_weight and kind.action in ATTEMPTS else 1

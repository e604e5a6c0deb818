"""Tell at a glance which records a rule cannot hit, because their number is too small."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from store.rules.matching.batches import Batch, Positions

_FLOOR = re.compile(r"\(?`([\w.]+)` ?>=? ?(\d{1,18})\)?", re.ASCII)


class Floor(NamedTuple):
    """Lets those records pass whose number may be great enough."""

    column: str
    least: int

    def is_of_use(self, batch: Batch, _keys: Sequence[str]) -> bool:
        """Whether the numbers vary too much to be remembered."""
        return batch.sheet is not None and self.column in batch.sheet.singles

    def passing(self, batch: Batch, positions: Positions) -> Positions:
        """Those among some records that pass; what is no number is left to the rule."""
        numbers, least = batch.column(("single", self.column)), self.least
        passing = [
            at
            for at in batch.plain(positions)
            if (number := numbers[at]) is not None and (type(number) is not int or number >= least)
        ]
        return batch.packed(passing)


def floor_of(predicates: Sequence[str]) -> Floor | None:
    """What the rules of a group ask for, if each asks for nothing but a least number of one column.

    Args:
        predicates: Of the rules; at least one.
    """
    found = [_FLOOR.fullmatch(predicate) for predicate in predicates]
    columns = {each[1] for each in found if each}
    if len(columns) != 1 or not all(found):
        return None
    return Floor(columns.pop(), min(int(each[2]) for each in found if each))

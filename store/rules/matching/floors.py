"""Tell at a glance which records a rule cannot hit, because their number is too small."""

import re
from collections.abc import Sequence
from typing import NamedTuple, cast

from store.rules.matching.batches import Batch, Positions

_FLOOR = re.compile(r"\(?`([\w.]+)` ?>=? ?(\d{1,18})\)?", re.ASCII)
_FLOOR_FIRST = re.compile(r"\(`([\w.]+)` ?>=? ?(\d{1,18}) AND ", re.ASCII)
_SIGN = re.compile(r"'(?:[^']|'')*'|`(?:[^`]|``)*`|[()]| OR ")
"""Quoted texts and names, brackets, and what joins alternatives."""
_WHOLE = frozenset({int, type(None)})


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
        if _is_below(numbers, least):
            return batch.packed([])
        passing = [
            at
            for at in batch.plain(positions)
            if (number := numbers[at]) is not None and (type(number) is not int or number >= least)
        ]
        return batch.packed(passing)


def _is_below(said: Sequence[object], least: int) -> bool:
    """Whether all of a column are whole numbers below another, at a third of the cost of each."""
    if not _WHOLE.issuperset(map(type, said)):
        return False
    return max(filter(None, cast("Sequence[int | None]", said)), default=0) < least


def floor_of(predicates: Sequence[str]) -> Floor | None:
    """What the rules of a group ask for, if each asks for a least number of one column first.

    Args:
        predicates: Of the rules; at least one.
    """
    found = [_FLOOR.fullmatch(predicate) or _first_of_all(predicate) for predicate in predicates]
    columns = {each[1] for each in found if each}
    if len(columns) != 1 or not all(found):
        return None
    return Floor(columns.pop(), min(int(each[2]) for each in found if each))


def _first_of_all(predicate: str) -> re.Match[str] | None:
    """A least number that has to be reached, whatever else has to hold."""
    depth = 0
    for sign in _SIGN.finditer(predicate):
        depth += {"(": 1, ")": -1}.get(sign[0], 0)
        is_over = sign[0] == ")" and depth == 0 and sign.end() < len(predicate)
        if is_over or (sign[0] == " OR " and depth <= 1):
            return None
    return _FLOOR_FIRST.match(predicate)

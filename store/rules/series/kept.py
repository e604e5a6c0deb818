"""What is kept of one group."""

from typing import NamedTuple

from store.rules.compiled import CompiledRule
from store.rules.series.alerting import Group


class Kept(NamedTuple):
    """A group whose alerts have to be looked at."""

    group: Group
    first: int
    """Time of its first hit (µs UTC)."""
    total: int
    """All its hits."""
    dirty: int
    """From when on its alerts do not know of everything."""

    @property
    def rule(self) -> CompiledRule:
        """The rule that it is a group of."""
        return self.group.asked

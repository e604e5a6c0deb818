"""Limits that depend on the wall clock at the instant at which a window is judged."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import NamedTuple

from store.rules.calendars.limits import Limit


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where somebody looks at a clock: a zone that has no name, or whose name does not matter."""

    zone: tzinfo


class Calendar(NamedTuple):
    """From which count on a rule fires, by hours of the week."""

    limits: tuple[Limit, ...]
    """Each with its hours; the first that fits counts."""
    otherwise: int
    zone: str | Place | None = None
    """Whose wall clock; None: that of the configured zone, which `placed` puts in."""

    @property
    def least(self) -> int:
        """The least of all limits."""
        return min([self.otherwise, *(each.least for each in self.limits)])

"""Places in the app, and the trail that leads back through them."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import StrEnum

from store.filters.grammar import Filter

MOST_PLACES = 200
"""Steps that can be taken back."""


class Tab(StrEnum):
    """The tabs, in their order."""

    ALERTS = "alerts"
    TOP = "top"
    LIVE = "live"
    EVENTS = "events"
    CASES = "cases"
    HEALTH = "health"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the analyst is: enough to return to the same row."""

    tab: Tab
    filter: Filter
    spot: Hashable = None
    """The row under the cursor, as its pane knows it."""


@dataclass(slots=True)
class Trail:
    """The places passed on the way here."""

    _places: list[Place] = field(default_factory=list)

    def push(self, place: Place) -> None:
        """Remember a place that is being left; the oldest is forgotten first."""
        self._places.append(place)
        del self._places[:-MOST_PLACES]

    def pop(self) -> Place | None:
        """The place to return to; None at the beginning."""
        return self._places.pop() if self._places else None

    def __len__(self) -> int:
        return len(self._places)

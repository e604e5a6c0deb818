"""What can happen to an alert that somebody is told of."""

from enum import StrEnum


class Kind(StrEnum):
    """What happened, as `notices.kind` has it."""

    OPENED = "opened"
    """It is new."""
    REOPENED = "reopened"
    """New evidence opened it again."""
    WOKEN = "woken"
    """It was put aside until now."""
    RAISED = "raised"
    """It has become worse."""
    UNACKNOWLEDGED = "unacknowledged"
    """Nobody has taken care of it in time."""
    UPDATED = "updated"
    """It has grown."""
    RECOVERED = "recovered"
    """Its condition has ended."""
    WITHDRAWN = "withdrawn"
    """Events that came later undid it."""

    @property
    def is_opening(self) -> bool:
        """Whether it asks somebody to do something."""
        return self in _OPENING

    @property
    def is_end(self) -> bool:
        """Whether it only says something to those who were told of the alert before."""
        return self in (Kind.RECOVERED, Kind.WITHDRAWN)


_OPENING = (Kind.OPENED, Kind.REOPENED, Kind.WOKEN, Kind.RAISED, Kind.UNACKNOWLEDGED)

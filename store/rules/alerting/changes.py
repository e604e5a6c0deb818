"""What happened to alerts."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Changes:
    """Which alerts, by `alerts.id`, something happened to."""

    opened: set[int] = field(default_factory=set)
    """New ones, and closed ones that came back."""
    updated: set[int] = field(default_factory=set)
    """Others that grew."""
    merged: set[int] = field(default_factory=set)
    """Those that became parts of others."""

    def add(self, later: "Changes") -> None:
        """Add what happened after this; takes as long as there is of that."""
        self.opened |= later.opened
        self.updated |= later.updated - self.opened
        self.merged |= later.merged
        self.updated -= later.opened
        self.opened -= later.merged
        self.updated -= later.merged

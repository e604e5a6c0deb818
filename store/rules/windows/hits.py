"""What is counted, and the windows that come out of it."""

from typing import NamedTuple, TypeAlias

EVER = -(1 << 63)
"""No time of the ledger is earlier."""
NEVER = (1 << 63) - 1
"""No time of the ledger is later."""

Value: TypeAlias = str | int | float | None
"""What a hit says in a field."""
Row: TypeAlias = tuple[int, int, int, int, int, int | None, Value]
"""A hit as the ledger's rows have it: the attributes of `Hit`, in their order."""


class Hit(NamedTuple):
    """An event that a rule counts, or a window of another rule that it builds on."""

    group: int
    """`groups.id`"""
    ts: int
    """Microseconds since 1970 UTC."""
    slot: int
    """Which of the correlation's rules it belongs to, from 0."""
    event: int
    """`events.id`; of a window, below zero, the number of its group."""
    n: int
    """How many times it counts; 0: it only repeats what another event tells."""
    since: int | None = None
    """Beginning of the window that it stands for; None: it is an event."""
    value: Value = None
    """What it says in the field that the rule counts or measures."""

    @property
    def begins(self) -> int:
        """Where the story with it begins: before its time if it is a window."""
        return self.ts if self.since is None else self.since


class Span(NamedTuple):
    """A window in which the rule's condition holds."""

    first: int
    """Time of the first hit in it."""
    last: int
    """Time of the hit at which it became true."""
    peak: int | float
    """What was counted or measured in it."""

"""What a batch brings that the ledger does not hold yet."""

from collections import defaultdict
from typing import TypeAlias

from store.rules.ledgers.fresh import Fresh
from store.rules.windows import Row

Raised: TypeAlias = defaultdict[int, list[Row]]
"""Hits by their group."""


class Pending:
    """What has to be entered into the ledgers with a batch."""

    def __init__(self) -> None:
        self.own: dict[int, Fresh] = {}
        """By ledger: events that its rules count."""
        self.raised: defaultdict[int, Raised] = defaultdict(lambda: defaultdict(list))
        """By ledger: the windows of rules that its rule builds on, and the events in these."""
        self.made: defaultdict[int, set[int]] = defaultdict(set)
        """By ledger: groups that are new."""
        self.keys: dict[int, str] = {}
        """The fields and values of each group as JSON."""
        self.stirred: defaultdict[int, set[str]] = defaultdict(set)
        """By `rules.id`: groups that do not exist yet in which one of the rules below holds."""

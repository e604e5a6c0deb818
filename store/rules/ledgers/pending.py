"""What a batch brings that the ledger does not hold yet."""

from collections import defaultdict
from typing import TypeAlias

from store.rules.windows import Row

Hits: TypeAlias = defaultdict[int, list[Row]]
"""Hits by their group."""


class Pending:
    """What has to be entered into the ledger with a batch."""

    def __init__(self) -> None:
        self.own: defaultdict[int, Hits] = defaultdict(lambda: defaultdict(list))
        """By `rules.id`: events that the rule counts."""
        self.raised: defaultdict[int, Hits] = defaultdict(lambda: defaultdict(list))
        """By `rules.id`: the windows of rules that it builds on, and the events in these."""
        self.made: defaultdict[int, set[int]] = defaultdict(set)
        """By `rules.id`: groups that are new."""
        self.keys: dict[int, str] = {}
        """The fields and values of each group as JSON."""
        self.stirred: defaultdict[int, set[str]] = defaultdict(set)
        """By `rules.id`: groups that do not exist yet in which one of the rules below holds."""

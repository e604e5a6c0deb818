"""What hits are column by column: as batches bring them, and as ledgers hold them."""

from collections.abc import Sequence
from typing import NamedTuple

from store.rules.counting.judging import Counted
from store.rules.windows import Value


class Part(NamedTuple):
    """What a batch brings one slot of a ledger."""

    groups: Sequence[int]
    """`groups.id` of each of the keys."""
    counted: Counted


class Columns(NamedTuple):
    """Hits, sorted by group, time, slot and event: the attributes of `Hit`."""

    groups: Sequence[int]
    times: Sequence[int]
    slots: Sequence[int]
    events: Sequence[int]
    weights: Sequence[int]
    sinces: Sequence[int | None] | None = None
    """None: no hit is a window."""
    values: Sequence[Value] | None = None
    """None: no hit has any."""

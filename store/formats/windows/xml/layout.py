"""How the data of an event are laid out in its XML, so that the next event's need no looking for.

Most events of one sort have the same data in the same order: only the values differ.
"""

from collections.abc import Sequence
from typing import NamedTuple

_START, _END = "<Data Name=", "</Data>"
_LONGEST = 4096
"""Characters of all names of a layout: it is remembered."""


class Layout(NamedTuple):
    """The names of an event's data and what stands around the values."""

    names: tuple[str, ...]
    """All different, none empty."""
    heads: tuple[str, ...]
    """What stands between `<Data Name=` with a quotation mark and each value."""
    start: str
    """`<Data Name=` with its quotation mark."""
    between: str
    """What stands between two data."""
    size: int
    """Characters of all that is not value."""
    tags: int
    """How many times `<` stands in it."""

    def values_in(self, body: str) -> list[str] | None:
        """The values of event data.

        Args:
            body: From the first `<Data` to the last `</Data>`, with as many `<` as `tags` says.

        Returns:
            One value for each name, as it stands there; None where it is not laid out like this.
        """
        if not body.startswith(self.start) or not body.endswith(_END):
            return None
        pieces = body[len(self.start) : -len(_END)].split(self.between)
        if len(pieces) != len(self.heads):
            return None
        values = list(map(str.removeprefix, pieces, self.heads))
        # a head that is missing somewhere was not taken off, and the sum is too big
        return values if sum(map(len, values)) == len(body) - self.size else None


def layout_of(body: str, names: Sequence[str]) -> Layout | None:
    """The layout of event data.

    Args:
        body: Nothing but `<Data Name=…>…</Data>`, all with the same quotation mark.
        names: The names that stand in it.

    Returns:
        The layout; None where a name is missing or stands there twice, or names are very long.
    """
    if not names or "" in names or len(set(names)) < len(names):
        return None
    if sum(map(len, names)) > _LONGEST:
        return None
    quote = body[len(_START) : len(_START) + 1]
    start = _START + quote
    heads = tuple(f"{name}{quote}>" for name in names)
    between = _END + start
    size = len(heads) * len(between) + sum(map(len, heads))
    return Layout(tuple(names), heads, start, between, size, 2 * len(names))

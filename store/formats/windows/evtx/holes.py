"""Account for records that are missing between two chunks, where a chunk was wiped or overwritten.

The records of a log are numbered: what the chunk before a hole ends with and the chunk behind it
begins with tells how many there were. A log that wraps begins again with lower numbers; that is no
loss, and neither are the empty chunks behind the last one.
"""

from store.formats.interface import State
from store.formats.windows.evtx.chunk import SMALLEST, Chunk
from store.formats.windows.evtx.events_of_chunk import Account


class Holes:
    """Remembers the last chunk's numbers, and how much of the file since then was no chunk."""

    def __init__(self, state: State) -> None:
        self._last: int | None = state.get("last")
        self._hole: int = state.get("hole", 0)

    def state(self) -> State:
        """What the next one has to know."""
        return {"last": self._last, "hole": self._hole}

    def passed(self, size: int) -> None:
        """Take note of bytes that are no chunk."""
        self._hole += size

    def told(self, raw: bytes, offset: int, account: Account) -> Account:
        """Add what is missing before a chunk to what it gave.

        Args:
            raw: The chunk's bytes.
            offset: Where it begins in its file.
            account: What it gave.
        """
        numbers = Chunk(raw).numbers
        missing = numbers[0] - self._last - 1 if numbers and self._last is not None else 0
        hole, self._hole = self._hole, 0
        self._last = numbers[1] if numbers else None
        if not 0 < missing <= hole // SMALLEST:
            return account
        problem = (
            f"Between the chunks, from offset {offset - hole} to {offset}, {missing} records are "
            "missing."
        )
        return account._replace(
            expected=account.expected + missing,
            lost=account.lost + missing,
            problem=f"{problem} {account.problem}" if account.problem else problem,
        )

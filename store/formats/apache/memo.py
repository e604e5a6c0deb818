"""Remember what bytes mean, within bounds that no log can push."""

from collections.abc import Callable
from typing import Generic, TypeVar

MOST = 32_768
"""Entries that a memo holds before it starts afresh."""
WIDEST = 512
"""Bytes of the longest key that is remembered."""

T = TypeVar("T")


class Memo(dict[bytes, T], Generic[T]):
    """A dictionary that works out what it does not hold; `memo[key]` never fails.

    A hit costs one look-up and no call. Long keys are worked out anew each time, so that a memo
    stays below some forty megabytes whatever the log holds.
    """

    def __init__(self, read: Callable[[bytes], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, key: bytes) -> T:
        """Work out a value and remember it."""
        value = self._read(key)
        if len(key) <= WIDEST:
            if len(self) >= MOST:
                self.clear()
            self[key] = value
        return value

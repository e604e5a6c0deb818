"""Match users' patterns against lines that attackers write, within a bounded time.

A pattern that runs out of time on a few lines of a log is not tried on that log again.
"""

from functools import lru_cache
from hashlib import blake2b

import regex

from store.formats.interface import State

LONGEST = 16 * 1024
"""Characters of the longest record that patterns are tried on."""
TIMEOUT = 0.05
"""Seconds of computing that one pattern may take for one record."""
STRIKES = 3
"""How often a pattern may run out of time in one log."""


class Guarded:
    """Patterns at work on one source."""

    def __init__(self, state: State) -> None:
        """Begin with what `state()` said."""
        self._strikes: dict[str, int] = dict(state)
        self.problem: str | None = None
        """What went wrong since it was last set to None, in one sentence."""

    def state(self) -> State:
        """How often each pattern ran out of time."""
        return dict(self._strikes)

    def match(self, pattern: str, name: str, text: str, offset: int) -> dict[str, str] | None:
        """The named groups that took part in a match of the whole text.

        Args:
            pattern: A regular expression that `compiled` takes.
            name: What problems call it.
            text: A record.
            offset: Where it begins in its source.

        Returns:
            Texts by group; None where the pattern does not match in time.
        """
        if len(text) > LONGEST or (self._strikes and self._is_off(pattern)):
            return None
        try:
            found = compiled(pattern).fullmatch(text, timeout=TIMEOUT)
        except TimeoutError:
            self._strike(pattern, name, offset)
            return None
        if found is None:
            return None
        return {key: value for key, value in found.groupdict().items() if value is not None}

    def begins(self, pattern: str, text: str, offset: int) -> bool:
        """Whether a line begins as the pattern says: with it a record begins."""
        if self._strikes and self._is_off(pattern):
            return True
        try:
            return compiled(pattern).match(text[:LONGEST], timeout=TIMEOUT) is not None
        except TimeoutError:
            self._strike(pattern, "first_line", offset)
            return True

    def _is_off(self, pattern: str) -> bool:
        return self._strikes.get(_digest(pattern), 0) >= STRIKES

    def _strike(self, pattern: str, name: str, offset: int) -> None:
        digest = _digest(pattern)
        self._strikes[digest] = self._strikes.get(digest, 0) + 1
        if self._strikes[digest] == 1:
            self.problem = (
                f"pattern {name!r} takes too long for the record at byte {offset}; "
                f"after {STRIKES} such records it is no longer tried on this log"
            )


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> regex.Pattern[str]:
    """A pattern, ready to be used.

    Raises:
        regex.error: It is none.
    """
    return regex.compile(pattern)


@lru_cache(maxsize=1024)
def _digest(pattern: str) -> str:
    """A short name that changes with the pattern."""
    return blake2b(pattern.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()

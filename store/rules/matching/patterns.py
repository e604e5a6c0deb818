"""The regular expressions of rules: whatever a log's line holds, none of them can hang.

google-re2 matches in linear time. What it does not take, because it looks around or refers back,
runs in the `regex` module, which is stopped when a value takes it too long.
"""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Any, Protocol, cast

_LIMIT = 0.05
"""Seconds of processor time for one value."""
_STRIKES = 20
"""Values that may take an expression longer before it is given up."""


class PatternError(ValueError):
    """A text is no regular expression, or one that takes too long."""


class Pattern(Protocol):
    """A regular expression made ready."""

    def search(self, text: str) -> object | None:
        """Look for it anywhere in a text."""


class _Linear(Protocol):
    """What we use of google-re2, which has no types."""

    Options: Callable[[], Any]
    error: type[Exception]

    def compile(self, pattern: str, options: object) -> Pattern: ...


@lru_cache(maxsize=2048)
def compiled(text: str) -> Pattern:
    """A regular expression made ready.

    Raises:
        PatternError: No engine takes it.
    """
    engine = cast("_Linear", import_module("re2"))  # only some rules need it
    options = engine.Options()
    options.log_errors = False
    try:
        return engine.compile(text, options)
    except engine.error as error:
        said = error.args[0] if error.args else "it is not understood"
        why = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return _Limited(text, why)


class _Limited:
    """An expression that is not tried for ever: a value that takes too long does not match."""

    def __init__(self, text: str, why: str) -> None:
        """Make it ready.

        Args:
            text: The expression.
            why: What RE2 says against it.

        Raises:
            PatternError: The other engine does not take it either.
        """
        engine = import_module("regex")
        try:
            self._pattern = engine.compile(text)
        except engine.error:
            raise PatternError(why) from None
        self._late = 0

    def search(self, text: str) -> object | None:
        """Look for it anywhere in a text.

        Raises:
            PatternError: Too many values have taken too long.
        """
        if self._late >= _STRIKES:
            raise PatternError("it takes too long")
        try:
            found: object | None = self._pattern.search(text, timeout=_LIMIT)
        except TimeoutError:
            self._late += 1
            return None
        return found

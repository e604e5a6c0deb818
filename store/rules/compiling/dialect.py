"""What Sigma allows and pySigma does not by itself: every rule is read with this.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

import re

from sigma.modifiers import SigmaWideModifier, modifier_mapping
from sigma.policy import SigmaPolicy
from sigma.policy.regex_engine import RegexEngine, RegexPattern
from sigma.types import SigmaNumber, SigmaString, type_map

from store.rules.matching import patterns

_LETTERS = {re.IGNORECASE: "i", re.MULTILINE: "m", re.DOTALL: "s"}
_MOST_VALUES = 10_000
"""How many values a placeholder of a rule may stand for."""


class _Engine(RegexEngine):
    """The expressions that judging can run: those of RE2, and others with a time limit."""

    def compile(self, pattern: str, flags: int = 0) -> RegexPattern:
        """Make an expression ready, as judging will."""
        letters = "".join(letter for flag, letter in _LETTERS.items() if flags & flag)
        prefix = f"(?{letters})" if letters else ""
        ready: RegexPattern = patterns.compiled(prefix + pattern)  # type: ignore[assignment]
        return ready

    @property
    def error(self) -> type[Exception]:
        """What `compile` raises."""
        return patterns.PatternError


class _Number(SigmaNumber):
    """A number with all its digits: the library's goes through a float, which has 15."""

    def __post_init__(self, init_number: object) -> None:
        if isinstance(init_number, int):
            self.number = init_number
        else:
            super().__post_init__(init_number)


POLICY = SigmaPolicy(regex_engine=_Engine())
"""What rules are parsed with."""

modifier_mapping.setdefault("utf16le", SigmaWideModifier)  # another name of `wide` in Sigma
type_map[int] = _Number
SigmaString.max_placeholder_expansions = _MOST_VALUES
